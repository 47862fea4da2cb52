"""Putting a change in force: who keeps the slot, who is released, who must see it."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import Skill, User
from casedays.alone import check_alone, days_there
from casedays.changes.comparing import MATERIAL, apply_fields, in_words
from casedays.details import end_before_first
from casedays.eligible import check_team
from casedays.events import ChangeWithdrawn
from casedays.locking import lock_clinicians
from casedays.matching.eligibility import Block
from casedays.messages import answers_until, unaware_of
from casedays.models import Assignment, Case, CaseDay, Change, ChangeAcknowledgement
from casedays.offers import close_offers
from casedays.rechecks import recheck_day
from casedays.rules import check_date, check_site
from casedays.staffing.slots import end_assignment
from casedays.states import ACTIVE, TOLD, CaseStatus, ChangeStatus, OfferStatus
from practices.models import Site
from scheduling_portal.core import clock
from scheduling_portal.core.db import violated_constraint
from scheduling_portal.core.errors import Conflict, RuleBroken
from scheduling_portal.core.events import publish
from scheduling_portal.core.models import Rules

#: What makes a day another one than it was offered as.
MOVING = frozenset({"date", "site", "first_case_time", "expected_end"})


class CasesOutside(RuleBroken):
    """Booked patients would not fit any more; `case_ids` are theirs."""

    def __init__(self, message: str, *, field: str, case_ids: Collection[int]) -> None:
        super().__init__(message, field=field)
        self.case_ids = tuple(case_ids)


@dataclass(frozen=True)
class Applied:
    """Who is affected by a change now in force, as clinicians' ids."""

    told: tuple[int, ...]
    released: tuple[int, ...]
    words: Mapping[str, tuple[str, str]]


def lock_team(case_day_id: int, *others: int) -> None:
    """Lock the clinicians on the day, and others about to join, before the day itself is locked."""
    ids = Assignment.objects.filter(case_day_id=case_day_id, status__in=ACTIVE).values_list("clinician_id", flat=True)
    lock_clinicians([*ids, *others])


def blocked_by(
    day: CaseDay, fields: Mapping[str, list[Any]], team: Sequence[Assignment] | None = None
) -> list[tuple[Assignment, Block]]:
    """Team members whom these new values would make ineligible, each with the first rule against them.

    The team is read where none is given.
    """
    edited = _place(fields)
    if "children" in fields:
        edited["children"] = fields["children"][1]
    if "skills" in fields:
        edited["skills"] = list(Skill.objects.filter(pk__in=fields["skills"][1]))
    if not edited:
        return []
    if team is None:
        team = list(day.assignments.filter(status__in=ACTIVE).select_related("clinician__user").order_by("pk"))
    found = check_team(day, team, **edited)
    return [(assignment, found[assignment.pk][0]) for assignment in team if found[assignment.pk]]


def _place(fields: Mapping[str, list[Any]]) -> dict[str, Any]:
    """The new date and site among these values."""
    found: dict[str, Any] = {}
    if "date" in fields:
        found["date"] = dt.date.fromisoformat(fields["date"][1])
    if "site" in fields:
        found["site"] = Site.objects.get(pk=fields["site"][1])
    return found


def there_already(day: CaseDay, fields: Mapping[str, list[Any]]) -> CaseDay | None:
    """The newest other day of the site on the date to which these values move this one; None where it stays alone."""
    to = _place(fields)
    there = days_there(to.get("site", day.site), [to.get("date", day.date)], but=day) if to else []
    return there[-1] if there else None


def put_in_force(
    day: CaseDay,
    change: Change,
    actor: User | None,
    *,
    taken: Mapping[str, int] | None = None,
    beside: int | None = None,
) -> Applied:
    """Apply a change to a day whose locks the caller holds: release who is no longer eligible, keep and tell the rest.

    Offers of a day that moved are closed; `taken` maps slots to who takes them next, so that nobody else is offered
    them. Kept people are checked against the day as it is now. A material change must be acknowledged by whom something
    else had reached; `told` are all of the team. Raises RuleBroken when the new values are impossible now or booked
    cases would no longer fit, DayThere when the day comes to another one of its site, unless `beside` names the newest
    of them, Conflict when somebody took a kept clinician's date.
    """
    fields = change.fields
    check_values(day, fields)
    if place := _place(fields):
        check_alone(place.get("site", day.site), place.get("date", day.date), beside, but=day)
    words = in_words(fields)
    released = [(a, block.why) for a, block in blocked_by(day, fields)]
    for assignment, why in released:
        end_assignment(assignment, day, actor, why)
    material = bool(MATERIAL & fields.keys())
    if material:
        day.details_confirmed_at = day.details_confirmed_by = None
    day.version += 1
    _write(day, fields)
    check_cases_fit(day)
    told = list(day.assignments.filter(status__in=TOLD).select_related("clinician__user").order_by("pk"))
    anew = asked_anew(day, fields, told)
    _time_anew(day, [a for a in told if a.clinician.user_id in anew])
    if material:
        need_not = anew | ({actor.pk} if actor else set())
        ChangeAcknowledgement.objects.bulk_create(
            ChangeAcknowledgement(change=change, user_id=a.clinician.user_id)
            for a in told
            if a.clinician.user_id not in need_not
        )
    if fields.keys() & MOVING:
        _close_offers(day, actor, taken or {})
    recheck_day(day.pk)
    return Applied(tuple(a.clinician_id for a in told), tuple(a.clinician_id for a, _ in released), words)


def _write(day: CaseDay, fields: Mapping[str, list[Any]]) -> None:
    """Store the new values; raises Conflict when somebody took a date of the team meanwhile."""
    try:
        with transaction.atomic():
            apply_fields(day, fields)
    except IntegrityError as error:
        if violated_constraint(error) == "casedays_assignment_clinician_date_once":
            raise Conflict("Somebody on the team was put on another case day on that date just now.") from error
        raise


def _close_offers(day: CaseDay, actor: User | None, taken: Mapping[str, int]) -> None:
    """The day is no longer the one that was offered."""
    open_slots = day.offers.filter(status=OfferStatus.SENT).order_by().values_list("provider_type", flat=True)
    for slot in open_slots.distinct():
        to = taken.get(slot)
        close_offers(day, slot, OfferStatus.FILLED if to else OfferStatus.WITHDRAWN, actor, but=to)


def asked_anew(day: CaseDay, fields: Mapping[str, list[Any]], team: Iterable[Assignment]) -> set[int]:
    """Ids as users of those whose question has not left yet, and is put anew as the day is then: they read one date.

    One query at most.
    """
    if not MOVING & fields.keys():
        return set()
    unaware = unaware_of(day, team)
    return {pk for pk, waits in unaware.items() if waits}


def _time_anew(day: CaseDay, team: Sequence[Assignment]) -> None:
    """They are asked now, not when the question was put that never left; their time for the answer begins now too."""
    if not team:
        return
    box = dt.timedelta(hours=Rules.current().answer_hours)
    until = answers_until(day, [a.clinician.user for a in team], box)
    for assignment in team:
        assignment.asked_at, assignment.reminded_at = clock.now(), None
        assignment.answer_by = until[assignment.clinician.user_id]
        assignment.save(update_fields=["asked_at", "reminded_at", "answer_by"])


def check_values(day: CaseDay, fields: Mapping[str, list[Any]]) -> None:
    """Raises RuleBroken when the day with these new values would be impossible.

    A past date, a closed site, an end before the first case.
    """
    new = {name: pair[1] for name, pair in fields.items()}
    site = Site.objects.get(pk=new["site"]) if "site" in new else day.site
    check_site(day.practice, site)
    if "date" in new:
        check_date(dt.date.fromisoformat(new["date"]), site.time_zone)
    first = dt.time.fromisoformat(new["first_case_time"]) if "first_case_time" in new else day.first_case_time
    end = dt.time.fromisoformat(new["expected_end"]) if "expected_end" in new else day.expected_end
    if end <= first:
        raise RuleBroken(end_before_first(first, end), field="expected_end")


def close_waiting(day: CaseDay, actor: User | None) -> None:
    """Withdraw the change that waits on a locked day, if one does, and tell it."""
    waiting = day.changes.filter(status=ChangeStatus.WAITING).first()
    if waiting is None:
        return
    waiting.status = ChangeStatus.WITHDRAWN
    waiting.decided_at, waiting.decided_by = clock.now(), actor
    waiting.save()
    publish(
        ChangeWithdrawn(
            actor_id=actor.pk if actor else None,
            case_day_id=day.pk,
            change_id=waiting.pk,
            number=waiting.number,
            changes=in_words(waiting.fields),
        )
    )


def check_cases_fit(day: CaseDay, fields: Mapping[str, list[Any]] | None = None) -> None:
    """Raises CasesOutside when a booked case would begin before the first case or end after the expected end.

    On the day as it stands, or as it would be with these new values.
    """
    early, late = cases_outside(day, list(day.cases.filter(status=CaseStatus.BOOKED)), fields)
    if early or late:
        raise CasesOutside(
            "Booked patients would no longer fit between first case and expected end. Move them first.",
            field="first_case_time" if early else "expected_end",
            case_ids=[case.pk for case in (*early, *late)],
        )


def cases_outside(
    day: CaseDay, cases: Sequence[Case], fields: Mapping[str, list[Any]] | None = None
) -> tuple[list[Case], list[Case]]:
    """Those of `cases` that begin before the first case, and those that end after the expected end. No query.

    On the day as it stands, or as it would be with these new values.
    """
    new = {name: pair[1] for name, pair in (fields or {}).items()}
    first = dt.time.fromisoformat(new["first_case_time"]) if "first_case_time" in new else day.first_case_time
    end = dt.time.fromisoformat(new["expected_end"]) if "expected_end" in new else day.expected_end
    early = [case for case in cases if case.start_time < first]
    return early, [case for case in cases if case.end_time > end and case not in early]


def new_change(day: CaseDay, fields: Mapping[str, list[Any]], actor: User | None, *, why: str, applied: bool) -> Change:
    """The next numbered change of a locked day."""
    last = day.changes.order_by("-number").values_list("number", flat=True).first() or 0
    now = clock.now()
    return Change.objects.create(
        case_day=day,
        number=last + 1,
        fields=dict(fields),
        why=why[:300],
        asked_by=actor,
        status=ChangeStatus.APPLIED if applied else ChangeStatus.WAITING,
        decided_by=actor if applied else None,
        decided_at=now if applied else None,
    )


def names_of(blocked: Sequence[tuple[Assignment, Block]]) -> list[str]:
    """Who would have to leave and why, such as "Maria Lopez: No PALS"."""
    return [f"{assignment.clinician.user.get_full_name()}: {block.why}" for assignment, block in blocked]
