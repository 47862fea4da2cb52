"""How many days people have: known by a room above, asked for here."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Workload:
    """Days on which clinicians have a slot, by clinician id, within the span that `label` names."""

    label: str = ""
    days: Mapping[int, int] = field(default_factory=dict)


Counter = Callable[[Collection[int]], Workload]
_counters: list[Counter] = []


def register(counter: Counter) -> None:
    """Make known who counts; the last one registered is asked."""
    _counters.append(counter)


def of(clinician_ids: Collection[int]) -> Workload:
    """The workload of these clinicians in the current scheduling period; empty while nobody counts."""
    return _counters[-1](clinician_ids) if _counters else Workload()
