"""What every transport promises."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from notifications.enums import Fate


@dataclass(frozen=True, kw_only=True)
class Message:
    """One delivery as a transport needs it. `attempt` tells one try from the next."""

    delivery_id: int
    attempt: int
    address: str
    subject: str
    body: str
    created_at: dt.datetime
    good_until: dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What became of a message: sent or delivered, the provider's id for it, a word for the log."""

    fate: Fate = Fate.SENT
    provider_id: str = ""
    note: str = ""
    final: bool = False


class Transport(Protocol):
    """Sends messages of one channel."""

    def send(self, message: Message) -> Receipt:
        """Send it within 10 s or raise TransportError."""

    def look_up(self, message: Message) -> Receipt | None:
        """Whether an earlier, uncertain try went through. None: it did not, or nobody can tell and a repeat is right.

        Raises TransportError where it cannot be asked now.
        """

    def fetch(self, provider_id: str) -> tuple[str, str] | None:
        """(status, error code) of a sent message in the provider's words; None where there is nothing to ask."""
