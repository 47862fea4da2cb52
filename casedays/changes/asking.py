"""A practice's, or a manager's, edit of a day that is already planned or confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from casedays.changes.applying import (
    blocked_by,
    check_cases_fit,
    close_waiting,
    lock_team,
    names_of,
    new_change,
    put_in_force,
    there_already,
)
from casedays.changes.comparing import MATERIAL, difference, in_words, snapshot
from casedays.changes.policy import Verdict, decide
from casedays.details import Edit
from casedays.events import ChangeApplied, ChangeAsked
from casedays.locking import lock_case_day
from casedays.models import Assignment, CaseDay, Change
from casedays.rules import acting, check_date, check_site, require
from casedays.states import TOLD, Role, Status, Verb
from scheduling_portal.core import clock
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.errors import NotAllowed, StaleEdit
from scheduling_portal.core.events import publish


@dataclass(frozen=True)
class EditPreview:
    """What saving an edit would do. `changes` maps field to old and new in words; empty when nothing would change.

    `there` is the newest other day of the site where the day would stand at once.
    """

    changes: Mapping[str, tuple[str, str]]
    needs_manager: bool
    why: str
    texts: int
    sentence: str
    ineligible: list[str] = field(default_factory=list)
    there: CaseDay | None = None
    fields: Mapping[str, list[Any]] = field(default_factory=dict)


def preview_edit(*, case_day: CaseDay, edit: Edit, actor: User, role: Role | None = None) -> EditPreview:
    """What `edit_case_day` would do with this edit now. Raises InvalidFields or RuleBroken for impossible values."""
    _check(case_day, edit)
    fields = difference(snapshot(case_day), snapshot(case_day, edit))
    if not fields:
        return EditPreview(
            {}, needs_manager=False, why="", texts=0, sentence="Nothing would change, so nobody is told."
        )
    verdict, ineligible = _verdict(case_day, fields, acting(actor, case_day, role))
    if not verdict.needs_manager:
        check_cases_fit(case_day, fields)
    told = Assignment.objects.filter(case_day=case_day, status__in=TOLD).count() if MATERIAL & fields.keys() else 0
    return EditPreview(
        changes=in_words(fields),
        needs_manager=verdict.needs_manager,
        why=verdict.why,
        texts=told,
        sentence=_sentence(told, needs_manager=verdict.needs_manager),
        ineligible=ineligible,
        fields=fields,
        there=None if verdict.needs_manager else there_already(case_day, fields),
    )


def _check(day: CaseDay, edit: Edit) -> None:
    check_site(day.practice, edit.site)
    edit.details.check()
    if edit.date != day.date:
        check_date(edit.date, edit.site.time_zone)


def _verdict(day: CaseDay, fields: Mapping[str, list[Any]], roles: set[Role]) -> tuple[Verdict, list[str]]:
    """The policy's word, or a manager's own; and who would no longer be eligible."""
    blocked = blocked_by(day, fields)
    names = names_of(blocked)
    if Role.MANAGER in roles:
        return Verdict(needs_manager=False, why="By a manager."), names
    hours = clock.hours_until(day.date, day.first_case_time, day.site.time_zone)
    verdict = decide(day, fields, hours_to_day=hours)
    if names:
        why = "Needs a manager because somebody on the team could no longer come"
        also = verdict.why.removeprefix("Needs a manager ") if verdict.needs_manager else ""
        return Verdict(needs_manager=True, why=f"{why}, and {also}" if also else f"{why}."), names
    return verdict, names


def _sentence(told: int, *, needs_manager: bool) -> str:
    """What will follow, such as "This will text 3 clinicians"."""
    who = "1 clinician" if told == 1 else f"{told} clinicians"
    if needs_manager:
        if told:
            return (
                f"This will ask a manager. If they apply it, {who} will get a text. Until then the day stands as it is."
            )
        return "This will ask a manager. Until they decide, the day stands as it is."
    return f"This will text {who}." if told else "This applies at once. Nobody gets a text."


@in_transaction
def edit_case_day(
    *,
    case_day: CaseDay,
    edit: Edit,
    actor: User,
    version: int,
    role: Role | None = None,
    beside: int | None = None,
    offers: bool = True,
) -> Change | None:
    """Edit a planned or confirmed day: applied at once or waiting for a manager, as the change policy says.

    A manager's own edit applies at once; what it leaves open on a confirmed day is offered to the next best, unless
    `offers` is False. `role` says in which capacity somebody acts who has several. A newer edit of
    the practice replaces the one still waiting. Returns None when nothing differs, and then nothing is told. Raises
    StaleEdit when the day is no longer at `version`, NotAllowed, InvalidFields, RuleBroken, and DayThere when what
    applies at once moves it to another day of its site, unless `beside` names the newest of them.
    """
    lock_team(case_day.pk)
    day = lock_case_day(case_day.pk)
    if day.status == Status.REQUESTED:
        raise NotAllowed("This day is still a request. Edit the request.")
    roles = acting(actor, day, role)
    require(day, Verb.EDIT, actor, roles=roles)
    if day.version != version:
        raise StaleEdit("Somebody else changed this day while you were editing. Your changes are still here.")
    _check(day, edit)
    fields = difference(snapshot(day), snapshot(day, edit))
    if not fields:
        return None
    verdict, _ = _verdict(day, fields, roles)
    if not verdict.needs_manager:
        by_practice = Role.MANAGER not in roles
        return _apply_at_once(day, fields, actor, verdict.why, by_practice=by_practice, beside=beside, offers=offers)
    close_waiting(day, actor)
    change = new_change(day, fields, actor, why=verdict.why, applied=False)
    publish(
        ChangeAsked(
            actor_id=actor.pk,
            case_day_id=day.pk,
            change_id=change.pk,
            number=change.number,
            changes=in_words(fields),
            reason=verdict.why,
        )
    )
    return change


def _apply_at_once(
    day: CaseDay,
    fields: Mapping[str, list[Any]],
    actor: User,
    why: str,
    *,
    by_practice: bool,
    beside: int | None,
    offers: bool,
) -> Change:
    change = new_change(day, fields, actor, why=why, applied=True)
    applied = put_in_force(day, change, actor, beside=beside)
    publish(
        ChangeApplied(
            actor_id=actor.pk,
            case_day_id=day.pk,
            change_id=change.pk,
            number=change.number,
            changes=applied.words,
            at_once=True,
            by_practice=by_practice,
            team_clinician_ids=applied.told,
            released_clinician_ids=applied.released,
            offers=offers,
        )
    )
    return change
