"""One confirmed day on a page to print. Who sees what is what the portals' own pages of the day say."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from accounts.enums import SLOT_ORDER
from accounts.models import User
from casedays.models import Assignment, Case, CaseDay
from casedays.selectors.clinician_day import MAP, contact_phone, patients_of, window_of
from casedays.selectors.clinician_days import mates_of
from casedays.selectors.practice_cases import PatientRow, cases_of, day_patients
from casedays.selectors.practice_day import NAMED
from casedays.selectors.practice_day import team_of as team_for_practice
from casedays.selectors.team import team_of
from casedays.states import AssignmentStatus
from practices.models import Patient
from scheduling_portal.core import wording
from scheduling_portal.core.models import Rules


@dataclass(frozen=True)
class SheetMate:
    """One slot: who comes, whether they have accepted, how to reach them. Empty name: nobody yet."""

    provider_type: str
    label: str
    name: str
    said: str
    phone: str


@dataclass(frozen=True)
class Sheet:
    """All that stands on the page. `rows` is None for who may not see the patients now."""

    case_day: CaseDay
    zone: str
    map_url: str
    contact_name: str
    contact_phone: str
    team: tuple[SheetMate, ...]
    skills: tuple[str, ...]
    rows: tuple[PatientRow, ...] | None
    booked: int
    ready: int
    seen_from: dt.date
    seen_until: dt.date

    @property
    def patients(self) -> list[Patient]:
        """Whose data the page shows."""
        return [row.case.patient for row in self.rows or () if row.case is not None]


def can_be_printed(case_day: CaseDay) -> bool:
    """Whether the day is settled: before that its team and times could still be others."""
    return case_day.status in NAMED


def manager_sheet(case_day: CaseDay) -> Sheet:
    """For a manager: the team with phones, all patients. Five queries."""
    team = [
        (slot.provider_type.value, slot.name, slot.state, slot.assignment.clinician.user if slot.assignment else None)
        for slot in team_of(case_day).slots
    ]
    mates = [_mate(kind, name, state, str(user.mobile or "") if user else "") for kind, name, state, user in team]
    return _sheet(case_day, mates, cases_of(case_day), Rules.current())


def practice_sheet(case_day: CaseDay) -> Sheet:
    """For staff of the practice: the team without phones, all patients. Four queries."""
    mates = [_mate(mate.provider_type, mate.name, mate.state, "") for mate in team_for_practice(case_day)]
    return _sheet(case_day, mates, cases_of(case_day), Rules.current())


def clinician_sheet(case_day: CaseDay, user: User) -> Sheet | None:
    """For a clinician who has accepted: the team with phones, the patients near the date; None for who has not."""
    mine = Assignment.objects.visible_to_clinician(user).filter(case_day=case_day, status=AssignmentStatus.ACCEPTED)
    assignment = mine.first()
    if assignment is None:
        return None
    mates = [
        _mate(mate.provider_type, mate.name, mate.state, mate.phone)
        for mate in mates_of([case_day.pk], user.clinician, phones=True)[case_day.pk]
    ]
    mates.append(_mate(assignment.provider_type, user.get_full_name(), "accepted", str(user.mobile or "")))
    rules = Rules.current()
    rows = patients_of(case_day, user, rules, assignment)
    return _sheet(case_day, mates, None if rows is None else [row.case for row in rows], rules)


def _mate(provider_type: str, name: str, state: str, phone: str) -> SheetMate:
    label = next(str(slot.label) for slot in SLOT_ORDER if slot == provider_type)
    if not name:
        return SheetMate(provider_type, label, "", "Being replaced", "")
    return SheetMate(provider_type, label, name, "Accepted" if state == "accepted" else "Asked", phone)


def _sheet(case_day: CaseDay, mates: Iterable[SheetMate], cases: Sequence[Case] | None, rules: Rules) -> Sheet:
    """The page around a team and its patients; slots that nobody is in are there too, in their order."""
    known = {mate.provider_type: mate for mate in mates}
    site = case_day.site
    page = day_patients(case_day, cases or [], rules)
    first, last = window_of(case_day, rules)
    return Sheet(
        case_day=case_day,
        zone=wording.zone_name(site.time_zone, case_day.date),
        map_url=f"{MAP}?{urlencode({'query': site.address})}",
        contact_name=case_day.contact_name or site.contact_name,
        contact_phone=contact_phone(case_day),
        team=tuple(known.get(slot.value) or _mate(slot.value, "", "", "") for slot in SLOT_ORDER),
        skills=tuple(skill.name for skill in case_day.skills.all()),
        rows=None if cases is None else tuple(row for row in page.rows if row.case is not None),
        booked=page.booked,
        ready=page.ready,
        seen_from=first,
        seen_until=last,
    )
