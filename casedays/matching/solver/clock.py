"""The time limit, and what the one who waits is told."""

import time
from dataclasses import dataclass, field

from casedays.matching.solver.problem import Progress, Watch

BETWEEN = 0.1  # seconds from one word of progress to the next


class StoppedError(Exception):
    """The time is over, or the one who watches has seen enough."""


@dataclass
class Clock:
    """Says how far the run is, and raises StoppedError in `tick` when it must end."""

    limit: float
    watch: Watch | None = None
    started: float = field(default_factory=time.monotonic)
    phase: str = "reading"
    days: int = 0
    bound_days: int = 0
    cost: int | None = None
    bound_cost: int | None = None
    _told: float = 0.0
    _ended: bool = False

    @property
    def spent(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    @property
    def left(self) -> float:
        """Seconds until the limit, 0 at least."""
        return max(0.0, self.limit - self.spent)

    def enter(self, phase: str) -> None:
        """Begin a phase and say so at once."""
        self.phase = phase
        self._told = 0.0
        self.tick()

    def going(self) -> bool:
        """Say how far it is, unless that was said just now; False when the run must end."""
        if self.watch is not None and not self._ended and time.monotonic() - self._told >= BETWEEN:
            self._told = time.monotonic()
            told = Progress(self.phase, self.days, self.bound_days, self.cost, self.bound_cost, self.spent)
            self._ended = not self.watch(told)
        return not self._ended and self.left > 0

    def tick(self) -> None:
        """Raise StoppedError when the run must end."""
        if not self.going():
            raise StoppedError
