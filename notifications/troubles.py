"""Why a message may not go."""

import enum


class Trouble(enum.Enum):
    """Why a message did not go, as far as it changes what happens next."""

    TRANSIENT = "not taken; try again soon"
    UNREACHED = "taken, but the phone was not reached; try at most twice more, later"
    AMBIGUOUS = "may have been taken; ask before any retry"
    PERMANENT = "will never go"
    BAD_NUMBER = "this number gets no texts"
    OPTED_OUT = "this person turned texts off"
    CHANNEL = "the provider refuses all of it; hold the channel"


class TransportError(Exception):
    """A message did not go. `reason` is a sentence for a manager, without any address in it."""

    def __init__(self, trouble: Trouble, reason: str) -> None:
        super().__init__(reason)
        self.trouble = trouble
        self.reason = reason
