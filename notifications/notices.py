"""The registry of notices: each kind, whom it speaks to, and the only fields its words may bind.

Apps higher up register what they tell of. `fields` may stand anywhere; `private` ones are people's own words
(a reason, a comment), which could hold anything, so they stay out of texts and subjects. Patient data is in
neither.
"""

import re
from dataclasses import dataclass, field

from notifications.enums import Audience

#: Parts of field names that would carry patient data, or words a person typed about one.
BANNED = re.compile(
    r"patient(?!s_expected)|birth|dob|guardian|allerg|medication|condition|weight|height|procedure|consent"
    r"|escort|sex|diagnos|notes?$|(^|_)(asa|age)(_|$)"
)
NAME = re.compile(r"[a-z]+\.[a-z_]+")


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """One kind of notice. `name` is "<app>.<kind>", its words lie in templates/notices/<app>/<kind>/.

    `question`: it asks for an answer. `to_see`: it asks the person to say that they have seen it, and opening it does
    not. `lists_changes`: it tells old and new values, and several in a few minutes become one; of `private_changes`
    the values stay in the portal. `sums_up`: it says all that an unread one of its kind about the same thing said, and
    takes its place. `replaces`: kinds whose unsent messages about the same thing it makes untrue.
    """

    name: str
    audience: Audience
    fields: frozenset[str]
    private: frozenset[str] = frozenset()
    question: bool = False
    to_see: bool = False
    lists_changes: bool = False
    private_changes: frozenset[str] = frozenset()
    sums_up: bool = False
    replaces: frozenset[str] = frozenset()
    label: str = field(default="")

    @property
    def wants_an_act(self) -> bool:
        """Whether something must be done with it besides reading it."""
        return self.question or self.to_see

    @property
    def folder(self) -> str:
        """Where its words lie, below templates/notices/."""
        return self.name.replace(".", "/")


class UnknownKindError(LookupError):
    """Nobody registered a notice of this name."""


class FieldNotAllowedError(ValueError):
    """A notice was given a field that its kind does not name, or lacks one that it does."""


_kinds: dict[str, NoticeKind] = {}


def register(*kinds: NoticeKind) -> None:
    """Make kinds known; called at start-up.

    Raises FieldNotAllowedError for a field that could carry patient data.
    """
    for kind in kinds:
        if not NAME.fullmatch(kind.name):
            raise ValueError(f"{kind.name} must be named <app>.<kind>")
        banned = sorted(name for name in kind.fields | kind.private if BANNED.search(name))
        if banned:
            raise FieldNotAllowedError(f"{kind.name} may not bind {', '.join(banned)}")
        _kinds[kind.name] = kind


def get(name: str) -> NoticeKind:
    """The kind of this name; raises UnknownKindError."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKindError(name) from None


def find(name: str) -> NoticeKind | None:
    """The kind of this name; None when it is not known any more."""
    return _kinds.get(name)


def all_kinds() -> list[NoticeKind]:
    """Every kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


def label_of(name: str) -> str:
    """The kind in words for a list: "Asked", "Change asked"."""
    kind = _kinds.get(name)
    if kind is not None and kind.label:
        return kind.label
    return name.rpartition(".")[2].replace("_", " ").capitalize()
