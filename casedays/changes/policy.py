"""The change policy: field x size of change x hours to the day -> apply at once, or a manager decides."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from casedays.changes.comparing import label_of
from casedays.models import CaseDay, ChangePolicyRow, Decision


@dataclass(frozen=True)
class Verdict:
    """What the policy says of an edit, and why, in a sentence for people."""

    needs_manager: bool
    why: str


def decide(day: CaseDay, fields: Mapping[str, list[Any]], *, hours_to_day: float) -> Verdict:
    """The verdict on these old and new values. The strictest field decides; a field no row fits needs a manager."""
    rows = list(ChangePolicyRow.objects.all())
    for name, (old, new) in fields.items():
        if name == "children" and old and not new:
            continue
        row = _first_fit(rows, name, size_of(name, old, new), hours_to_day)
        if row is None or row.decision == Decision.MANAGER:
            return Verdict(needs_manager=True, why=_why(name, rows, hours_to_day))
    return Verdict(needs_manager=False, why="The change policy lets this apply at once.")


def _first_fit(rows: Iterable[ChangePolicyRow], name: str, size: int | None, hours: float) -> ChangePolicyRow | None:
    for row in rows:
        if row.field != name:
            continue
        if row.smaller_than is not None and (size is None or size >= row.smaller_than):
            continue
        if row.more_than_hours is not None and hours <= row.more_than_hours:
            continue
        return row
    return None


def size_of(name: str, old: Any, new: Any) -> int | None:
    """How big a change is, in the field's unit (minutes, patients); None where a field has no size."""
    if name in ("first_case_time", "expected_end"):
        a, b = dt.time.fromisoformat(old), dt.time.fromisoformat(new)
        return abs((a.hour * 60 + a.minute) - (b.hour * 60 + b.minute))
    return abs(int(old) - int(new)) if name == "expected_patients" else None


def _why(name: str, rows: Iterable[ChangePolicyRow], hours: float) -> str:
    near = next(
        (r.more_than_hours for r in rows if r.field == name and r.more_than_hours and hours <= r.more_than_hours),
        None,
    )
    if near:
        return f"Needs a manager because the day is less than {near} hours away."
    if name == "children":
        return "Needs a manager because it is the first child on the day."
    return f"Needs a manager because of: {label_of(name).lower()}."
