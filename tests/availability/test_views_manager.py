import datetime as dt

import pytest
import time_machine

from accounts.enums import ProviderType
from accounts.models import User
from availability.enums import Answer, SubmissionStatus
from availability.events import AvailabilityReminded
from availability.models import Availability, Comment, Period, Submission
from availability.selectors.kept import STALE
from availability.tasks import count_coverage
from scheduling_portal.core import clock
from scheduling_portal.core.models import TimelineEntry
from tests.factories.accounts import ClinicianFactory, credentialed_clinician
from tests.factories.availability import PeriodFactory, SubmissionFactory, answer_all, willing
from tests.factories.casedays import requested_day
from tests.personas import client_of
from tests.support.queries import MOST, queries_of

pytestmark = pytest.mark.django_db
LIST = "/manager/availability/"


def page_of(period: Period) -> str:
    return f"{LIST}{period.pk}/"


def test_list_counts_who_has_answered(manager: User) -> None:
    period = PeriodFactory.create()
    people = ClinicianFactory.create_batch(3)
    answer_all(period, people[:2])
    SubmissionFactory.create(period=period, clinician=people[2], status=SubmissionStatus.RETURNED)
    gone = ClinicianFactory.create(active=False)
    SubmissionFactory.create(period=period, clinician=gone)

    html = client_of(manager).get(LIST).content.decode()

    assert '3 of 3 <span class="secondary">1 sent back</span>' in html


def test_sent_back_is_not_missing_and_still_reminded(manager: User) -> None:
    period = PeriodFactory.create()
    people = ClinicianFactory.create_batch(3)
    answer_all(period, people[:1])
    SubmissionFactory.create(period=period, clinician=people[1], status=SubmissionStatus.RETURNED)

    client = client_of(manager)
    html = client.get(page_of(period)).content.decode()

    assert "2 of 3 clinicians have answered, 1 of them sent back." in html
    assert "Send a reminder to 2" in html
    assert '<td data-label="Missing" class="number">1</td>' in client.get(LIST).content.decode()
    assert '<span class="nav-count">1<' in html


def test_who_came_after_the_lock_is_not_missing(manager: User) -> None:
    period = PeriodFactory.create(locked=True)
    before = period.locks_at - dt.timedelta(days=1)
    here = ClinicianFactory.create(user__date_joined=before, user__first_name="Early")
    ClinicianFactory.create(user__first_name="Newcomer")
    SubmissionFactory.create(period=period, clinician=ClinicianFactory.create(user__first_name="Imported"))
    still_open = PeriodFactory.create()

    client = client_of(manager)
    html = client.get(page_of(period)).content.decode()

    assert "1 of 2 clinicians have answered" in html
    assert here.user.first_name in html and "Imported" in html and "Newcomer" not in html
    rows = client.get(LIST).content.decode()
    assert ">1 of 2</td>" in rows and ">0 of 3</td>" in rows
    assert "0 of 3 clinicians" in client.get(page_of(still_open)).content.decode()


def test_list_asks_the_same_whatever_the_periods(manager: User) -> None:
    client = client_of(manager)
    PeriodFactory.create_batch(3)
    few = queries_of(client, LIST)
    PeriodFactory.create_batch(27)

    assert queries_of(client, LIST) == few <= MOST


def test_period_shows_everybody_by_date(manager: User, nurse: User, medic: User) -> None:
    period = PeriodFactory.create()
    answer_all(period, [nurse.clinician], answer=Answer.PREFERRED)
    Availability.objects.filter(date=period.starts_on).update(note="Late")

    html = client_of(manager).get(page_of(period)).content.decode()

    assert html.count('<td class="a-preferred">Preferred</td>') == 27
    assert '<td class="a-preferred has-note">Preferred, note</td>' in html
    assert html.count('<td class="a-missing">Missing</td>') == 28
    assert "1 of 2 clinicians have answered" in html
    assert "Send a reminder to 1" in html


def test_period_escapes_names(manager: User) -> None:
    period = PeriodFactory.create()
    ClinicianFactory.create(user__first_name="<b>Bold</b>")

    html = client_of(manager).get(page_of(period)).content.decode()

    assert "<b>Bold" not in html
    assert "&lt;b&gt;Bold" in html


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("type=medic", ["Mateo"]),
        ("state=missing", ["Mateo"]),
        ("state=submitted", ["Nora"]),
        ("state=returned", []),
        ("name=quinn+nora", ["Nora"]),
        ("type=nonsense", ["Mateo", "Nora"]),
        ("page=9999999999999999999999", ["Mateo", "Nora"]),
    ],
)
def test_period_filters(manager: User, nurse: User, medic: User, query: str, shown: list[str]) -> None:
    period = PeriodFactory.create()
    answer_all(period, [nurse.clinician])

    html = client_of(manager).get(f"{page_of(period)}?{query}").content.decode()

    grid = html.partition("avail-grid")[2]
    assert [name for name in ("Mateo", "Nora") if name in grid] == shown


def test_period_asks_the_same_whatever_the_people(manager: User) -> None:
    client = client_of(manager)
    period = PeriodFactory.create()
    answer_all(period, ClinicianFactory.create_batch(2))
    ClinicianFactory.create(provider_type=ProviderType.MEDIC)
    requested_day(date=period.starts_on)
    few = queries_of(client, page_of(period))
    answer_all(period, ClinicianFactory.create_batch(20))
    ClinicianFactory.create_batch(7, provider_type=ProviderType.MEDIC)

    assert queries_of(client, page_of(period)) == few <= MOST


def test_period_of_fifty_people_stays_light(manager: User) -> None:
    period = PeriodFactory.create()
    answer_all(period, ClinicianFactory.create_batch(50))

    assert len(client_of(manager).get(page_of(period)).content) < 150_000


def test_remind_page_chooses_whom_the_address_names(manager: User) -> None:
    period = PeriodFactory.create()
    one, other = ClinicianFactory.create_batch(2)

    html = client_of(manager).get(f"{page_of(period)}remind/?clinician={one.pk}").content.decode()

    assert f'value="{one.pk}" checked' in html
    assert f'value="{other.pk}" checked' not in html
    assert f'value="{other.pk}"' in html


def test_remind_tells_those_chosen(manager: User) -> None:
    period = PeriodFactory.create()
    one, _ = ClinicianFactory.create_batch(2)

    response = client_of(manager).post(f"{page_of(period)}remind/", {"clinicians": [one.pk]}, follow=True)

    assert "1 clinician reminded" in response.content.decode()
    assert [entry.details["clinician_id"] for entry in reminders()] == [one.pk]


def test_remind_says_what_it_sends_and_who_was_left_in_peace(manager: User) -> None:
    period = PeriodFactory.create()
    one, other, third = ClinicianFactory.create_batch(3, user__mobile="+15035550142")
    client = client_of(manager)
    first = client.get(f"{page_of(period)}remind/").content.decode()
    assert "All 3 together: this sends <b>3 texts, 3 emails</b>" in first
    assert 'Remind <span data-checked="clinicians">3</span>' in first
    client.post(f"{page_of(period)}remind/", {"clinicians": [one.pk]})
    again = client.get(f"{page_of(period)}remind/").content.decode()
    assert f'value="{one.pk}" disabled' in again
    assert 'Remind <span data-checked="clinicians">2</span>' in again
    assert "All 2 together: this sends <b>2 texts, 2 emails</b>" in again
    assert "Send a reminder to 2" in client.get(page_of(period)).content.decode()
    response = client.post(f"{page_of(period)}remind/", {"clinicians": [one.pk, other.pk, third.pk]}, follow=True)
    html = response.content.decode()
    assert "2 clinicians reminded. 1 was not: answered, or reminded within the last hour." in html
    assert "3 reminded within the last hour" in html
    assert "Send a reminder to" not in html


def reminders() -> list[TimelineEntry]:
    return list(TimelineEntry.objects.filter(kind=AvailabilityReminded.kind))


@pytest.mark.parametrize("chosen", [[], ["abc"], ["999999"], ["99999999999999999999999"]])
def test_remind_of_nobody_says_so(manager: User, chosen: list[str]) -> None:
    period = PeriodFactory.create()
    ClinicianFactory.create()

    response = client_of(manager).post(f"{page_of(period)}remind/", {"clinicians": chosen})

    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert reminders() == []


def test_remind_of_a_locked_period_is_refused(manager: User) -> None:
    period = PeriodFactory.create(locked=True)
    one = ClinicianFactory.create(user__date_joined=period.opens_at)

    response = client_of(manager).post(f"{page_of(period)}remind/", {"clinicians": [one.pk]}, follow=True)

    assert "does not take answers now" in response.content.decode()
    assert reminders() == []


def test_clinician_page_shows_answers_and_talk(manager: User, nurse: User) -> None:
    period = PeriodFactory.create()
    SubmissionFactory.create(period=period, clinician=nurse.clinician, note="Mornings", max_days_per_week=3)
    willing(nurse.clinician, period.starts_on, answer=Answer.IF_NEEDED)

    html = client_of(manager).get(f"{page_of(period)}clinicians/{nurse.clinician.pk}/").content.decode()

    assert "Mornings" in html
    assert 'data-answer="if_needed"' in html
    assert "Return with a comment" in html
    assert "Returning sends Nora 1 email." in html


def test_return_gives_it_back(manager: User, nurse: User) -> None:
    period = PeriodFactory.create()
    SubmissionFactory.create(period=period, clinician=nurse.clinician)
    url = f"{page_of(period)}clinicians/{nurse.clinician.pk}/"

    response = client_of(manager).post(url, {"text": "Fridays too?", "return": "yes", "date": ""}, follow=True)

    html = response.content.decode()
    assert f"Returned to Nora with your comment (1 email): {period}." in html
    assert "Return with a comment" not in html
    assert Submission.objects.get().status == SubmissionStatus.RETURNED


def test_return_of_nothing_sent_is_not_there(manager: User, nurse: User) -> None:
    period = PeriodFactory.create()
    url = f"{page_of(period)}clinicians/{nurse.clinician.pk}/"

    assert client_of(manager).post(url, {"text": "Hm", "return": "yes"}).status_code == 404
    assert not Comment.objects.exists()


def test_comment_without_return_leaves_it_submitted(manager: User, nurse: User) -> None:
    period = PeriodFactory.create()
    SubmissionFactory.create(period=period, clinician=nurse.clinician)
    url = f"{page_of(period)}clinicians/{nurse.clinician.pk}/"

    client_of(manager).post(url, {"text": "Thanks", "date": period.ends_on.isoformat()})

    assert Submission.objects.get().status == SubmissionStatus.SUBMITTED
    assert Comment.objects.get().date == period.ends_on


def test_comment_without_text_keeps_the_page(manager: User, nurse: User) -> None:
    period = PeriodFactory.create()
    url = f"{page_of(period)}clinicians/{nurse.clinician.pk}/"

    response = client_of(manager).post(url, {"text": " "})

    assert response.status_code == 200
    assert "Write what it is about" in response.content.decode()


@pytest.mark.parametrize("tail", ["", "remind/", "clinicians/{pk}/"])
def test_pages_are_for_managers(nurse: User, practice_user: User, administrator: User, tail: str) -> None:
    period = PeriodFactory.create()
    url = page_of(period) + tail.format(pk=nurse.clinician.pk)

    for user in (nurse, practice_user, administrator):
        assert client_of(user).get(url).status_code == 404


@pytest.mark.parametrize("tail", ["99999999999999999999/", "0/", "424242/", "424242/remind/", "424242/clinicians/1/"])
def test_pages_that_do_not_exist_are_404(manager: User, tail: str) -> None:
    assert client_of(manager).get(LIST + tail).status_code == 404


def test_badge_counts_the_missing_of_the_first_open_period(manager: User) -> None:
    first, second = PeriodFactory.create_batch(2)
    people = ClinicianFactory.create_batch(3)
    answer_all(first, people[:1])
    answer_all(second, people)

    html = client_of(manager).get(LIST).content.decode()

    assert '<span class="nav-count">2<' in html


def test_coverage_on_the_page_says_how_far_it_is_counted(manager: User) -> None:
    browser, page = client_of(manager), page_of(PeriodFactory.create())
    assert "Being counted. Look again in a few seconds." in browser.get(page).content.decode()

    count_coverage()
    assert "ounted" not in browser.get(page).content.decode()
    with time_machine.travel(clock.now() + STALE + dt.timedelta(minutes=2), tick=True):
        assert "Counted 12 min ago: numbers may have changed since." in browser.get(page).content.decode()


def test_coverage_on_the_page_names_who_could_help(manager: User) -> None:
    period = PeriodFactory.create()
    ClinicianFactory.create(provider_type=ProviderType.MEDIC, user__first_name="Dana", user__last_name="Kow")
    for kind in (ProviderType.NURSE, ProviderType.ANESTHESIOLOGIST):
        answer_all(period, [credentialed_clinician(kind)])
    requested_day(date=period.starts_on + dt.timedelta(days=1))
    count_coverage()

    html = client_of(manager).get(page_of(period)).content.decode()

    assert "1 request, 0 teams possible; one medic short." in html
    assert "Dana Kow" in html
    assert "Remind Dana Kow" in html
