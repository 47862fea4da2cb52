"""The words for every state, each with its icon and colour role. Pages, lists and legends all read them here."""

import enum
from dataclasses import dataclass, replace


class Role(enum.StrEnum):
    """What a colour means. The style sheet has one set of colours per role, light and dark."""

    WAITING = "waiting"
    PLANNED = "planned"
    SETTLED = "settled"
    LOOK = "look"
    BROKEN = "broken"
    OVER = "over"
    INK = "ink"


@dataclass(frozen=True, slots=True)
class Word:
    """One state as people see it: a label, a Lucide icon, a colour role; dashed while it is provisional."""

    label: str
    icon: str
    role: Role
    dashed: bool = False
    filled: bool = False

    def saying(self, label: str) -> "Word":
        """The same state with a label that says more, such as "Asked 3 days ago"."""
        return replace(self, label=label)


class UnknownWordError(LookupError):
    """A state without an entry in the vocabulary."""


_DAY = {
    "requested": Word("Requested", "calendar-plus", Role.WAITING, dashed=True),
    "proposed": Word("Other date proposed", "calendar-sync", Role.WAITING, dashed=True),
    "planned": Word("Planned", "calendar-clock", Role.PLANNED, dashed=True),
    "confirmed": Word("Confirmed", "calendar-check-2", Role.SETTLED),
    "completed": Word("Completed", "calendar-fold", Role.OVER),
    "rejected": Word("Rejected", "calendar-x-2", Role.OVER),
    "cancelled": Word("Cancelled", "calendar-off", Role.OVER),
    "at_risk": Word("At risk", "triangle-alert", Role.BROKEN),
    "change_waiting": Word("Change waiting", "arrow-left-right", Role.LOOK),
    "change_unseen": Word("Change unseen", "eye", Role.LOOK),
    "details_confirmed": Word("Details confirmed", "clipboard-check", Role.SETTLED),
    "details_open": Word("Details to confirm", "clipboard-check", Role.INK),
}

_ASSIGNMENT = {
    "open": Word("Open", "circle-dashed", Role.OVER, dashed=True),
    "none_eligible": Word("None eligible", "circle-slash", Role.LOOK, dashed=True),
    "held": Word("Held", "bookmark", Role.PLANNED, dashed=True),
    "asked": Word("Asked", "hourglass", Role.WAITING),
    "reminded": Word("Reminded", "bell-ring", Role.WAITING),
    "accepted": Word("Accepted", "user-check", Role.SETTLED),
    "declined": Word("Can't make it", "user-x", Role.BROKEN),
    "open_again": Word("Open again", "user-x", Role.BROKEN, dashed=True),
    "released": Word("Released", "user-minus", Role.OVER),
    "override": Word("Override", "shield-alert", Role.LOOK),
    "conflict": Word("Conflict", "triangle-alert", Role.BROKEN),
}

_OFFER = {
    "sent": Word("Offer sent", "radio", Role.WAITING),
    "accepted": Word("Accepted", "user-check", Role.SETTLED),
    "declined": Word("Declined", "user-x", Role.OVER),
    "expired": Word("Ran out", "clock", Role.OVER),
    "filled": Word("Filled by someone else", "user-minus", Role.OVER),
    "withdrawn": Word("Withdrawn", "user-minus", Role.OVER),
}

_AVAILABILITY = {
    "preferred": Word("Preferred", "star", Role.SETTLED, filled=True),
    "available": Word("Available", "check", Role.SETTLED),
    "if_needed": Word("If needed", "hand", Role.LOOK),
    "unavailable": Word("Unavailable", "x", Role.OVER),
    "missing": Word("Missing", "circle-dashed", Role.OVER, dashed=True),
    "on_day": Word("You are on a day", "calendar-check-2", Role.INK),
}

_DELIVERY = {
    "queued": Word("Queued", "clock", Role.OVER),
    "sending": Word("Sending", "send", Role.WAITING),
    "unknown": Word("Not known yet", "hourglass", Role.WAITING),
    "sent": Word("Sent", "send", Role.WAITING),
    "delivered": Word("Delivered", "check-check", Role.SETTLED),
    "failed": Word("Failed", "message-square-x", Role.BROKEN),
    "suppressed": Word("Suppressed", "bell-off", Role.OVER),
}

_CHANGE = {
    "waiting": Word("Waiting", "arrow-left-right", Role.LOOK),
    "applied": Word("Applied", "check", Role.SETTLED),
    "declined": Word("Declined", "x", Role.OVER),
    "withdrawn": Word("Withdrawn", "x", Role.OVER),
    "seen": Word("Seen", "eye", Role.SETTLED),
    "unseen": Word("Not seen yet", "eye", Role.LOOK),
}

_READINESS = {
    "ready": Word("Ready", "circle-check", Role.SETTLED),
    "missing": Word("Something missing", "circle-alert", Role.LOOK),
    "flagged": Word("Flagged", "flag", Role.PLANNED),
}

#: What a proposal of the matcher makes of a slot.
_PROPOSAL = {
    "new": Word("New", "user-plus", Role.PLANNED, dashed=True),
    "same": Word("Unchanged", "check", Role.OVER),
    "moved": Word("Changed", "arrow-left-right", Role.INK),
    "left": Word("Leaves", "user-minus", Role.OVER),
    "open": Word("Stays open", "circle-slash", Role.LOOK, dashed=True),
}

FAMILIES: dict[str, dict[str, Word]] = {
    "day": _DAY,
    "assignment": _ASSIGNMENT,
    "offer": _OFFER,
    "availability": _AVAILABILITY,
    "delivery": _DELIVERY,
    "change": _CHANGE,
    "readiness": _READINESS,
    "proposal": _PROPOSAL,
}
VOCABULARY: dict[tuple[str, str], Word] = {
    (family, value): word for family, words in FAMILIES.items() for value, word in words.items()
}


def word(family: str, value: str) -> Word:
    """The word for a state of a family, such as ("assignment", "held"); UnknownWordError when there is none."""
    try:
        return VOCABULARY[family, str(value)]
    except KeyError:
        msg = f"No word for {family} {value!r}"
        raise UnknownWordError(msg) from None
