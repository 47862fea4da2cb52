"""Other weights tried on the same problem, side by side; what is in force stays."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Clinician, User
from availability.models import Period
from casedays.models import MatchingRun, ScoringWeights
from casedays.proposals import applying, running, stored
from casedays.selectors.proposal.comparing import MOST, comparison_of, weights_words
from casedays.selectors.proposal.pending import pending_run
from tests.casedays.proposals.conftest import Run, date_in
from tests.factories.availability import willing
from tests.factories.casedays import planned_day
from tests.personas import client_of
from tests.support.proposals import text

pytestmark = pytest.mark.django_db
People = dict[str, list[Clinician]]


def tried(browser: Client, run: MatchingRun, **weights: int) -> MatchingRun:
    """A trial with some other weights, run here."""
    address = reverse("manager:matching-weights", args=[run.pk])
    form = browser.get(address).context["form"]
    answer = browser.post(address, {**{name: form[name].value() for name in form.fields}, **weights})
    trial = MatchingRun.objects.order_by("pk").last()
    assert trial is not None
    assert answer["Location"] == reverse("manager:matching-run", args=[trial.pk])
    running.run_matching(trial.pk)
    trial.refresh_from_db()
    return trial


def nurse_of(run: MatchingRun, day_id: int) -> int | None:
    return next(row.after for row in stored.rows_of(run)[day_id] if row.slot == "nurse")


def test_other_weights_choose_other_people_and_the_effect_is_shown(
    browser: Client, period: Period, people: People, run: Run
) -> None:
    day = planned_day(date=date_in(period))
    near, far = people["nurse"]
    willing(near, day.date, answer="if_needed")
    Clinician.objects.filter(pk=far.pk).update(latitude=44.05, longitude=-123.09, max_miles=200)
    base = run()
    assert nurse_of(base, day.pk) == far.pk
    trial = tried(browser, base, per_mile=5)
    assert nurse_of(trial, day.pk) == near.pk
    assert trial.compared_with == base
    assert trial.scope["weights"] == {"per_mile": 5}
    assert not ScoringWeights.objects.exists()
    shown = text(browser.get(reverse("manager:matching-run", args=[trial.pk])))
    assert "Side by side" in shown
    assert "Per mile 5" in shown
    comparison = comparison_of(trial)
    assert comparison is not None
    rows = dict(comparison.rows)
    miles = rows["Miles one way, all together"][1]
    assert miles.change.startswith("-")
    assert miles.better is True
    assert (rows["On dates given as if needed"][1].change, rows["On dates given as if needed"][1].better) == (
        "+1",
        False,
    )
    assert rows["Days with a full team"][1].change == ""


def test_a_trial_of_a_trial_stands_beside_the_first(browser: Client, period: Period, people: People, run: Run) -> None:
    planned_day(date=date_in(period))
    base = run()
    first = tried(browser, base, per_mile=5)
    second = tried(browser, first, same_team=7)
    assert second.compared_with == base
    assert second.scope["weights"] == {"per_mile": 5, "same_team": 7}
    found = comparison_of(base)
    assert found is not None
    assert [column.pk for column in found.columns] == [base.pk, first.pk, second.pk]
    assert [column.current for column in found.columns] == [True, False, False]


def test_a_trial_that_is_run_again_is_still_a_trial_and_never_offered_as_the_proposal(
    browser: Client, period: Period, people: People, run: Run, manager: User
) -> None:
    planned_day(date=date_in(period))
    base = run()
    trial = tried(browser, base, per_mile=5)
    browser.post(reverse("manager:matching-again", args=[trial.pk]))
    again = MatchingRun.objects.order_by("pk").last()
    assert again is not None
    assert again.pk != trial.pk
    running.run_matching(again.pk)
    again.refresh_from_db()
    assert (again.compared_with, again.scope["weights"]) == (base, {"per_mile": 5})
    said = pending_run(manager)
    assert said is not None
    assert said.pk == base.pk
    browser.post(reverse("manager:matching-again", args=[base.pk]))
    newest = MatchingRun.objects.latest("pk")
    assert (newest.compared_with, newest.scope["weights"]) == (None, {})


@pytest.mark.usefixtures("open_day")
def test_only_the_latest_trials_are_shown_with_the_one_looked_at(
    browser: Client, period: Period, people: People, run: Run
) -> None:
    base = run()
    trials = [tried(browser, base, per_mile=number) for number in range(2, 4 + MOST)]
    found = comparison_of(trials[0])
    assert found is not None
    assert [column.pk for column in found.columns] == [base.pk, trials[0].pk, *[one.pk for one in trials[-MOST:]]]


def test_after_a_part_is_applied_both_sides_are_solved_anew_on_what_is_left(
    browser: Client, period: Period, people: People, run: Run, manager: User
) -> None:
    days = [planned_day(date=date_in(period, number)) for number in range(3)]
    base = run()
    applying.apply_proposal(run=base, day_ids=[days[0].pk], actor=manager)
    trial = tried(browser, base, per_mile=5)
    found = comparison_of(trial)
    assert found is not None
    assert [(column.pk, column.words, column.in_force) for column in found.columns] == [
        (None, "Weights in force", True),
        (trial.pk, "Per mile 5", False),
    ]
    assert [cell.value for cell in dict(found.rows)["Days with a full team"]] == [2, 2]
    assert comparison_of(base) is None
    assert "Tried, this one" in text(browser.get(reverse("manager:matching-run", args=[trial.pk])))


def test_a_column_is_not_called_in_force_once_other_weights_are(
    browser: Client, period: Period, people: People, run: Run
) -> None:
    planned_day(date=date_in(period))
    base = run()
    trial = tried(browser, base, per_mile=5)
    ScoringWeights.objects.create(pk=1, per_mile=5)
    found = comparison_of(trial)
    assert found is not None
    assert [(column.words, column.in_force) for column in found.columns] == [
        ("Per mile 1", False),
        ("Weights in force", True),
    ]


@pytest.mark.usefixtures("open_day")
def test_a_run_alone_has_nothing_beside_it(period: Period, people: People, run: Run) -> None:
    assert comparison_of(run()) is None


@pytest.mark.parametrize("value", ["-1", "10001", "much", "", "9" * 40])
@pytest.mark.usefixtures("open_day")
def test_weights_out_of_their_limits_are_refused_at_the_field(
    browser: Client, period: Period, people: People, run: Run, value: str
) -> None:
    found = run()
    address = reverse("manager:matching-weights", args=[found.pk])
    form = browser.get(address).context["form"]
    data = {**{name: form[name].value() for name in form.fields}, "per_mile": value}
    answer = browser.post(address, data)
    assert answer.status_code == 200
    assert answer.context["form"].errors["per_mile"]
    assert MatchingRun.objects.count() == 1


def test_weights_are_named() -> None:
    assert weights_words({}) == "Weights in force"
    assert weights_words({"per_mile": 3, "same_team": 0}) == "Per mile 3, same team 0"


@pytest.mark.parametrize(
    ("weights", "field"),
    [({"preferred_date": 31}, "available_date"), ({"if_needed_date": 29}, "if_needed_date")],
)
@pytest.mark.usefixtures("open_day")
def test_a_wish_may_not_cost_more_than_a_lesser_one(
    browser: Client, period: Period, people: People, run: Run, weights: dict[str, int], field: str
) -> None:
    found = run()
    address = reverse("manager:matching-weights", args=[found.pk])
    form = browser.get(address).context["form"]
    answer = browser.post(address, {**{name: form[name].value() for name in form.fields}, **weights})
    assert "Enter at least" in answer.context["form"].errors[field][0]


def test_administrators_set_the_weights_within_their_limits(administrator: User) -> None:
    browser = client_of(administrator)
    address = reverse("admin:casedays_scoringweights_change", args=[1])
    form = browser.get(address).context["adminform"].form
    assert "Points per mile" in text(browser.get(address))
    given = {name: form[name].value() for name in form.fields}
    assert browser.post(address, {**given, "per_mile": 20_000}).status_code == 200
    assert not ScoringWeights.objects.exists()
    browser.post(address, {**given, "per_mile": 4})
    assert ScoringWeights.current().per_mile == 4


@pytest.mark.usefixtures("open_day")
def test_administrators_read_the_runs(administrator: User, period: Period, people: People, run: Run) -> None:
    found = run()
    browser = client_of(administrator)
    assert found.scope_key in text(browser.get(reverse("admin:casedays_matchingrun_changelist")))
    page = text(browser.get(reverse("admin:casedays_matchingrun_change", args=[found.pk])))
    assert "Maren Holt" in page
