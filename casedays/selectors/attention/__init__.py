"""What needs a manager now, in the product's order: the first screen, its groups in full, and the badges."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from accounts.models import User
from availability.models import Period
from casedays.selectors.attention import items
from casedays.selectors.attention.counts import (
    TITLES,
    Group,
    counts,
    kept,
    requests,
    requests_tally,
    total,
    total_tally,
)
from casedays.selectors.attention.items import Item, other_dates
from casedays.selectors.attention.lines import Line, lines

__all__ = [
    "Group",
    "Item",
    "Section",
    "counts",
    "kept",
    "other_dates",
    "requests",
    "requests_tally",
    "section",
    "sections",
    "total",
    "total_tally",
]

PAGE = 50
#: So many groups are open on the first screen, with at most so many rows each.
OPEN_GROUPS = 3
ROWS_OF = {Group.RISK: 8, Group.CHANGES: 5, Group.REQUESTS: 3}
ROWS = 3
SINGULAR = {
    Group.RISK: "day", Group.CHANGES: "change", Group.REQUESTS: "request", Group.TEAM: "day",
    Group.ANSWERS: "assignment", Group.UNSEEN: "change",
}  # fmt: skip
SOURCES: dict[Group, Callable[[slice], list[Item]]] = {
    Group.RISK: items.risk_items,
    Group.CHANGES: items.change_items,
    Group.REQUESTS: items.request_items,
    Group.TEAM: items.team_items,
    Group.ANSWERS: items.answer_items,
    Group.UNSEEN: items.unseen_items,
}


@dataclass(frozen=True)
class Section:
    """One group: open with rows, or folded to one line."""

    group: Group
    count: int
    items: list[Item] = field(default_factory=list)
    line: str = ""
    page: int = 1
    #: The period that the group is about, if it is about one.
    period: int | None = None

    @property
    def title(self) -> str:
        return TITLES[self.group][0]

    @property
    def icon(self) -> str:
        return TITLES[self.group][1]

    @property
    def is_broken(self) -> bool:
        """Whether it is about something broken now."""
        return self.group == Group.RISK

    @property
    def more(self) -> int:
        """Things of the group that are not among the rows."""
        return max(0, self.count - len(self.items))

    @property
    def more_words(self) -> str:
        """The words of the link to them: "3 more requests"."""
        word = SINGULAR.get(self.group, "thing")
        return f"{self.more} more {word}{'' if self.more == 1 else 's'}"

    @property
    def pages(self) -> int:
        """Pages of the whole group."""
        return max(1, -(-self.count // PAGE))


def sections(
    user: User, known: Mapping[Group, int] | None = None, periods: Sequence[Period] | None = None
) -> list[Section]:
    """The groups that hold something: the first three open, the rest one line each. At most six queries.

    `known` are counts to go by; without them everything is counted now. `periods` are those ahead as
    `items.with_chances` takes them, which saves a query.
    """
    waiting = {group: count for group, count in (counts(user) if known is None else known).items() if count}
    opened = [group for group in waiting if group in SOURCES][:OPEN_GROUPS]
    folded = {group: count for group, count in waiting.items() if group not in opened}
    words = lines(user, folded)
    return [
        Section(group, count, _rows(group, slice(0, ROWS_OF.get(group, ROWS)), periods))
        if group in opened
        else _folded(group, count, words.get(group, Line("")))
        for group, count in waiting.items()
    ]


def _folded(group: Group, count: int, line: Line) -> Section:
    return Section(group, count, line=line.words, period=line.period)


def section(user: User, group: Group, page: int = 1) -> Section:
    """One page of a whole group."""
    count = counts(user)[group]
    page = min(max(page, 1), max(1, -(-count // PAGE)))
    found = _rows(group, slice((page - 1) * PAGE, page * PAGE)) if count else []
    return Section(group, count, found, page=page)


def _rows(group: Group, limit: slice, periods: Sequence[Period] | None = None) -> list[Item]:
    found = SOURCES[group](limit)
    return items.with_chances(found, periods) if group == Group.REQUESTS else found
