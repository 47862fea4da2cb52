"""No page asks more queries for 30 rows than for 3, and none asks more than 15: every page of the three portals and
every list of the administration, in a world that grows around them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from accounts import badges, selectors
from accounts.enums import Portal
from accounts.models import Clinician, KeptCounts
from availability.models import KeptCoverage
from availability.services import count_behind
from scheduling_portal.core import clock
from scheduling_portal.core.admin import OnlyRowAdmin
from tests.architecture.addresses import every_address
from tests.architecture.crowd import Crowd
from tests.architecture.permission_table import TABLE, Row
from tests.architecture.world import ADMIN, MANAGER, NURSE, PERSONAS, PRACTICE, build
from tests.factories import bulk
from tests.factories.accounts import ManagerFactory
from tests.personas import client_of
from tests.support.queries import MOST

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("query counts"), pytest.mark.timeout(300)]

FEW, MANY = 3, 30
#: So many bytes of HTML make a row at the least: a list that grew by less has not shown the crowd.
ROW = 20
PORTALS = tuple(f"{portal.value}:" for portal in (Portal.CLINICIAN, Portal.PRACTICE, Portal.MANAGER))
#: Addresses with a query string that shows other rows: persona, address, query.
FILTERED = [
    (NURSE, "clinician:casedays-list", "when=past"),
    (PRACTICE, "practice:home", "when=past"),
    (PRACTICE, "practice:casedays-list", "when=past"),
    (MANAGER, "manager:casedays-board", "period=all"),
    (MANAGER, "manager:casedays-board-csv", "period=all"),
    (MANAGER, "manager:casedays-confirm-many", "{ready}"),
    (MANAGER, "manager:casedays-board", "period=all&status=risk"),
    (MANAGER, "manager:find", "q=e"),
    (MANAGER, "manager:casedays-board", "period=all&status=over"),
    (MANAGER, "manager:clinicians-list", "show=ending"),
    (MANAGER, "manager:matching-run", "view=people"),
    (MANAGER, "manager:messages", "fate=failed"),
    (MANAGER, "manager:messages-replies", "open=on"),
    *(
        (MANAGER, "manager:attention", group)
        for group in ("at-risk", "changes", "without-team", "unanswered", "unseen")
    ),
]


@dataclass(frozen=True)
class Page:
    """One address as one persona opens it."""

    persona: str
    name: str
    needs: tuple[int | str, ...] = ()
    query: str = ""

    def __str__(self) -> str:
        return " ".join([self.name, *map(str, self.needs), self.query]).strip()

    def address(self, crowd: Crowd) -> str:
        """`{ready}` in the query stands for all days that can be confirmed."""
        ids = crowd.world.ids
        path = reverse(self.name, args=[ids.get(need, need) if isinstance(need, str) else need for need in self.needs])
        ready = "&".join(f"day={pk}" for pk in crowd.ready)
        return f"{path}?{self.query.format(ready=ready)}" if self.query else path


@dataclass(frozen=True)
class Look:
    """What a page cost."""

    queries: int
    size: int


#: With few rows, with many, and with many while nothing is kept.
Looks = dict[Page, tuple[Look, Look, Look]]


def _reader(row: Row) -> str | None:
    """Who opens a page of the table: the persona with the fullest world, None where nobody does."""
    order = (NURSE, PRACTICE, MANAGER, *PERSONAS)
    return next((persona for persona in order if row.method == "get" and row.answers[persona] == 200), None)


def _pages() -> list[Page]:
    opened = [(_reader(row), row) for row in TABLE if row.name.startswith(PORTALS)]
    pages = [Page(persona, row.name, row.needs) for persona, row in opened if persona]
    for persona, name, query in FILTERED:
        takes = name == "manager:attention"
        needs = (query,) if takes else ("run",) if name == "manager:matching-run" else ()
        pages.append(Page(persona, name, needs, "" if takes else query))
    return [*pages, *(Page(ADMIN, name) for name in _lists())]


def _lists() -> list[str]:
    """The lists of the administration; a model with only one row has none."""
    names = {address.name for address in every_address() if address.name.endswith("_changelist")}
    alone = [model for model, page in admin.site._registry.items() if isinstance(page, OnlyRowAdmin)]
    return sorted(names - {f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in alone})


PAGES = _pages()
#: Pages that show the same however much there is: forms and dialogs, a day whose parts are counted.
STEADY = frozenset(
    {
        "clinician:casedays-detail accepted",
        "clinician:assignments-decline assignment",
        "clinician:offers-decline offer",
        "clinician:calendar",
        "clinician:calendar-reset",
        "practice:calendar",
        "practice:calendar-reset practice",
        "practice:casedays-cancel planned",
        "practice:casedays-confirm-details asked",
        "practice:changes-withdraw waiting change",
        "practice:cases-detail case",
        "practice:cases-take-off case",
        "practice:casedays-proposal-decline proposed",
        "practice:patients-new",
        "practice:patients-import",
        "practice:patients-edit patient",
        "practice:me",
        "manager:home",  # shows the first few of each kind
        "manager:find",  # nothing is looked for
        "manager:casedays-board",  # opens at one period of many
        "manager:casedays-board-csv",
        "manager:matching-new",
        "manager:casedays-confirm-many",  # no day is chosen
        "manager:reports",
        "manager:reports-detail fill-rate",  # these open at one period of many; their own tests grow it
        "manager:reports-detail lead-times",
        "manager:reports-detail changes",
        "manager:reports-detail days-per-clinician",
        "manager:reports-csv fill-rate weeks",
        "manager:casedays-accept requested",
        "manager:casedays-propose requested",
        "manager:casedays-reject requested",
        "manager:casedays-confirm planned",
        "manager:casedays-cancel planned",
        "manager:casedays-reschedule planned",
        "manager:assignments-release assignment",
        "manager:casedays-trio risky",  # three teams, however many people
        "manager:matching-progress run",
        "manager:matching-apply run",
        "manager:matching-weights run",
        "manager:changes-apply waiting change",
        "manager:changes-decline waiting change",
        "manager:me",
        "manager:clinicians-invite clinician",
        "manager:people-invite",
        # a page of 50 is full from the start
        "practice:patients-views",
        "admin:availability_availability_changelist",
        "admin:core_timelineentry_changelist",
        "admin:notifications_delivery_changelist",
        "admin:notifications_noticepolicyrow_changelist",
    }
)


def look_at(browser: Client, address: str) -> Look:
    """Open a page and count."""
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return Look(len(asked), len(body))


def faults(few: Look, many: Look, *, grows: bool = True) -> list[str]:
    """What is wrong with a page that cost this for few rows and that for many."""
    found = []
    if many.queries > few.queries:
        found.append(f"{few.queries} queries for {FEW} rows, {many.queries} for {MANY}")
    if many.queries > MOST:
        found.append(f"{many.queries} queries")
    if grows and many.size - few.size < ROW * (MANY - FEW):
        found.append(f"shows nothing of the crowd: {few.size} bytes, then {many.size}")
    return found


@pytest.fixture(scope="module")
def looks(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Looks:
    """Every page, twice: with few rows and with many."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(badges, "KEEP", dt.timedelta(days=1))  # a slow machine takes longer than a minute
        world = build()
        crowd = Crowd(world)
        browsers = {persona: world.browser(persona) for persona in PERSONAS}
        crowd.grow(FEW)
        for page in PAGES:
            browsers[page.persona].get(page.address(crowd))  # what is read only once
        _count_what_is_kept(browsers)
        few = {page: look_at(browsers[page.persona], page.address(crowd)) for page in PAGES}
        crowd.grow(MANY - FEW)
        _count_what_is_kept(browsers)
        many = {page: look_at(browsers[page.persona], page.address(crowd)) for page in PAGES}
        first = {page: _first_look(browsers[page.persona], page.address(crowd)) for page in PAGES}
        transaction.set_rollback(True)
    return {page: (few[page], many[page], first[page]) for page in PAGES}


def _count_what_is_kept(browsers: Mapping[str, Client]) -> None:
    """Badges and coverage are counted after a step, and then kept."""
    count_behind(clock.now().date())
    for persona, portal in ((NURSE, "clinician"), (PRACTICE, "practice"), (MANAGER, "manager")):
        browsers[persona].get(reverse(f"{portal}:me"))


def _first_look(browser: Client, address: str) -> Look:
    """Open a page with nothing kept, as after an upgrade or a step."""
    KeptCounts.objects.all().delete()
    KeptCoverage.objects.all().delete()
    return look_at(browser, address)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_page_asks_the_same_for_few_and_for_many(looks: Looks, page: Page) -> None:
    few, many, _ = looks[page]
    assert not faults(few, many, grows=str(page) not in STEADY)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_page_asks_little_while_nothing_is_kept(looks: Looks, page: Page) -> None:
    assert looks[page][2].queries <= MOST


def test_every_page_is_looked_at() -> None:
    """A new address of a portal, or a new list of the administration, is looked at or takes no GET."""
    seen = {page.name for page in PAGES}
    no_pages = {row.name for row in TABLE if not _reader(row)}
    of_portals = {address.name for address in every_address() if address.name.startswith(PORTALS)}
    assert not of_portals - seen - no_pages
    assert set(_lists()) <= seen
    assert not STEADY - {str(page) for page in PAGES}


# Controls: with the fault planted, the same look must see it.


def test_query_per_row_is_noticed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = selectors._row
    monkeypatch.setattr(
        selectors, "_row", lambda row, *more: (Clinician.objects.filter(pk=row["pk"]).count(), draw(row, *more))[1]
    )
    found = faults(*_looks_at_clinicians())
    assert [fault for fault in found if "queries for 3 rows" in fault]
    assert [fault for fault in found if fault.endswith("queries")]


def test_list_that_hides_its_rows_is_noticed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not faults(*_looks_at_clinicians())
    monkeypatch.setattr(selectors, "PER_PAGE", 1)
    assert "shows nothing of the crowd" in faults(*_looks_at_clinicians())[0]


def _looks_at_clinicians() -> tuple[Look, Look]:
    browser, address = client_of(ManagerFactory.create()), reverse("manager:clinicians-list")
    browser.get(address)
    bulk.clinicians(1)
    few = look_at(browser, address)
    bulk.clinicians(9)
    return few, look_at(browser, address)
