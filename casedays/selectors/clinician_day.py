"""One day as a clinician on its team sees it, and its patients for who is entitled."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import Skill, User
from casedays.cases import DayFlags, Item, booked_facts, flags, flags_from, readiness
from casedays.models import Assignment, Case, CaseDay, Offer
from casedays.rules import is_past
from casedays.selectors.clinician_days import Mate, deadline_words, mates_of, miles_to, state_of
from casedays.selectors.clinician_home import ChangeCard, change_cards
from casedays.selectors.practice_cases import patient_line
from casedays.selectors.timeline import CLINICIAN, Row, timeline_of
from casedays.states import AssignmentStatus, OfferStatus, Status
from practices.rules import age_in_words
from scheduling_portal.core import clock, wording
from scheduling_portal.core.models import Rules

MAP = "https://www.openstreetmap.org/search"


@dataclass(frozen=True)
class DayPage:
    """All that the page of one day shows. What may be done is here too; the template decides nothing.

    `flags` sum up what is booked, before anybody sees whom; `flagged` says it to the anesthesiologist.
    """

    case_day: CaseDay
    assignment: Assignment | None
    offer: Offer | None
    state: str
    deadline: str
    zone: str
    miles: float | None
    map_url: str
    contact_name: str
    contact_phone: str
    team: list[tuple[str, str, Mate | None]]
    skills: list[str]
    changes: list[ChangeCard]
    timeline: list[Row]
    can_answer: bool
    can_drop_out: bool
    flags: DayFlags
    flagged: list[str]
    sees_patients: bool
    patients_from: dt.date
    patients_until: dt.date

    @property
    def on_team(self) -> bool:
        """Asked or accepted; an offer alone shows less: no phones, no door code."""
        return self.assignment is not None


@dataclass(frozen=True)
class PatientRow:
    """One patient of the day for the team."""

    case: Case
    age: str
    line: str
    items: list[Item]
    flagged: list[str]


def told_days(user: User) -> "QuerySet[CaseDay]":
    """The days this person was asked for, has accepted or has an offer for, with all that their page reads of them."""
    skills = Skill.objects.filter(case_days=OuterRef("pk")).order_by("name").values("name")
    days: QuerySet[CaseDay] = CaseDay.objects.visible_to_clinician(user).select_related("site", "practice")
    return days.annotate(skill_names=ArraySubquery(skills), booked_facts=booked_facts())


def day_page(case_day: CaseDay, user: User) -> DayPage:
    """The page of a day that this person may see as a clinician, out of `told_days`; seven queries at most."""
    me = user.clinician
    assignment = Assignment.objects.visible_to_clinician(user).filter(case_day=case_day).order_by().first()
    offer = None if assignment else _open_offer(case_day, user)
    mates = {
        mate.provider_type: mate for mate in mates_of([case_day.pk], me, phones=assignment is not None)[case_day.pk]
    }
    rules = Rules.current()
    ahead = case_day.status == Status.CONFIRMED and not is_past(case_day)
    first, last = window_of(case_day, rules)
    site = case_day.site
    raised = flags_from(case_day, getattr(case_day, "booked_facts", ()), rules)
    return DayPage(
        case_day=case_day,
        assignment=assignment,
        offer=offer,
        state=state_of(assignment) if assignment else "",
        deadline=_deadline(assignment, offer, user.time_zone),
        zone=wording.zone_name(site.time_zone, case_day.date),
        miles=miles_to(case_day, me),
        map_url=f"{MAP}?{urlencode({'query': site.address})}",
        contact_name=case_day.contact_name or site.contact_name,
        contact_phone=contact_phone(case_day) if assignment else "",
        team=[
            (kind.value, str(kind.label), mates.get(kind.value))
            for kind in SLOT_ORDER
            if assignment is None or kind.value != assignment.provider_type
        ],
        skills=getattr(case_day, "skill_names", []),
        changes=change_cards(user, {case_day.pk: assignment.pk} if assignment else {}, case_day=case_day),
        timeline=timeline_of(case_day, CLINICIAN) if assignment else [],
        can_answer=ahead and (offer is not None or _is(assignment, AssignmentStatus.ASKED)),
        can_drop_out=ahead and _is(assignment, AssignmentStatus.ACCEPTED),
        flags=raised,
        flagged=raised.words if me.provider_type == ProviderType.ANESTHESIOLOGIST else [],
        sees_patients=may_see_patients(case_day, assignment, rules),
        patients_from=first,
        patients_until=last,
    )


def contact_phone(case_day: CaseDay) -> str:
    """Whom the team rings: the day's contact, else the site's, else the practice."""
    return str(case_day.contact_phone or case_day.site.contact_phone or case_day.practice.phone or "")


def _is(assignment: Assignment | None, status: str) -> bool:
    return assignment is not None and assignment.status == status


def _open_offer(case_day: CaseDay, user: User) -> Offer | None:
    mine = Offer.objects.visible_to_clinician(user).filter(case_day=case_day, status=OfferStatus.SENT)
    return mine.filter(closes_at__gt=clock.now()).first()


def _deadline(assignment: Assignment | None, offer: Offer | None, zone: str) -> str:
    if offer:
        return deadline_words(offer.closes_at, zone, offer.case_day)
    if assignment and assignment.status == AssignmentStatus.ASKED and assignment.answer_by:
        return deadline_words(assignment.answer_by, zone, assignment.case_day)
    return ""


def window_of(case_day: CaseDay, rules: Rules) -> tuple[dt.date, dt.date]:
    """The first and last date at the site on which the accepted team sees the patients."""
    return (
        case_day.date - dt.timedelta(days=rules.patients_visible_days_before),
        case_day.date + dt.timedelta(days=rules.patients_visible_days_after),
    )


def may_see_patients(case_day: CaseDay, assignment: Assignment | None, rules: Rules) -> bool:
    """Accepted, and within the window on the site's calendar."""
    first, last = window_of(case_day, rules)
    on = case_day.status in {Status.CONFIRMED, Status.COMPLETED}
    return (
        on and _is(assignment, AssignmentStatus.ACCEPTED) and first <= clock.today_in(case_day.site.time_zone) <= last
    )


def patients_of(case_day: CaseDay, user: User, rules: Rules, assignment: Assignment | None) -> list[PatientRow] | None:
    """The booked patients by time, for whom `assignment` entitles to see them; None for anybody else. One query."""
    if not may_see_patients(case_day, assignment, rules):
        return None
    cases = Case.objects.visible_to_clinician(user, rules).filter(case_day=case_day).select_related("patient")
    return [
        PatientRow(
            case=case,
            age=age_in_words(case.patient.date_of_birth, case_day.date),
            line=patient_line(case.patient, rules, case_day.date, procedure=case.procedure),
            items=readiness(case, case.patient, rules, case_day.date),
            flagged=flags(case_day, case.patient, rules),
        )
        for case in cases.order_by("start_time", "pk")
    ]
