import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from availability.calendar import dates_of
from availability.enums import Answer, SubmissionStatus
from availability.models import Availability, Comment, Submission
from scheduling_portal.core import wording
from tests.factories.availability import AvailabilityFactory, PeriodFactory, SubmissionFactory, answer_all, willing
from tests.factories.casedays import requested_day
from tests.personas import client_of
from tests.support.queries import MOST, queries_of

pytestmark = pytest.mark.django_db
LIST = "/clinician/availability/"


def page_of(pk: int) -> str:
    return f"{LIST}{pk}/"


def test_list_shows_open_periods_and_hides_coming_ones(nurse: User) -> None:
    open_one = PeriodFactory.create()
    coming = PeriodFactory.create(coming=True)

    html = client_of(nurse).get(LIST).content.decode()

    assert page_of(open_one.pk) in html
    assert page_of(coming.pk) not in html
    assert "Not sent yet" in html
    assert "in 5 days" in html


def test_list_puts_what_to_do_first(nurse: User) -> None:
    sent = PeriodFactory.create()
    answer_all(sent, [nurse.clinician])
    missing = PeriodFactory.create()

    html = client_of(nurse).get(LIST).content.decode()

    assert html.index(page_of(missing.pk)) < html.index(page_of(sent.pk))


def test_list_asks_the_same_whatever_the_periods(nurse: User) -> None:
    client = client_of(nurse)
    for period in PeriodFactory.create_batch(3):
        SubmissionFactory.create(period=period, clinician=nurse.clinician)
    few = queries_of(client, LIST)
    for period in PeriodFactory.create_batch(27):
        SubmissionFactory.create(period=period, clinician=nurse.clinician)

    assert queries_of(client, LIST) == few <= MOST


def test_period_shows_the_month_with_what_was_answered(nurse: User) -> None:
    period = PeriodFactory.create()
    AvailabilityFactory.create(
        clinician=nurse.clinician, date=period.starts_on, answer=Answer.PREFERRED, note="Back by 5 <pm>"
    )

    html = client_of(nurse).get(page_of(period.pk)).content.decode()

    assert html.count("data-cell=") == 28
    assert f'name="answer-{period.starts_on}" value="preferred"' in html
    assert "Back by 5 &lt;pm&gt;" in html
    assert "Submit availability" in html


def test_period_offers_to_copy_the_last_one(nurse: User) -> None:
    last, period = PeriodFactory.create_batch(2)
    willing(nurse.clinician, *dates_of(last.starts_on, last.ends_on), answer=Answer.IF_NEEDED)

    html = client_of(nurse).get(page_of(period.pk)).content.decode()

    assert 'data-fill="copy"' in html
    assert html.count('data-last="if_needed"') == 28
    assert len(re.findall(r'<option value="if_needed" selected>', html)) == 7  # the pattern begins with it


def test_period_without_a_last_one_has_nothing_to_copy(nurse: User) -> None:
    period = PeriodFactory.create()

    assert 'data-fill="copy"' not in client_of(nurse).get(page_of(period.pk)).content.decode()


def test_submit_saves_and_says_so(nurse: User) -> None:
    period = PeriodFactory.create()
    data = {
        f"answer-{period.starts_on}": "preferred",
        f"note-{period.starts_on}": "Until 5 pm",
        "max_days_per_week": "4",
        "max_days_per_period": "12",
        "note": "Hello",
    }

    response = client_of(nurse).post(page_of(period.pk), data, follow=True)

    assert response.redirect_chain == [(page_of(period.pk), 302)]
    assert "Sent to the manager" in response.content.decode()
    assert Availability.objects.get().answer == Answer.PREFERRED
    submission = Submission.objects.get()
    assert (submission.max_days_per_week, submission.max_days_per_period, submission.note) == (4, 12, "Hello")


def test_submit_of_nonsense_keeps_what_was_typed(nurse: User) -> None:
    period = PeriodFactory.create()
    first, second = dates_of(period.starts_on, period.ends_on)[:2]
    data = {f"answer-{first}": "available", f"answer-{second}": "maybe", "max_days_per_week": "99"}

    response = client_of(nurse).post(page_of(period.pk), data)

    html = response.content.decode()
    assert response.status_code == 200
    assert "there is no such answer" in html
    assert f'name="answer-{first}" value="available"' in html
    assert not Availability.objects.exists()


def test_submit_without_any_answer_says_what_to_do(nurse: User) -> None:
    period = PeriodFactory.create()

    response = client_of(nurse).post(page_of(period.pk), {f"answer-{period.starts_on}": ""})

    assert "Answer at least one date" in response.content.decode()


def test_locked_period_is_read_only_and_lets_one_ask(nurse: User) -> None:
    period = PeriodFactory.create(locked=True)
    answer_all(period, [nurse.clinician])
    client = client_of(nurse)

    html = client.get(page_of(period.pk)).content.decode()
    assert "Submit availability" not in html
    assert "Ask for a change" in html

    refused = client.post(page_of(period.pk), {f"answer-{period.starts_on}": "unavailable"})
    assert "locked" in refused.content.decode()
    assert set(Availability.objects.values_list("answer", flat=True)) == {Answer.AVAILABLE}


def test_returned_period_can_be_edited_after_the_lock(nurse: User) -> None:
    period = PeriodFactory.create(locked=True)
    SubmissionFactory.create(period=period, clinician=nurse.clinician, status=SubmissionStatus.RETURNED)

    html = client_of(nurse).get(page_of(period.pk)).content.decode()

    assert "Returned with a comment" in html
    assert "Submit again" in html


def test_comment_goes_to_the_manager(nurse: User) -> None:
    period = PeriodFactory.create(locked=True)
    data = {"text": "Can I drop this?", "date": period.starts_on.isoformat()}

    response = client_of(nurse).post(f"{page_of(period.pk)}comment/", data)

    assert response.status_code == 302
    said = Comment.objects.get()
    assert (said.text, said.date, said.clinician) == ("Can I drop this?", period.starts_on, nurse.clinician)


@pytest.mark.parametrize("data", [{}, {"text": ""}, {"text": "x" * 501}, {"text": "a", "date": "9999-99-99"}])
def test_comment_that_cannot_be_is_shown_with_its_fault(nurse: User, data: dict[str, str]) -> None:
    period = PeriodFactory.create()

    response = client_of(nurse).post(f"{page_of(period.pk)}comment/", data)

    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert not Comment.objects.exists()


def test_period_to_come_is_not_there_even_for_a_manager_among_clinicians(nurse: User, both: User) -> None:
    coming = PeriodFactory.create(coming=True)

    for user in (nurse, both):
        assert client_of(user).get(page_of(coming.pk)).status_code == 404
        assert client_of(user).post(f"{page_of(coming.pk)}comment/", {"text": "x"}).status_code == 404


def test_period_shows_only_ones_own_answers(both: User, other_clinician: User) -> None:
    period = PeriodFactory.create()
    willing(other_clinician.clinician, period.starts_on, answer=Answer.PREFERRED)

    html = client_of(both).get(page_of(period.pk)).content.decode()

    assert 'data-answer="preferred"' not in html


def test_period_is_for_clinicians(manager: User, practice_user: User) -> None:
    period = PeriodFactory.create()

    for user in (manager, practice_user):
        assert client_of(user).get(page_of(period.pk)).status_code == 404


def test_period_asks_the_same_whatever_the_answers(nurse: User) -> None:
    client = client_of(nurse)
    last, period = PeriodFactory.create_batch(2)
    for one in (last, period):
        willing(nurse.clinician, *dates_of(one.starts_on, one.starts_on + dt.timedelta(days=2)))
    requested_day(date=period.starts_on)
    few = queries_of(client, page_of(period.pk))
    for one in (last, period):
        willing(nurse.clinician, *dates_of(one.starts_on, one.ends_on))

    assert queries_of(client, page_of(period.pk)) == few <= 8


def test_sending_a_month_asks_few_queries(nurse: User) -> None:
    """Of the fourteen, four are the transaction, its lock and its time limit; the rest read what stands and write."""
    client = client_of(nurse)
    period = PeriodFactory.create()
    dates = dates_of(period.starts_on, period.ends_on)

    def send(answer: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            response = client.post(page_of(period.pk), {f"answer-{date}": answer for date in dates})
        assert response.status_code == 302
        return len(asked)

    send("available")
    assert send("preferred") <= 14
    assert Availability.objects.filter(answer="preferred").count() == len(dates)


def test_dates_left_empty_are_said_after_sending(nurse: User) -> None:
    period = PeriodFactory.create()
    client = client_of(nurse)

    html = client.post(page_of(period.pk), {f"answer-{period.starts_on}": "available"}, follow=True).content.decode()

    assert "27 dates have no answer; without one you are not asked for them." in html
    assert "Send changes" in html
    assert "data-unsaved hidden" in html


def test_limits_left_empty_show_what_holds_as_always(nurse: User) -> None:
    period = PeriodFactory.create()
    nurse.clinician.max_days_per_week = 4
    nurse.clinician.max_days_per_period = 12
    nurse.clinician.save()

    html = client_of(nurse).get(page_of(period.pk)).content.decode()

    assert "As always: 4" in html
    assert 'placeholder="As always: 12"' in html
    refused = client_of(nurse).post(page_of(period.pk), {"max_days_per_period": "0"}).content.decode()
    assert "enter a number from 1 to 366, or leave it empty for the 12 you always have." in refused
    nurse.clinician.max_days_per_period = None
    nurse.clinician.save()
    refused = client_of(nurse).post(page_of(period.pk), {"max_days_per_period": "0"}).content.decode()
    assert "enter a number from 1 to 366, or leave it empty for no limit." in refused


def test_copying_names_the_dates_that_are_copied(nurse: User) -> None:
    last, period = PeriodFactory.create_batch(2)
    willing(nurse.clinician, last.starts_on)

    html = client_of(nurse).get(page_of(period.pk)).content.decode()

    assert f"Copy {wording.day_span(last.starts_on, last.ends_on)}" in html


def test_pattern_leaves_the_weekend_as_it_is(nurse: User) -> None:
    html = client_of(nurse).get(page_of(PeriodFactory.create().pk)).content.decode()
    assert len(re.findall(r'<option value="available" selected>', html)) == 5
    assert '<option value="unavailable" selected>' not in html
