"""Confirming: only a complete, eligible team. Here the clinicians are asked and the practice is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.enums import SLOT_ORDER
from accounts.models import User
from casedays.eligible import check_team
from casedays.events import CaseDayConfirmed
from casedays.lifecycle.writing import write_status
from casedays.locking import lock_case_day, lock_clinicians
from casedays.models import Assignment, CaseDay
from casedays.rules import require
from casedays.staffing.slots import mark_asked
from casedays.states import ACTIVE, AssignmentStatus, Verb
from scheduling_portal.core import clock, wording
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.errors import Conflict, DomainError, RuleBroken
from scheduling_portal.core.events import publish
from scheduling_portal.core.models import Rules


@dataclass(frozen=True)
class Outcome:
    """What became of one day of a bulk confirm, in words."""

    case_day_id: int
    ok: bool
    message: str


@in_transaction
def confirm_case_day(*, case_day: CaseDay, actor: User) -> None:
    """Confirm a planned day whose team is complete and eligible. All three are asked, the practice is told.

    Raises RuleBroken naming the open slot or the person a rule stands against, Conflict when the team changed in this
    moment, NotAllowed.
    """
    known = set(_team(case_day).values_list("clinician_id", flat=True))
    lock_clinicians(known)
    day = lock_case_day(case_day.pk)
    step = require(day, Verb.CONFIRM, actor)
    team = list(_team(day).select_related("clinician__user"))
    if {a.clinician_id for a in team} - known:
        raise Conflict("The team of this day changed just now. Look at it again.")
    _require_complete(team)
    for assignment_id, found in check_team(day, team).items():
        if found:
            name = next(a.clinician.user.get_full_name() for a in team if a.pk == assignment_id)
            raise RuleBroken(f"{name} can no longer be on this day: {found[0].why}.")
    _ask(day, team)
    day.confirmed_at = clock.now()
    write_status(day, step)
    asked = tuple(a.pk for a in team)
    publish(CaseDayConfirmed(actor_id=actor.pk, case_day_id=day.pk, assignment_ids=asked))


def _team(case_day: CaseDay) -> QuerySet[Assignment]:
    return Assignment.objects.filter(case_day_id=case_day.pk, status__in=ACTIVE).order_by("pk")


def _require_complete(team: Sequence[Assignment]) -> None:
    filled = {a.provider_type for a in team}
    missing = [slot.label.lower() for slot in SLOT_ORDER if slot not in filled]
    if missing:
        raise RuleBroken(f"The team is not complete: {wording.listed(missing)} missing.")


def _ask(day: CaseDay, team: Sequence[Assignment]) -> None:
    rules = Rules.current()
    held = [assignment for assignment in team if assignment.status == AssignmentStatus.HELD]
    mark_asked(held, day, rules)
    for assignment in held:
        assignment.save()


def confirm_case_days(*, case_day_ids: Sequence[int], actor: User) -> list[Outcome]:
    """Confirm several days, earliest first, each in its own transaction: a refusal does not hold up the rest."""
    outcomes = []
    for day in CaseDay.objects.visible_to_manager(actor).filter(pk__in=case_day_ids).select_related("site", "practice"):
        try:
            confirm_case_day(case_day=day, actor=actor)
        except DomainError as error:
            outcomes.append(Outcome(day.pk, ok=False, message=f"{day}: {error.message}"))
        else:
            outcomes.append(Outcome(day.pk, ok=True, message=f"{day} is confirmed."))
    return outcomes
