"""What dialogs say of who reads a reason, beside who does read it."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import ProviderType
from accounts.models import User
from casedays import lifecycle, staffing
from casedays.models import CaseDay
from notifications.models import Notification
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import accepted_day, confirmed_day, fresh, in_slot, staff_of, staffed_day
from tests.personas import client_of

pytestmark = pytest.mark.django_db
WHY = "Zebra crossing"


@pytest.fixture
def client(manager: User) -> Client:
    return client_of(manager)


def dialog(client: Client, name: str, pk: int) -> str:
    return client.get(reverse(name, args=[pk])).content.decode()


def readers() -> set[str]:
    """Audiences who were told the reason."""
    return set(Notification.objects.filter(body__contains=WHY).values_list("audience", flat=True))


def test_release_is_read_by_managers_alone(client: Client, manager: User) -> None:
    nurse = in_slot(confirmed_day(), ProviderType.NURSE)
    html = dialog(client, "manager:assignments-release", nurse.pk)
    assert "Read by managers, in the timeline." in html
    assert "They do not read your reason." in html
    staffing.release_clinician(assignment=nurse, actor=manager, reason=WHY)
    assert readers() == set()
    nurse_page = client_of(nurse.clinician.user).get("/clinician/notices/").content.decode()
    assert WHY not in nurse_page
    practice_page = client_of(staff_of(nurse.case_day.practice)).get(f"/practice/case-days/{nurse.case_day_id}/")
    assert WHY not in practice_page.content.decode()


def test_cancel_of_a_held_team_is_read_by_the_practice_alone(client: Client, manager: User) -> None:
    day = staffed_day()
    assert "Read by the practice. No patient names." in dialog(client, "manager:casedays-cancel", day.pk)
    lifecycle.cancel_case_day(case_day=day, actor=manager, reason=WHY)
    assert readers() == {"practice"}


def with_an_offer() -> CaseDay:
    """A nurse dropped out; another has an offer."""
    day = accepted_day()
    spare = credentialed_clinician(ProviderType.NURSE)
    willing(spare, day.date)
    nurse = in_slot(day, ProviderType.NURSE)
    staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
    return fresh(day)


def test_cancel_of_a_confirmed_day_is_read_by_everybody_who_knew_of_it(client: Client, manager: User) -> None:
    day = with_an_offer()
    html = dialog(client, "manager:casedays-cancel", day.pk)
    assert "Read by the clinicians who were asked, those who had an offer and the practice." in html
    assert "<b>1 open offer</b> closes; who had it is told too." in html
    lifecycle.cancel_case_day(case_day=day, actor=manager, reason=WHY)
    assert readers() == {"practice", "clinician"}
    assert Notification.objects.filter(body__contains=WHY, audience="clinician").count() == 3


def test_practice_reads_before_cancelling_who_reads_it(manager: User) -> None:
    day = with_an_offer()
    staff = client_of(staff_of(day.practice))
    html = dialog(staff, "practice:casedays-cancel", day.pk)
    assert "<b>3 clinicians</b> are told that the day is off." in html
    assert "<b>1 of them</b> reads of it in the portal alone" in html  # the offer has not left
    assert "Read by the clinicians who are told, clinical managers and your colleagues." in html
    unstaffed = staffed_day(day.practice)
    assert "Read by clinical managers and your colleagues." in dialog(staff, "practice:casedays-cancel", unstaffed.pk)
    lifecycle.cancel_case_day(case_day=unstaffed, actor=staff_of(day.practice), reason=WHY)
    assert readers() == {"manager"}


def test_move_is_read_in_the_timeline_by_the_practice_too(client: Client) -> None:
    day = staffed_day()
    form = client.get(reverse("manager:casedays-reschedule", args=[day.pk])).content.decode()
    assert "Kept in the timeline of the day" not in form


def test_clinicians_reason_is_read_by_managers_alone() -> None:
    nurse = in_slot(confirmed_day(), ProviderType.NURSE)
    html = dialog(client_of(nurse.clinician.user), "clinician:assignments-decline", nurse.pk)
    assert "Reason, seen by managers" in html
    staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason=WHY)
    page = client_of(staff_of(nurse.case_day.practice)).get(f"/practice/case-days/{nurse.case_day_id}/")
    assert WHY not in page.content.decode()
    assert readers() <= {"manager"}
