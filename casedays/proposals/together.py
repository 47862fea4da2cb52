"""Which days of a proposal are applied, and which only together: those that exchange people.

Applied alone, one of them would release somebody for a day that never gets them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from accounts.enums import ProviderType
from casedays.matching.period import FREED
from casedays.matching.scope import Moves
from casedays.models import Assignment, CaseDay, MatchingRun
from casedays.proposals.plan import Row
from casedays.proposals.stored import applied_days, changing
from casedays.states import ACTIVE, AssignmentStatus, Status

RowsByDay = Mapping[int, Sequence[Row]]


def groups_of(rows: RowsByDay) -> list[list[int]]:
    """Days that exchange somebody, together; the others one by one. In the order of days."""
    near, place = _exchanging(rows), {day: number for number, day in enumerate(rows)}
    seen: set[int] = set()
    groups = []
    for day in rows:
        if day in seen:
            continue
        group, waiting = {day}, [day]
        while waiting:
            new = near[waiting.pop()] - group
            group |= new
            waiting += new
        seen |= group
        groups.append(sorted(group, key=place.__getitem__))
    return groups


def _exchanging(rows: RowsByDay) -> dict[int, set[int]]:
    """For each day those that somebody of it comes from, or goes to."""
    leave: dict[int, set[int]] = defaultdict(set)
    come: dict[int, set[int]] = defaultdict(set)
    for day, mine in rows.items():
        for row in mine:
            if row.before is not None:
                leave[row.before].add(day)
            if row.after is not None:
                come[row.after].add(day)
    near: dict[int, set[int]] = defaultdict(set)
    for person in leave.keys() & come.keys():
        for day in leave[person]:
            near[day] |= come[person]
        for day in come[person]:
            near[day] |= leave[person]
    return near


def left_of(run: MatchingRun) -> dict[int, list[Row]]:
    """The slots that applying would still change, by day: of days that are not applied yet."""
    done = applied_days(run)
    return {day: mine for day, mine in changing(run).items() if day not in done}


def companions_of(run: MatchingRun) -> dict[int, tuple[int, ...]]:
    """For each day still to apply that exchanges people, the days it is applied together with."""
    groups = [group for group in groups_of(left_of(run)) if len(group) > 1]
    return {day: tuple(other for other in group if other != day) for group in groups for day in group}


def chosen_days(run: MatchingRun, day_ids: Collection[int] | None) -> list[int]:
    """Days still to apply: those named and all that exchange people with them, or every one (None).

    Mere requests, and days that exchange people with one, are left out. One query at most.
    """
    left, tried = left_of(run), requested_of(run)
    chosen = {day for group in _groups_with(left, day_ids) if tried.isdisjoint(group) for day in group}
    return [day for day in left if day in chosen]


def only_tried(run: MatchingRun, day_ids: Collection[int] | None) -> bool:
    """Whether a mere request is among these days and all that exchange people with them. One query at most."""
    tried = requested_of(run)
    return not all(tried.isdisjoint(group) for group in _groups_with(left_of(run), day_ids))


def _groups_with(rows: RowsByDay, day_ids: Collection[int] | None) -> list[list[int]]:
    groups = groups_of(rows)
    return groups if day_ids is None else [group for group in groups if not set(group).isdisjoint(day_ids)]


def requested_of(run: MatchingRun) -> frozenset[int]:
    """The days of the run that are still mere requests. One query, without requests none."""
    if not run.scope["requests"]:
        return frozenset()
    tried = CaseDay.objects.filter(pk__in=run.scope["requests"], status=Status.REQUESTED).order_by()
    return frozenset(tried.values_list("pk", flat=True))


def movable_in(run: MatchingRun) -> tuple[str, ...]:
    """The states in which the run may take somebody off a day."""
    return FREED[Moves(run.scope["moves"])]


def why_stays(status: str, overridden: Collection[str], movable: Collection[str]) -> str:
    """What keeps somebody in a slot whom the proposal takes out of it, as it follows their name; empty for nothing."""
    if status not in movable:
        return "has accepted" if status == AssignmentStatus.ACCEPTED else "was asked"
    return "was put here by an override" if overridden else ""


Valid = list[tuple[Row, Assignment | None]]


def still_valid(rows: Sequence[Row], movable: Collection[str]) -> tuple[dict[int, list[str]], Valid]:
    """Words for slots that are not as the run knew them, by day; the rows left to do with whom they release.

    One query.
    """
    left: dict[int, list[str]] = defaultdict(list)
    valid: Valid = []
    team = _team_on({row.day_id for row in rows})
    for row in rows:
        standing = team.get((row.day_id, row.slot))
        if standing is None:
            if row.after is not None:
                valid.append((row, None))
        elif standing.clinician_id != row.after:  # else it is as proposed already
            other = standing.clinician_id != row.before
            why = "was put here" if other else why_stays(standing.status, standing.overridden, movable)
            if why:
                name = standing.clinician.user.get_full_name()
                left[row.day_id].append(f"{ProviderType(row.slot).label}: {name} {why} meanwhile")
            else:
                valid.append((row, standing))
    return dict(left), valid


def _team_on(days: Collection[int]) -> dict[tuple[int, str], Assignment]:
    active = Assignment.objects.filter(case_day__in=days, status__in=ACTIVE).select_related("clinician__user")
    return {(one.case_day_id, one.provider_type): one for one in active}
