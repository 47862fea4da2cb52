"""What became of what a notice asked. Whoever asked knows, and registers a finder at start-up."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.models import Notification

#: Takes a person and some of their notices; gives words by notice id for those whose question is over.
Finder = Callable[["User", Sequence["Notification"]], Mapping[int, str]]

_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Let an app say what became of its questions."""
    if finder not in _finders:
        _finders.append(finder)


def outcomes(user: "User", notices: "Sequence[Notification]") -> dict[int, str]:
    """Words such as "Accepted" by notice id; a notice that asks nothing, or still asks, is not in it."""
    found: dict[int, str] = {}
    for finder in _finders:
        found.update(finder(user, notices))
    return found
