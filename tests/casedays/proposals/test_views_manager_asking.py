"""Pages on which a manager asks the matcher for a period."""

import pytest
from django.test import Client
from django.urls import reverse

from availability.models import Period
from casedays.models import MatchingRun
from casedays.proposals import running
from tests.casedays.proposals.conftest import date_in
from tests.factories.casedays import planned_day, requested_day
from tests.support.proposals import page, text

pytestmark = pytest.mark.django_db


def asked(period: Period, **more: object) -> dict[str, object]:
    return {"first": period.starts_on, "last": period.ends_on, "moves": "nothing", "stable": "on", **more}


def test_the_board_leads_to_the_matcher_with_its_dates(browser: Client, period: Period) -> None:
    planned_day(date=date_in(period))
    board = text(browser.get(reverse("manager:casedays-board"), {"period": period.pk}))
    assert f"{reverse('manager:matching-new')}?period={period.pk}" in board
    form = text(browser.get(reverse("manager:matching-new"), {"period": period.pk}))
    assert f'value="{period.starts_on}"' in form
    assert "OR, 1 day" in form


@pytest.mark.usefixtures("open_day")
def test_asking_starts_a_run_and_shows_it(browser: Client, period: Period, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_ring", lambda _: None)
    answer = browser.post(reverse("manager:matching-new"), asked(period, moves="held", types=["nurse"]))
    found = MatchingRun.objects.get()
    assert answer["Location"] == reverse("manager:matching-run", args=[found.pk])
    assert (found.scope["moves"], found.scope["types"], found.scope["stable"]) == ("held", ["nurse"], True)
    shown = page(browser, found)
    assert "Waiting for a worker" in shown
    assert "Only nurses, held people may be moved, as few as possible" in shown
    assert "js/pages/matching.js" in shown


@pytest.mark.usefixtures("open_day")
def test_a_second_one_over_the_same_dates_leads_to_the_first(browser: Client, period: Period) -> None:
    browser.post(reverse("manager:matching-new"), asked(period))
    first = MatchingRun.objects.get()
    answer = browser.post(reverse("manager:matching-new"), asked(period), follow=True)
    assert answer.redirect_chain[0][0] == reverse("manager:matching-run", args=[first.pk])
    assert "runs over these dates already" in text(answer)
    assert MatchingRun.objects.count() == 1


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ({"first": "soon"}, "Enter a date"),
        ({"last": ""}, "Enter the last date"),
        ({"moves": "all"}, "Choose who may be moved from the list"),
        ({"states": ["XX"]}, "Regions: choose from the list"),
        ({"last": "2000-01-01"}, "The last date is before the first"),
        ({"last": "2099-01-01"}, "Choose dates within one period"),
    ],
)
def test_bad_input_is_said_at_the_field_and_kept(
    browser: Client, period: Period, spoilt: dict[str, object], said: str
) -> None:
    answer = browser.post(reverse("manager:matching-new"), asked(period, **spoilt))
    assert said in text(answer)
    assert not MatchingRun.objects.exists()


def test_days_chosen_on_the_board_and_requests_can_be_picked(browser: Client, period: Period) -> None:
    day, wanted = planned_day(date=date_in(period)), requested_day(date=date_in(period, 5))
    address = f"{reverse('manager:matching-new')}?period={period.pk}"
    form = text(browser.get(f"{address}&day={day.pk}&day=abc"))
    assert "Only these days" in form
    assert "1 can be tried" in form
    assert f'value="{period.starts_on}"' in text(browser.get(f"{reverse('manager:matching-new')}?day={day.pk}"))
    browser.post(address, asked(period, day=[day.pk], days=[day.pk], requests=[wanted.pk]))
    scope = MatchingRun.objects.get().scope
    assert (scope["days"], scope["requests"]) == ([day.pk], [wanted.pk])


def test_all_requests_can_be_tried_from_their_list(browser: Client, period: Period) -> None:
    wanted = requested_day(date=date_in(period))
    requests = text(browser.get(reverse("manager:casedays-requests")))
    assert f"{reverse('manager:matching-new')}?try=all" in requests
    answer = browser.get(reverse("manager:matching-new"), {"try": "all"})
    assert answer.context["form"]["requests"].value() == [str(wanted.pk)]
    assert f'value="{period.starts_on}"' in text(answer)
    assert '<details class="fold" open>' in text(answer)


def test_days_without_a_team_lead_to_the_matcher(browser: Client, period: Period) -> None:
    address = reverse("manager:attention", args=["without-team"])
    assert reverse("manager:matching-new") not in text(browser.get(address))
    planned_day(date=date_in(period))
    assert reverse("manager:matching-new") in text(browser.get(address))
