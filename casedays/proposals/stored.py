"""What a run's stored proposal says, and what became of it, as plain values. Nothing here asks the database."""

import datetime as dt
from collections import defaultdict

from casedays.models import MatchingRun
from casedays.proposals.plan import Kind, Row

CHANGES = frozenset({Kind.NEW, Kind.MOVED, Kind.LEFT})


def rows_of(run: MatchingRun) -> dict[int, list[Row]]:
    """The proposal's slots by day."""
    found: dict[int, list[Row]] = defaultdict(list)
    for day_id, slot, before, after in (run.result or {}).get("rows", []):
        found[day_id].append(Row(day_id, slot, before, after))
    return dict(found)


def changing(run: MatchingRun) -> dict[int, list[Row]]:
    """The slots that applying would change, by day."""
    rows = {day: [row for row in mine if row.kind in CHANGES] for day, mine in rows_of(run).items()}
    return {day: mine for day, mine in rows.items() if mine}


def why_left(run: MatchingRun) -> dict[tuple[int, str], str]:
    """Why who is in a slot leaves it, by day and slot."""
    return {(day, slot): why for day, slot, why, _ in (run.result or {}).get("changed", ())}


def tried_date(run: MatchingRun | None, day_id: int) -> dt.date | None:
    """The date that the run had the day on, which for a request need not be its first."""
    date = ((run and run.result) or {}).get("dates", {}).get(str(day_id))
    return dt.date.fromisoformat(date) if date else None


def applied_days(run: MatchingRun) -> dict[int, str]:
    """Days that are applied as proposed, with the name of who did it."""
    return {int(day): (rest[0] if rest else "") for day, (ok, _, *rest) in run.outcome.items() if ok}
