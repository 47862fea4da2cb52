"""What somebody is to be told, before it becomes rows."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from accounts.models import User
from notifications.rendering import Value
from scheduling_portal.core.models import TimelineEntry


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One thing to tell one person.

    `context` has exactly the fields of the kind. `path` is where it leads, from the site's root. `changes` maps a
    changed field to (label, old, new); both values empty where only the name may be told. `hours_to_day` is the
    distance that the policy goes by; `starts_in` are the hours to the first case where these differ, as for a day moved
    away from tomorrow. Then, and after `deadline`, it is too late to be told. `actor_id` did it, and hears nothing of
    it. Without an `entry`, `key` makes it unique. `portal_only`: another message says it outside the portal.
    `text_path` is where the text leads instead of `path`; it stands in the text alone.
    """

    kind: str
    recipient: User
    context: Mapping[str, Value]
    path: str
    entry: TimelineEntry | None = None
    key: str = ""
    hours_to_day: float | None = None
    starts_in: float | None = None
    deadline: dt.datetime | None = None
    changes: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    changed_fields: Collection[str] = ()
    actor_id: int | None = None
    portal_only: bool = False
    text_path: str = ""

    @property
    def dedupe_key(self) -> str:
        """kind:entry:recipient, unique in the table."""
        return f"{self.kind}:{self.entry.pk if self.entry else self.key}:{self.recipient.pk}"
