"""One case day the whole way, through three portals in a real browser, and the texts it sent."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from accounts.enums import SLOT_ORDER
from accounts.models import Clinician, User
from availability.models import Availability, Period
from casedays.models import Case, CaseDay
from casedays.states import AssignmentStatus, Status
from notifications import dispatch
from notifications.models import Delivery
from tests.factories.accounts import PASSWORD
from tests.factories.availability import PeriodFactory
from tests.journeys import steps
from tests.personas import make_clinician
from tests.support.browser import DESKTOP, PHONE, PageFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, pytest.mark.timeout(400)]

NAMES = {"anesthesiologist": ("Anika", "Shah"), "nurse": ("Nora", "Quinn"), "medic": ("Mateo", "Silva")}


@pytest.fixture
def team() -> list[Clinician]:
    """The three clinicians of this journey, with every credential and no availability yet."""
    return [make_clinician(slot, f"{slot.value}@people.test", *NAMES[slot.value]) for slot in SLOT_ORDER]


@pytest.fixture
def period() -> Period:
    """A period that is open for availability."""
    made: Period = PeriodFactory.create()
    return made


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both sets of colours."""
    return request.param  # type: ignore[no-any-return]


def test_a_case_day_from_availability_to_booked_patients(
    browser_page: PageFactory,
    axe: steps.Axe,
    scheme: str,
    manager: User,
    practice_user: User,
    team: list[Clinician],
    period: Period,
) -> None:
    desktop, phone = {"viewport": DESKTOP, "scheme": scheme}, {"viewport": PHONE, "scheme": scheme}
    wanted = next(d for d in (period.starts_on + dt.timedelta(days=n) for n in range(3, 10)) if d.weekday() == 3)

    clinicians = [steps.Person(browser_page(**phone), axe) for _ in team]
    for person, clinician in zip(clinicians, team, strict=True):
        person.sign_in(clinician.user.email, PASSWORD)
        steps.submit_availability(person, period.pk)
    assert Availability.objects.count() == 3 * 28

    practice = steps.Person(browser_page(**(phone if scheme == "dark" else desktop)), axe)
    practice.sign_in(practice_user.email, PASSWORD)
    steps.request_day(practice, "Main", wanted, wanted + dt.timedelta(days=1))
    day = CaseDay.objects.get()
    assert (day.status, day.date) == (Status.REQUESTED, wanted)

    boss = steps.Person(browser_page(**desktop), axe)
    boss.sign_in(manager.email, PASSWORD)
    boss.go("/manager/")
    boss.reads("Requests to review")
    steps.plan_and_staff(boss, day.pk, {slot: " ".join(NAMES[slot]) for slot in NAMES})
    boss.go("/manager/board/")
    practice.go(f"/practice/case-days/{day.pk}/")
    practice.reads("Not confirmed yet")
    assert not Delivery.objects.filter(channel="text", notification__audience="clinician").exists()

    steps.confirm(boss, day.pk)
    dispatch.send_due()
    boss.go("/manager/messages/texts/")
    text = Delivery.objects.get(channel="text", notification__recipient=team[1].user)
    assert steps.day_words(wanted) in text.body
    assert "6:30 am" in text.body
    expect(boss.page.get_by_text(text.body).first).to_be_visible()

    for person in clinicians:
        steps.accept(person)
    clinicians[0].go(f"/clinician/case-days/{day.pk}/")
    clinicians[0].reads("6:30 am")
    clinicians[0].reads("Nora Quinn")
    assert set(day.assignments.values_list("status", flat=True)) == {AssignmentStatus.ACCEPTED}

    steps.confirm_details(practice, day.pk)
    steps.add_patient(practice, "Priscilla", "Obi")
    steps.book_patient(practice, day.pk, "Priscilla Obi")
    case = Case.objects.get(case_day=day)
    assert case.start_time == dt.time(7, 30)

    dispatch.send_due()
    for delivery in Delivery.objects.exclude(channel="portal"):
        assert "Obi" not in delivery.body + delivery.notification.subject
    for page in ("/practice/", "/practice/case-days/", f"/practice/case-days/{day.pk}/", "/practice/notices/"):
        practice.go(page)
    for page in ("/clinician/", "/clinician/notices/", f"/clinician/case-days/{day.pk}/"):
        clinicians[1].go(page)
    for page in ("/manager/", "/manager/board/", f"/manager/case-days/{day.pk}/", "/manager/messages/"):
        boss.go(page)
