"""The people for an open slot on the page of a day: the best few at first, all on asking, nothing typed unescaped."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import ProviderType
from accounts.models import Clinician, User
from casedays import staffing
from casedays.models import CaseDay, Offer
from casedays.states import OfferStatus
from casedays.views.manager.candidate_rows import FEWEST, FIRST
from scheduling_portal.core import clock
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import PeriodFactory, willing
from tests.factories.casedays import accepted_day, in_slot, planned_day, requested_day
from tests.personas import client_of
from tests.support.manager import asked_for
from tests.support.queries import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(manager: User) -> Client:
    return client_of(manager)


def nurses(day: CaseDay, many: int, **fields: Any) -> list[Clinician]:
    made = [credentialed_clinician(ProviderType.NURSE, **fields) for _ in range(many)]
    for one in made:
        willing(one, day.date)
    return made


def address_of(day: CaseDay, query: str = "?slot=nurse") -> str:
    return reverse("manager:casedays-detail", args=[day.pk]) + query


def page_of(client: Client, day: CaseDay, query: str = "?slot=nurse") -> str:
    return client.get(address_of(day, query)).content.decode()


def ranks(html: str) -> list[int]:
    return [int(rank) for rank in re.findall(r'class="candidate-rank">(\d+)<', html)]


def test_few_candidates_are_all_there(client: Client) -> None:
    day = planned_day()
    nurses(day, FIRST + FEWEST - 1)
    html = page_of(client, day)
    assert ranks(html) == list(range(1, FIRST + FEWEST))
    assert "Show all" not in html


def test_the_best_few_come_first_and_a_link_shows_all(client: Client) -> None:
    day = planned_day()
    nurses(day, FIRST + 4)
    html = page_of(client, day)
    assert ranks(html) == list(range(1, FIRST + 1))
    assert f"{FIRST + 4} eligible" in html
    (link,) = re.findall(r'href="(\?[^"]*)">Show all 12<', html)
    assert link == "?slot=nurse&amp;show=candidates#team"

    everybody = page_of(client, day, "?slot=nurse&show=candidates")
    assert ranks(everybody) == list(range(1, FIRST + 5))
    assert "Show all" not in everybody
    assert "Timeline" in everybody


def test_whoever_has_an_open_offer_is_there_at_once(client: Client) -> None:
    day = accepted_day()
    left = in_slot(day, ProviderType.NURSE)
    staffing.release_clinician(assignment=left, actor=User.objects.filter(is_manager=True)[0], reason="Swap")
    nurses(day, FIRST + 2)
    last = page_of(client, day, "?slot=nurse&show=candidates")
    worst = int(re.findall(r"offer/\?clinician=(\d+)", last)[-1])
    Offer.objects.create(
        case_day=day,
        clinician_id=worst,
        provider_type=ProviderType.NURSE,
        status=OfferStatus.SENT,
        sent_at=clock.now(),
        closes_at=clock.now() + dt.timedelta(hours=5),
    )
    html = page_of(client, day)
    assert ranks(html) == [*range(1, FIRST + 1), ranks(last)[-1]]
    assert "closes " in html


def test_first_may_be_held_with_the_one_filled_button(client: Client) -> None:
    day = planned_day()
    first, _ = nurses(day, 2)
    html = page_of(client, day)
    assert html.count("btn btn-primary") == 1
    held = client.post(reverse("manager:casedays-hold", args=[day.pk]), {"clinician": first.pk}, follow=True)
    assert b"They are not told yet" in held.content


def test_every_button_carries_a_token(manager: User) -> None:
    day = planned_day()
    nurses(day, 2)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    html = page_of(strict, day)
    form = re.search(r'<form method="post" action="([^"]*/hold/)">.*?value="([^"]+)".*?value="(\d+)"', html)
    assert form
    address, token, clinician = form.groups()
    sent = {"clinician": clinician, "csrfmiddlewaretoken": token}
    assert strict.post(address, {"clinician": clinician}).status_code == 403
    assert strict.post(address, sent).status_code == 302
    assert day.assignments.count() == 1


def test_what_people_typed_is_escaped(client: Client) -> None:
    day = planned_day()
    nurses(day, 1, user__first_name="<b>Nia", user__last_name='"&')
    credentialed_clinician(ProviderType.NURSE, user__first_name="<i>Theo")
    html = page_of(client, day)
    assert "<b>Nia" not in html
    assert "<i>Theo" not in html
    assert html.count("&lt;b&gt;Nia") == 2  # the name, and what the button says
    assert html.count("&lt;i&gt;Theo") == 2


def test_nobody_eligible_opens_the_list_of_what_blocks(client: Client) -> None:
    day = planned_day()
    credentialed_clinician(ProviderType.NURSE)
    html = page_of(client, day)
    assert "Nobody passes every rule for this date." in html
    assert '<details class="fold" open>' in html
    assert "Override…" in html


def test_date_outside_every_period_says_that_nobody_could_be_asked(client: Client) -> None:
    day = planned_day()
    credentialed_clinician(ProviderType.NURSE)
    words = "No period holds this date, so nobody could be asked."
    assert words in page_of(client, day)
    PeriodFactory.create(starts_on=day.date, ends_on=day.date)
    assert words not in page_of(client, day)


def test_request_outside_every_period_says_so_at_the_date(client: Client) -> None:
    day = requested_day()
    words = "No eligible anesthesiologist, nurse or medic. No period holds this date, so nobody could be asked"
    assert words in page_of(client, day, "")
    PeriodFactory.create(starts_on=day.date, ends_on=day.date)
    page = page_of(client, day, "")
    assert "No eligible anesthesiologist, nurse or medic" in page and "No period holds" not in page


@pytest.mark.parametrize("show", ["", "all", "messages", "candidates", "x" * 300, "1"])
def test_any_word_in_the_address_is_a_page(client: Client, show: str) -> None:
    day = planned_day()
    nurses(day, 1)
    assert client.get(address_of(day, f"?slot=nurse&show={show}")).status_code == 200


def test_queries_do_not_grow_with_the_people(client: Client) -> None:
    day = planned_day()
    nurses(day, 3)
    few = queries_of(client, address_of(day))
    nurses(day, 20)
    assert queries_of(client, address_of(day)) == few <= 10


def test_people_of_all_open_slots_are_read_at_once(client: Client) -> None:
    day = planned_day()
    PeriodFactory.create(starts_on=day.date, ends_on=day.date)
    held, _ = nurses(day, 2)
    three = queries_of(client, address_of(day, ""))
    assert ">2 eligible<" in page_of(client, day, "")

    other = planned_day(date=day.date)
    client.post(reverse("manager:casedays-hold", args=[other.pk]), {"clinician": held.pk})
    assert ">1 eligible<" in page_of(client, day, "")

    for kind in (ProviderType.ANESTHESIOLOGIST, ProviderType.MEDIC):
        taken = credentialed_clinician(kind)
        willing(taken, day.date)
        client.post(reverse("manager:casedays-hold", args=[day.pk]), {"clinician": taken.pk})
    assert day.assignments.count() == 2
    assert queries_of(client, address_of(day)) == three


def test_open_slots_are_counted_while_a_filled_one_is_looked_at_and_a_change_waits(client: Client) -> None:
    day = accepted_day()
    out = in_slot(day, ProviderType.NURSE)
    nurses(day, 2)
    asked_for(day, children=True)
    staffing.decline_assignment(assignment=out, actor=out.clinician.user, reason="Ill")
    listed = client.get(address_of(day)).context["page"].candidates.ranked
    shown = client.get(address_of(day, "?slot=medic")).context["page"]
    assert shown.change is not None
    assert shown.eligible == {"nurse": len(listed)} == {"nurse": 2}
