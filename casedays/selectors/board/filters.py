"""What narrows the board."""

from collections import Counter
from dataclasses import dataclass

from casedays.states import Status

#: What "all" shows; rejected and cancelled days have their own filter.
SHOWN = (Status.REQUESTED, Status.PLANNED, Status.CONFIRMED, Status.COMPLETED)
#: The same in the order in which sums speak of them.
IN_WORDS = (Status.CONFIRMED, Status.PLANNED, Status.REQUESTED, Status.COMPLETED)
OVER = (Status.REJECTED, Status.CANCELLED)


@dataclass(frozen=True)
class Filters:
    """What narrows the board; the address holds it. Empty values narrow nothing.

    `past` shows the days of a running period that lie behind as well.
    """

    status: str = ""
    site: int | None = None
    state: str = ""
    clinician: int | None = None
    past: bool = False

    @property
    def narrowed(self) -> int:
        """How many filters are on."""
        return sum(bool(value) for value in (self.status, self.site, self.state, self.clinician))


def week_words(sums: Counter[str]) -> str:
    """The sum of a week: "6 days, 1 confirmed, 4 planned, 1 requested. 4 of 5 have a full team".

    Requests have no team to be full; the others count, whatever they stand at.
    """
    total = sum(sums[status] for status in SHOWN)
    days = f"{total} day{'' if total == 1 else 's'}"
    kinds = [status for status in IN_WORDS if sums[status]]
    if len(kinds) == 1:
        parts = [f"{'all ' if total > 1 else ''}{kinds[0].label.lower()}"]
    else:
        parts = [f"{sums[status]} {status.label.lower()}" for status in kinds]
    if sums["risk"]:
        parts.append(f"{sums['risk']} at risk")
    teams = ""
    if sums[Status.PLANNED]:
        with_team = total - sums[Status.REQUESTED]
        whole = f" of {with_team}" if sums["full"] and with_team != sums["full"] else ""
        teams = f". {sums['full'] or 'None'}{whole} ha{'s' if sums['full'] == 1 else 've'} a full team"
    return f"{', '.join([days, *parts])}{teams}"
