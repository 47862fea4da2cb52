"""What comes back to the post office. Apps higher up decide what it means."""

from dataclasses import dataclass
from typing import ClassVar

from scheduling_portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ReplyReceived(Event):
    """Somebody texted an answer with a code. `accepts` says which; `number` is where it came from, E.164.

    `reason` is what they wrote besides.

    Handlers report back with `notifications.replies.settle_reply`, in the same transaction.
    """

    topic: ClassVar[str] = "inbound_text"
    kind: ClassVar[str] = "reply"

    inbound_id: int
    code: str
    accepts: bool
    number: str

    @property
    def topic_id(self) -> int:
        return self.inbound_id
