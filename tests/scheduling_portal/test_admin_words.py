"""The administration speaks in words: dates, zones, the notice policy, the timeline."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from availability.models import Period
from casedays.selectors.timeline import KINDS
from notifications import notices, policy_words
from notifications.models import NoticePolicyRow
from scheduling_portal.core import happenings
from scheduling_portal.core.models import TimelineEntry
from tests.personas import client_of
from tests.support.teams import on_a_day

pytestmark = pytest.mark.django_db
PERIOD = {
    "starts_on": "2027-03-01", "ends_on": "2027-03-28", "opens_at_0": "2027-02-01", "opens_at_1": "08:00",
    "due_at_0": "2027-02-10", "due_at_1": "17:00", "locks_at_0": "2027-02-12", "locks_at_1": "17:00",
}  # fmt: skip


@pytest.fixture
def browser(administrator: User) -> Client:
    administrator.time_zone = "America/Denver"
    administrator.save()
    return client_of(administrator)


def test_times_are_typed_and_shown_on_the_administrators_wall(browser: Client) -> None:
    form = browser.get(reverse("admin:availability_period_add")).content.decode()
    assert "Opens (MT)" in form and "Locks (MT)" in form
    assert browser.post(reverse("admin:availability_period_add"), PERIOD).status_code == 302
    period = Period.objects.get()
    assert period.opens_at == dt.datetime(2027, 2, 1, 15, 0, tzinfo=dt.UTC)
    page = browser.get(reverse("admin:availability_period_changelist")).content.decode()
    assert re.search(r"Mon 1 Feb( 2027)?, 8:00 am MT", page)
    assert "1 to 28 Mar" in page


@pytest.mark.parametrize("typed", ["17:00", "17:00:00", "5:00 pm", "5:00pm", "5 PM", "05:00 PM"])
def test_times_are_taken_as_people_write_them(browser: Client, typed: str) -> None:
    browser.post(reverse("admin:availability_period_add"), {**PERIOD, "locks_at_1": typed})
    assert Period.objects.get().locks_at == dt.datetime(2027, 2, 13, 0, 0, tzinfo=dt.UTC)


def test_refused_date_and_time_say_how_one_is_written(browser: Client) -> None:
    wrong = {**PERIOD, "ends_on": "28.2.", "due_at_1": "noon"}
    page = browser.post(reverse("admin:availability_period_add"), wrong).content.decode()
    assert "Write the date like 2027-03-31" in page
    assert "Write the time like 5:00 pm or 17:00." in page
    assert 'value="noon"' in page


def test_what_is_only_read_is_in_words_too(browser: Client, nurse: User) -> None:
    User.objects.filter(pk=nurse.pk).update(last_login=dt.datetime(2025, 7, 1, 1, 30, tzinfo=dt.UTC))
    page = browser.get(reverse("admin:accounts_user_change", args=[nurse.pk])).content.decode()
    assert "Mon 30 Jun 2025, 7:30 pm MT" in page


def test_wall_clock_is_the_administrations_alone(browser: Client) -> None:
    from django.utils import timezone

    browser.get(reverse("admin:index"))
    assert str(timezone.get_current_timezone()) == "UTC"


def test_each_kind_of_notice_has_words() -> None:
    labels = [policy_words.event_label(kind.name) for kind in notices.all_kinds()]
    assert not [label for label in labels if "_" in label or "." in label]
    assert len(set(labels)) == len(labels)
    named = set(policy_words._events)
    assert {kind.name for kind in notices.all_kinds()} <= named


def test_notice_policy_reads_in_words(browser: Client) -> None:
    page = browser.get(reverse("admin:notifications_noticepolicyrow_changelist")).content.decode()
    assert "A clinician is asked to be on a day" in page
    assert "confirmed day changed (date)" in page
    assert "acknowledged, else managers after 2 hours" in page
    row = NoticePolicyRow.objects.filter(event="casedays.asked").first()
    assert row is not None
    assert str(row) == "A clinician is asked to be on a day, to the clinician"
    form = browser.get(reverse("admin:notifications_noticepolicyrow_change", args=[row.pk])).content.decode()
    assert ">casedays." not in page + form


def test_notice_policy_row_is_chosen_from_words_and_kept(browser: Client) -> None:
    address = reverse("admin:notifications_noticepolicyrow_add")
    row = {"order": "1", "audience": "clinician", "event": "casedays.changed", "changed_field": "date", "text": "on"}
    assert browser.post(address, row).status_code == 302
    assert NoticePolicyRow.objects.filter(order=1, event="casedays.changed", changed_field="date", text=True).exists()
    wrong = browser.post(address, {**row, "event": "casedays.nonsense"}).content.decode()
    assert "Select a valid choice" in wrong


def test_row_of_an_event_nobody_names_any_more_can_still_be_saved(browser: Client) -> None:
    row = NoticePolicyRow.objects.create(event="casedays.gone", audience="manager", changed_field="odd")
    data = {"order": "5", "audience": "manager", "event": "casedays.gone", "changed_field": "odd", "portal": "on"}
    address = reverse("admin:notifications_noticepolicyrow_change", args=[row.pk])
    assert browser.post(address, data).status_code == 302


def test_policy_is_filtered_by_what_happens(browser: Client) -> None:
    address = reverse("admin:notifications_noticepolicyrow_changelist")
    page = browser.get(address, {"event": "casedays.offered"}).content.decode()
    assert re.search(r"\s2 rows\s", page)


def test_timeline_tells_what_happened_to_whom(browser: Client, nurse: User, administrator: User) -> None:
    day = on_a_day(nurse.clinician).case_day
    details = {"clinician_id": nurse.clinician.pk, "provider_type": "nurse"}
    TimelineEntry.objects.create(
        topic="case_day", topic_id=day.pk, kind="declined", details=details, reason="My child is ill."
    )
    TimelineEntry.objects.create(topic="user", topic_id=nurse.pk, kind="deactivated", actor=administrator)
    TimelineEntry.objects.create(topic="robot", topic_id=7, kind="woke_up")
    page = browser.get(reverse("admin:core_timelineentry_changelist")).content.decode()
    for words in ("Nora Quinn can&#x27;t make it", str(day), "Turned off", "Robot 7", "Woke up", "My child is ill."):
        assert words in page, words
    narrowed = browser.get(reverse("admin:core_timelineentry_changelist"), {"topic": "user"}).content.decode()
    assert "Turned off" in narrowed and "make it" not in narrowed


def test_entry_alone_reads_the_same(browser: Client, nurse: User) -> None:
    entry = TimelineEntry.objects.create(
        topic="user", topic_id=nurse.pk, kind="invited", changes={"home_zip": ["97201", "97034"]}
    )
    page = browser.get(reverse("admin:core_timelineentry_change", args=[entry.pk])).content.decode()
    assert "Invited to sign in" in page
    assert "Home zip: 97201 → 97034" in page


def test_each_kind_of_step_of_a_day_has_words() -> None:
    entries = [TimelineEntry(pk=n, topic="case_day", topic_id=1, kind=kind) for n, kind in enumerate(KINDS, 1)]
    assert not [words for _, words in happenings.told(entries).values() if "_" in words or "{" in words]


def test_lists_name_what_they_hold(browser: Client) -> None:
    page = browser.get(reverse("admin:practices_practice_changelist")).content.decode()
    assert "<h1>Practices</h1>" in page
    assert "Select practice to change" not in page


def test_filters_by_what_is_there_say_what_it_means(browser: Client, nurse: User) -> None:
    page = browser.get(reverse("admin:accounts_credential_changelist"), {"verified_at__isempty": "1"}).content.decode()
    assert "Not verified" in page and "Not empty" not in page
    log = browser.get(reverse("admin:notifications_delivery_changelist"), {"_facets": "True"}).content.decode()
    assert "Put away (0)" in log
