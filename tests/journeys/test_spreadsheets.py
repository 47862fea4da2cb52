"""A company arrives with its own spreadsheets: import, invitations, and one of its case days the whole way."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from accounts.models import User
from accounts.services.invitations import deliver_invitations, invite
from availability.models import Availability, Period
from casedays.models import Case, CaseDay
from casedays.selectors.requests import hints_of
from casedays.states import AssignmentStatus, Status
from notifications import dispatch
from notifications.models import Delivery
from practices.models import Membership, Patient
from scheduling_portal.core import clock
from tests.journeys import steps
from tests.support.browser import PHONE, PageFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, pytest.mark.timeout(400)]

FILES = Path(__file__).resolve().parent.parent / "data" / "northwest"
FIRST_MONDAY = dt.date(2027, 1, 4)  # of the availability in the files
PASSWORD = "a passphrase of my own"


@pytest.fixture
def spreadsheets(tmp_path: Path) -> Path:
    """The company's files, all dates moved by whole weeks so that January lies six weeks ahead."""
    ahead = clock.monday_of(clock.now().date()) + dt.timedelta(weeks=6) - FIRST_MONDAY

    def moved(match: re.Match[str]) -> str:
        return (dt.date.fromisoformat(match[0]) + ahead).isoformat()

    for source in FILES.glob("*.csv"):
        (tmp_path / source.name).write_text(re.sub(r"\d{4}-\d\d-\d\d", moved, source.read_text()))
    return tmp_path


Enter = Callable[..., steps.Person]


@pytest.fixture
def enter(browser_page: PageFactory, axe: steps.Axe, mailoutbox: list[object]) -> Enter:
    """Invite somebody by email; they follow the link, choose a password and are in."""

    def invited(user: User, inviter: User, **screen: object) -> steps.Person:
        invite(users=[user], actor=inviter)
        deliver_invitations()
        mail = next(m for m in reversed(mailoutbox) if m.to == [user.email])  # type: ignore[attr-defined]
        person = steps.Person(browser_page(**screen), axe)
        link = re.search(r"https?://\S*invitation\S*|https?://\S+/accounts/\S+", mail.body)  # type: ignore[attr-defined]
        assert link is not None
        person.page.goto(link[0])
        for field in person.page.locator("input[type=password]").all():
            field.fill(PASSWORD)
        person.press("Set the password and sign in")
        return person

    return invited


def test_an_imported_request_becomes_a_confirmed_day_with_patients(
    spreadsheets: Path, enter: Enter, manager: User
) -> None:
    call_command("import_roster", str(spreadsheets), verbosity=0)
    assert (CaseDay.objects.count(), Availability.objects.count(), Patient.objects.count()) == (60, 936, 132)
    period = Period.objects.get()
    assert period.starts_on == clock.monday_of(clock.now().date()) + dt.timedelta(weeks=6)

    boss = enter(manager, manager)
    boss.go("/manager/requests/")
    requests = CaseDay.objects.filter(children=False).select_related("site", "practice")
    day = next(day for day in requests if hints_of(day)[0].possible)
    boss.go(f"/manager/case-days/{day.pk}/")
    boss.dialog("Accept request", "Accept request")
    for slot in ("anesthesiologist", "nurse", "medic"):
        boss.go(f"/manager/case-days/{day.pk}/?slot={slot}")
        boss.press("Hold")
    assert [a.status for a in day.assignments.all()] == [AssignmentStatus.HELD] * 3
    steps.confirm(boss, day.pk)
    day.refresh_from_db()
    assert day.status == Status.CONFIRMED

    dispatch.send_due()
    texts = Delivery.objects.filter(channel="text", notification__kind="casedays.asked")
    assert texts.count() == 3
    boss.go("/manager/messages/texts/")
    for text in texts:
        assert steps.day_words(day.date) in text.body
        expect(boss.page.get_by_text(text.body).first).to_be_visible()

    for assignment in day.assignments.select_related("clinician__user"):
        clinician = enter(assignment.clinician.user, manager, viewport=PHONE)
        steps.accept(clinician)
    assert [a.status for a in day.assignments.all()] == [AssignmentStatus.ACCEPTED] * 3

    staff = Membership.objects.filter(practice=day.practice).select_related("user")[0].user
    practice = enter(staff, manager)
    practice.go("/practice/")
    steps.confirm_details(practice, day.pk)
    patient = Patient.objects.filter(practice=day.practice, date_of_birth__year__lt=2005)[0]
    steps.book_patient(practice, day.pk, f"{patient.first_name} {patient.last_name}")
    assert Case.objects.get(case_day=day).patient.practice == day.practice
