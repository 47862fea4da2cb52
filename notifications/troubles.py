"""Why a message may not go."""

import enum

#: Why a message is not sent any more, in words for a manager.
SETTLED = "Answered, or no longer asked"
SUPERSEDED = "Superseded by a newer message"
CALLED_OFF = "It waited in the database that this one is a copy of"
#: Added when the answer to an earlier try was lost.
MAY_HAVE_GONE = "An earlier try may have arrived"


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
