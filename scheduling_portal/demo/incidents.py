"""What does not go by plan: drop-outs, changes, another date, a rejection, words between people."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from accounts.models import Credential
from accounts.services import save_credential
from casedays.backfill import accept_offer
from casedays.changes import acknowledge_change, edit_case_day
from casedays.details import CaseDayDetails, Edit
from casedays.lifecycle import cancel_case_day, propose_date, reject_request
from casedays.models import CaseDay
from casedays.staffing import decline_assignment, remind_unanswered
from casedays.states import OfferStatus
from scheduling_portal.core import clock
from scheduling_portal.demo.moments import HOME_ZONE
from scheduling_portal.demo.world import World

Step = tuple[dt.datetime, Callable[[], object]]


def incidents(world: World) -> list[Step]:
    """Every step out of the ordinary, with when."""
    calendar = world.calendar
    return [
        (calendar.moment(-19, 10), lambda: _cancel(world, "moved away", "Our rooms are being painted that week.")),
        (calendar.yesterday(10), lambda: _cancel(world, "called off", "Too few patients agreed to the date.")),
        (calendar.ago(hours=9), lambda: _reject(world)),
        (calendar.ago(hours=16), lambda: _propose(world)),
        (calendar.yesterday(9), lambda: _decline_and_replace(world)),
        (calendar.yesterday(15), lambda: _earlier_start(world)),
        (calendar.yesterday(16, 30), remind_unanswered),
        (calendar.ago(hours=5), lambda: _other_date(world)),
        (calendar.ago(hours=4), lambda: _credential_shortened(world)),
        (calendar.ago(hours=3), lambda: _drop_out(world)),
        (calendar.ago(hours=2), lambda: _children_after_all(world)),
    ]


def _cancel(world: World, key: str, reason: str) -> None:
    day = world.day(key)
    cancel_case_day(case_day=day, actor=world.staff[day.practice.name], reason=reason)


def _reject(world: World) -> None:
    reason = "We do not send teams on Saturdays. A weekday of the same week would do."
    reject_request(case_day=world.day("on a Saturday"), actor=world.manager, reason=reason)


def _propose(world: World) -> None:
    propose_date(
        case_day=world.day("proposal"),
        actor=world.manager,
        date=world.calendar.date(24),
        until=clock.local_instant(world.calendar.today + dt.timedelta(days=2), dt.time(17), HOME_ZONE),
    )


def _decline_and_replace(world: World) -> None:
    """Somebody cannot come; of those who were offered the slot at once, the first takes it."""
    key, name = "declined once", "Tomás Herrera"
    reason = "I am at a course in Seattle that day."
    decline_assignment(assignment=world.assignment(key, name), actor=world.clinicians[name].user, reason=reason)
    offer = world.day(key).offers.select_related("clinician__user").filter(status=OfferStatus.SENT).earliest("pk")
    accept_offer(offer=offer, actor=offer.clinician.user)


def _edit(day: CaseDay, *, date: dt.date | None = None, **values: object) -> Edit:
    """The day as it is, with some of it different."""
    details = CaseDayDetails(
        first_case_time=day.first_case_time,
        expected_end=day.expected_end,
        expected_patients=day.expected_patients,
        children=day.children,
        skills=list(day.skills.all()),
        contact_name=day.contact_name,
        contact_phone=str(day.contact_phone),
        parking=day.parking,
        notes=day.notes,
    )
    return Edit(site=day.site, date=date or day.date, details=replace(details, **values))  # type: ignore[arg-type]


def _earlier_start(world: World) -> None:
    """The manager moves a confirmed day half an hour; one of three has seen it."""
    day = world.day("earlier")
    edit = _edit(day, first_case_time=dt.time(7, 30))
    change = edit_case_day(case_day=day, edit=edit, actor=world.manager, version=day.version)
    if change is not None:
        acknowledge_change(change=change, actor=world.clinicians["Priya Raman"].user)


def _other_date(world: World) -> None:
    day = world.day("other date wanted")
    edit = _edit(day, date=world.calendar.date(17))
    edit_case_day(case_day=day, edit=edit, actor=world.staff[day.practice.name], version=day.version)


def _children_after_all(world: World) -> None:
    day = world.day("at risk")
    edit = _edit(day, first_case_time=dt.time(7), children=True)
    edit_case_day(case_day=day, edit=edit, actor=world.staff[day.practice.name], version=day.version)


def _credential_shortened(world: World) -> None:
    """A card turns out to end before a day that its holder is held for."""
    credential = Credential.objects.select_related("kind", "clinician").get(
        clinician=world.clinicians["Dana Kowalski"], kind__name="ACLS"
    )
    credential.expires_on = world.calendar.date(15)
    save_credential(credential=credential, actor=world.manager)


def _drop_out(world: World) -> None:
    medic = world.clinicians["Sam Whitaker"]
    decline_assignment(
        assignment=world.assignment("at risk", "Sam Whitaker"), actor=medic.user, reason="My child is ill."
    )
