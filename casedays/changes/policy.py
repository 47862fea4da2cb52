"""The change policy: field x size of change x hours to the day -> apply at once, or a manager decides."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
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
    deciding = []
    for name, (old, new) in fields.items():
        if name == "children" and old and not new:
            continue
        row = _first_fit(rows, name, size_of(name, old, new), hours_to_day)
        if row is None or row.decision == Decision.MANAGER:
            deciding.append(name)
    if deciding:
        return Verdict(needs_manager=True, why=_why(deciding, rows, hours_to_day))
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


def _why(names: Sequence[str], rows: Sequence[ChangePolicyRow], hours: float) -> str:
    """All that decided, such as "Needs a manager because the date and the expected end change."."""
    near = {name: limit for name in names if (limit := _near(name, rows, hours))}
    rest = [name for name in names if name not in near and name != "children"]
    reasons = [f"because {_changing(rest)}"] if rest else []
    if near:
        which = f" and {_changing(list(near))}" if len(names) > 1 else ""
        reasons.append(f"because the day is less than {max(near.values())} hours away{which}")
    if "children" in names and "children" not in near:
        reasons.append("because it is the first child on the day")
    return f"Needs a manager {', and '.join(reasons)}."


def _changing(names: Sequence[str]) -> str:
    """Such as "the date changes", "the date and the first case change"."""
    labels = [f"the {label_of(name).lower()}" for name in names]
    said = " and ".join(filter(None, [", ".join(labels[:-1]), labels[-1]]))
    return f"{said} {'change' if len(names) > 1 or said.endswith('s') else 'changes'}"


def _near(name: str, rows: Sequence[ChangePolicyRow], hours: float) -> int | None:
    """The hours before the day within which this field needs a manager, where it is that near."""
    return next(
        (r.more_than_hours for r in rows if r.field == name and r.more_than_hours and hours <= r.more_than_hours),
        None,
    )
