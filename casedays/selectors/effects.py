"""What a manager's act on a day would do to its team, before it is done: who keeps, who leaves, what is sent."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from casedays.changes.applying import MOVING, blocked_by
from casedays.changes.comparing import MATERIAL
from casedays.messages import unaware_of
from casedays.models import Assignment, CaseDay, Change
from casedays.notices import reach
from casedays.notices.changed import IN_THE_QUESTION
from casedays.states import ACTIVE, TOLD, OfferStatus, Status
from notifications.forecast import Reach, forecast


@dataclass(frozen=True)
class Leaving:
    """Somebody whom the new values would rule out, and by which rule. `told`: something of the day has reached them."""

    name: str
    why: str
    told: bool


@dataclass(frozen=True)
class ChangeEffect:
    """What putting a change in force would do.

    `kept` know of the day and hear of the change; who `must_see` it has to say so. The question of who is asked `anew`
    has not left yet: they read the new facts alone. `reach` counts all of these and those who leave; `opens` are the
    slots that fall open on a confirmed day, `offers` those open offers that close and go out anew.
    """

    kept: tuple[str, ...]
    anew: tuple[str, ...]
    leaving: tuple[Leaving, ...]
    reach: Reach
    opens: int
    must_see: bool
    offers: int


def change_effect(change: Change, actor: User) -> ChangeEffect:
    """What applying a waiting change would do. A fixed number of queries."""
    return edit_effect(change.case_day, change.fields, actor)


def edit_effect(day: CaseDay, fields: Mapping[str, list[Any]], actor: User) -> ChangeEffect:
    """What these new values would do to the day's team. A fixed number of queries."""
    team = list(day.assignments.filter(status__in=ACTIVE).select_related("clinician__user").order_by("pk"))
    leaving = {assignment.pk: block.why for assignment, block in blocked_by(day, fields, team)}
    offers = day.offers.filter(status=OfferStatus.SENT).count() if MOVING & fields.keys() else 0
    return effect_of(day, fields, team, leaving, actor, offers=offers)


def asking_again(day: CaseDay, change: Change, team: Sequence[Assignment], actor: User) -> Reach:
    """What asking these of the team to look at a change in force once more sends. Three queries."""
    again = unaware_of(day, team) if IN_THE_QUESTION & change.fields.keys() else {}
    people = [a.clinician.user for a in team]
    told = [
        *reach.changing(day, [one for one in people if not again.get(one.pk)], change.fields.keys(), day.date),
        *reach.asking(day, [one for one in people if again.get(one.pk)]),
    ]
    return forecast(told, actor=actor)


def effect_of(
    day: CaseDay,
    fields: Mapping[str, list[Any]],
    team: Sequence[Assignment],
    leaving: Mapping[int, str],
    actor: User | None,
    *,
    offers: int,
) -> ChangeEffect:
    """The same for a team and open offers at hand; `leaving` maps an assignment to the rule against it.

    Three queries at most.
    """
    date = dt.date.fromisoformat(fields["date"][1]) if "date" in fields else day.date
    told = [a for a in team if a.status in TOLD]
    unaware = unaware_of(day, told)
    again = {pk for pk, waits in unaware.items() if waits and MOVING & fields.keys()}
    stay = [a for a in told if a.pk not in leaving]
    kept = [a for a in stay if a.clinician.user_id not in again]
    anew = [a for a in stay if a.clinician.user_id in again]
    gone = [a for a in team if a.pk in leaving]
    told_of_it = [
        *reach.changing(day, [a.clinician.user for a in kept], fields.keys(), date),
        *reach.asking(day, [a.clinician.user for a in anew], date=date),
        *reach.releasing(day, [a.clinician.user for a in gone if a.status in TOLD], unaware),
    ]
    return ChangeEffect(
        kept=tuple(name_of(a) for a in kept),
        anew=tuple(name_of(a) for a in anew),
        leaving=tuple(
            Leaving(name_of(a), leaving[a.pk], a.status in TOLD and a.clinician.user_id not in unaware) for a in gone
        ),
        reach=forecast(told_of_it, actor=actor),
        opens=len(gone) if day.status == Status.CONFIRMED else 0,
        must_see=bool(MATERIAL & fields.keys()),
        offers=offers if MOVING & fields.keys() else 0,
    )


def name_of(assignment: Assignment) -> str:
    """Whose assignment it is."""
    return assignment.clinician.user.get_full_name()
