"""A page left open undoes nothing that was sent since: only what was changed on it is written."""

import datetime as dt
import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.enums import ProviderType
from accounts.models import User
from availability.as_read import LONGEST, AsRead
from availability.enums import Answer
from availability.models import Availability, Period, Submission
from scheduling_portal.core import wording
from tests.factories.availability import PeriodFactory, willing
from tests.factories.casedays import accepted_day, in_slot
from tests.personas import client_of

pytestmark = pytest.mark.django_db
FIELD = re.compile(r'name="((?:answer|note)-[0-9-]+|read)" value="([^"]*)"')


class Tab:
    """A page of the month, as a browser holds it: what it came with, and what was changed on it."""

    def __init__(self, browser: Client, period: Period) -> None:
        self.browser = browser
        self.address = f"/clinician/availability/{period.pk}/"
        self.show(browser.get(self.address).content.decode())

    def show(self, html: str) -> None:
        self.html = html
        self.fields = {name: value.replace("&quot;", '"') for name, value in FIELD.findall(html)}

    def send(self, **changes: str) -> str:
        self.fields |= changes
        self.show(self.browser.post(self.address, self.fields, follow=True).content.decode())
        return self.html


@pytest.fixture
def period(db: None) -> Period:
    return PeriodFactory.create()


@pytest.fixture
def browser(nurse: User) -> Client:
    return client_of(nurse)


def answers() -> dict[dt.date, str]:
    return dict(Availability.objects.values_list("date", "answer"))


def test_two_tabs_keep_both_answers_and_say_so(browser: Client, period: Period) -> None:
    first, second = period.starts_on, period.starts_on + dt.timedelta(days=1)
    a, b = Tab(browser, period), Tab(browser, period)
    a.send(**{f"answer-{first}": "available"})

    html = b.send(**{f"answer-{second}": "preferred"})

    assert answers() == {first: "available", second: "preferred"}
    assert f"What you sent from another page since you opened this one stays: {wording.day(first)}." in html


def test_without_what_was_read_the_older_tab_undoes_the_newer(browser: Client, period: Period) -> None:
    """The control: the same two tabs, whose forms do not carry what they had."""
    first, second = period.starts_on, period.starts_on + dt.timedelta(days=1)
    a, b = Tab(browser, period), Tab(browser, period)
    a.send(**{f"answer-{first}": "available"})
    b.send(**{f"answer-{second}": "preferred", "read": ""})
    assert answers() == {second: "preferred"}


def test_an_answer_and_a_note_for_one_date_from_two_tabs_are_both_kept(browser: Client, period: Period) -> None:
    date = period.starts_on
    Tab(browser, period).send(**{f"answer-{date}": "available"})
    a, b = Tab(browser, period), Tab(browser, period)
    a.send(**{f"note-{date}": "Back by 5"})
    b.send(**{f"answer-{date}": "if_needed"})
    row = Availability.objects.get()
    assert (row.answer, row.note) == ("if_needed", "Back by 5")


def test_limits_and_note_of_the_whole_are_kept_too(browser: Client, period: Period) -> None:
    a, b = Tab(browser, period), Tab(browser, period)
    a.send(**{f"answer-{period.starts_on}": "available", "note": "Away from the 20th", "max_days_per_week": "2"})
    b.send(**{f"answer-{period.ends_on}": "available", "note": "", "max_days_per_week": ""})
    submission = Submission.objects.get()
    assert (submission.note, submission.max_days_per_week) == ("Away from the 20th", 2)
    assert len(answers()) == 2


def test_one_date_answered_differently_in_two_tabs_is_asked_for_once_more(browser: Client, period: Period) -> None:
    first, second = period.starts_on, period.starts_on + dt.timedelta(days=1)
    a, b = Tab(browser, period), Tab(browser, period)
    a.send(**{f"answer-{first}": "unavailable", f"answer-{second}": "available"})

    html = b.send(**{f"answer-{first}": "preferred"})

    assert f"something else was sent for {wording.day(first)} (unavailable)" in html
    assert answers() == {first: "unavailable", second: "available"}
    assert b.fields[f"answer-{first}"] == "preferred"  # what was chosen is still there
    assert b.fields[f"answer-{second}"] == "available"  # and what was sent from the other

    b.send()
    assert answers() == {first: "preferred", second: "available"}


def test_a_refusal_for_another_reason_still_knows_what_was_read(browser: Client, period: Period) -> None:
    first, second = period.starts_on, period.starts_on + dt.timedelta(days=1)
    a, b = Tab(browser, period), Tab(browser, period)
    a.send(**{f"answer-{first}": "available"})
    b.send(**{f"answer-{second}": "preferred", "max_days_per_period": "0"})
    assert answers() == {first: "available"}
    b.send(max_days_per_period="")
    assert answers() == {first: "available", second: "preferred"}


def test_the_same_change_in_two_tabs_is_no_clash(browser: Client, period: Period) -> None:
    a, b = Tab(browser, period), Tab(browser, period)
    a.send(**{f"answer-{period.starts_on}": "available"})
    assert "Sent to the manager" in b.send(**{f"answer-{period.starts_on}": "available"})
    assert answers() == {period.starts_on: "available"}


@given(text=st.text() | st.sampled_from(["[]", "{", "3", "null", '{"a": 1}', "{" * (LONGEST + 1)]))
def test_what_was_read_is_read_whatever_comes(text: str) -> None:
    read = AsRead.from_text(text)
    assert read is None or isinstance(read.changed("note", "x"), bool)


def test_a_note_is_not_sent_along_in_words(browser: Client, period: Period) -> None:
    tab = Tab(browser, period)
    tab.send(**{f"answer-{period.starts_on}": "available", f"note-{period.starts_on}": "School pick-up"})
    assert "School pick-up" not in Tab(browser, period).fields["read"]


# Withdrawing a date on which one is on a team


def test_taking_back_a_date_says_that_one_stays_on_the_team(period: Period) -> None:
    day = accepted_day(date=period.starts_on)
    medic = in_slot(day, ProviderType.MEDIC).clinician
    willing(medic, day.date + dt.timedelta(days=1))
    tab = Tab(client_of(medic.user), period)
    assert f'data-on-day="{day.practice.name}"' in tab.html
    assert f"On the team of {day.practice.name}." in tab.html
    assert "data-withdrawn hidden" in tab.html

    html = tab.send(**{f"answer-{day.date}": Answer.UNAVAILABLE})

    assert f"You are still on the team of {wording.day(day.date)}, {day.practice.name}." in html
    assert "has to release you" in html


def test_a_date_one_can_work_says_nothing_of_the_sort(period: Period) -> None:
    day = accepted_day(date=period.starts_on)
    medic = in_slot(day, ProviderType.MEDIC).clinician
    html = Tab(client_of(medic.user), period).send(**{f"answer-{day.date}": Answer.IF_NEEDED})
    assert "still on the team" not in html
