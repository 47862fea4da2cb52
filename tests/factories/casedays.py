"""Case days for tests, made through the services, so that they are as real ones are."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import Clinician, User
from casedays import lifecycle, staffing
from casedays.alone import days_there
from casedays.details import CaseDayDetails
from casedays.models import Assignment, CaseDay
from casedays.states import ACTIVE
from practices.models import Membership, Practice, Site
from scheduling_portal.core import clock
from tests.factories.accounts import ManagerFactory, UserFactory, credentialed_clinician
from tests.factories.availability import willing
from tests.factories.practices import PracticeFactory, SiteFactory


def day_ahead(days: int = 14) -> dt.date:
    """A date that many days from today."""
    return clock.now().date() + dt.timedelta(days=days)


def details(**fields: Any) -> CaseDayDetails:
    """Half past seven to two, five adults, no skills."""
    values: dict[str, Any] = {
        "first_case_time": dt.time(7, 30),
        "expected_end": dt.time(14, 0),
        "expected_patients": 5,
        "children": False,
    }
    return CaseDayDetails(**{**values, **fields})


def staff_of(practice: Practice) -> User:
    """Somebody who works for the practice."""
    existing = Membership.objects.filter(practice=practice).select_related("user").order_by("pk").first()
    if existing:
        return existing.user
    user: User = UserFactory.create()
    Membership.objects.create(practice=practice, user=user)
    return user


def site_of(practice: Practice | None = None, **fields: Any) -> Site:
    """The practice's first site, made when there is none."""
    practice = practice or PracticeFactory.create()
    return practice.sites.first() or SiteFactory.create(practice=practice, **fields)


def requested_day(
    practice: Practice | None = None,
    *,
    date: dt.date | None = None,
    alternatives: Sequence[dt.date] = (),
    site: Site | None = None,
    **fields: Any,
) -> CaseDay:
    """A day that a practice has asked for."""
    site = site or site_of(practice)
    return lifecycle.request_case_day(
        actor=staff_of(site.practice),
        practice=site.practice,
        site=site,
        wanted_dates=[date or day_ahead(), *alternatives],
        details=details(**fields),
        again=True,
    )


def planned_day(practice: Practice | None = None, *, manager: User | None = None, **fields: Any) -> CaseDay:
    """A day that a manager has put on its wanted date, beside others that its site has there."""
    day = requested_day(practice, **fields)
    there = days_there(day.site, [day.date], but=day)
    beside = there[-1].pk if there else None
    lifecycle.accept_request(case_day=day, actor=manager or ManagerFactory.create(), date=day.date, beside=beside)
    return fresh(day)


def trio(*dates: dt.date, **fields: Any) -> list[Clinician]:
    """An anesthesiologist, a nurse and a medic who have every credential and can work on these dates."""
    team = [credentialed_clinician(slot, **fields) for slot in SLOT_ORDER]
    for clinician in team:
        willing(clinician, *dates)
    return team


def staffed_day(
    practice: Practice | None = None,
    *,
    manager: User | None = None,
    team: Sequence[Clinician] | None = None,
    **fields: Any,
) -> CaseDay:
    """A planned day with a full team held."""
    manager = manager or ManagerFactory.create()
    day = planned_day(practice, manager=manager, **fields)
    staffing.hold_team(case_day=day, clinicians=team or trio(day.date), actor=manager)
    return fresh(day)


def confirmed_day(practice: Practice | None = None, *, manager: User | None = None, **fields: Any) -> CaseDay:
    """A confirmed day whose three clinicians were asked."""
    manager = manager or ManagerFactory.create()
    day = staffed_day(practice, manager=manager, **fields)
    lifecycle.confirm_case_day(case_day=day, actor=manager)
    return fresh(day)


def accepted_day(practice: Practice | None = None, **fields: Any) -> CaseDay:
    """A confirmed day that all three have accepted."""
    day = confirmed_day(practice, **fields)
    for assignment in active(day):
        staffing.accept_assignment(assignment=assignment, actor=assignment.clinician.user)
    return fresh(day)


def active(day: CaseDay) -> list[Assignment]:
    """The day's active assignments: anesthesiologist, nurse, medic."""
    rows = {a.provider_type: a for a in day.assignments.filter(status__in=ACTIVE).select_related("clinician__user")}
    return [rows[slot] for slot in SLOT_ORDER if slot in rows]


def in_slot(day: CaseDay, slot: ProviderType) -> Assignment:
    """Who is in this slot."""
    return next(a for a in active(day) if a.provider_type == slot)


def fresh(day: CaseDay) -> CaseDay:
    """The day as the database has it, with site and practice."""
    return CaseDay.objects.select_related("site", "practice").get(pk=day.pk)
