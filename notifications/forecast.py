"""What telling people something would send, before it is told: the same policy, consent and night as the outbox."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from notifications import notices, policy, preferences
from notifications.enums import Channel
from scheduling_portal.core import clock, wording

OTHER_REASON = "no texts to them"


@dataclass(frozen=True)
class Reach:
    """What leaves the house. `instead` holds why somebody gets an email in place of a text.

    `later` texts wait for the morning, `joining` ones some minutes for more edits.
    """

    people: int = 0
    texts: int = 0
    emails: int = 0
    later: int = 0
    instead: tuple[str, ...] = ()
    joining: int = 0

    def __add__(self, other: "Reach") -> "Reach":
        return Reach(
            self.people + other.people,
            self.texts + other.texts,
            self.emails + other.emails,
            self.later + other.later,
            self.instead + other.instead,
            self.joining + other.joining,
        )

    @property
    def words(self) -> str:
        """Such as "2 texts, 1 email (texts off)"; what else is told stands in the portal alone."""
        sent = ((self.texts, "text"), (self.emails, "email"))
        parts = [wording.counted(number, noun) for number, noun in sent if number]
        alone = "a portal notice alone" if self.people else "nothing to the team"
        said = ", ".join(parts) or alone
        return f"{said} ({self._why()})" if self.instead else said

    def _why(self) -> str:
        reasons = {reason.lower() for reason in self.instead}
        why = reasons.pop() if len(reasons) == 1 else OTHER_REASON
        return why if len(self.instead) == self.emails else f"{why} for {len(self.instead)}"

    @property
    def when(self) -> str:
        """What follows the words: ", now", ", within 3 minutes", ", after 8:00 am their time"; or which wait."""
        if not self.later:
            soon = f", within {policy.EDIT_PAUSE // dt.timedelta(minutes=1)} minutes" if self.joining else ", now"
            return soon if self.texts else ""
        morning = f"after {wording.time_of_day(policy.NIGHT_ENDS)} their time"
        if self.later < self.texts:
            return f"; {self.later} of the texts {morning}"
        return f"; texts {morning}" if self.emails else f", {morning}"


NOTHING = Reach()


@dataclass(frozen=True)
class Told:
    """A notice of `kind` to somebody; the distances of their day and the rest as in `outbox.Notice`."""

    kind: str
    person: User
    hours_to_day: float | None
    starts_in: float | None = None
    changed_fields: frozenset[str] = frozenset()
    portal_only: bool = False

    @property
    def good_until(self) -> dt.datetime | None:
        """When it is too late to tell them."""
        hours = self.hours_to_day if self.starts_in is None else self.starts_in
        return clock.now() + dt.timedelta(hours=hours) if hours is not None and hours > 0 else None


def forecast(told: Iterable[Told], *, actor: User | None = None) -> Reach:
    """What these notices would send now; the actor and who left hear nothing. Two queries, however many."""
    hear = [one for one in told if one.person.is_active and (actor is None or one.person.pk != actor.pk)]
    if not hear:
        return NOTHING
    rows = policy.rows_for({one.kind for one in hear})
    numbers = {one.person.pk: preferences.e164(one.person.mobile) for one in hear}
    consents = preferences.consents_of(filter(None, numbers.values()))
    total = NOTHING
    for one in hear:
        decision = policy.decide(
            rows,
            event=one.kind,
            audience=notices.get(one.kind).audience,
            hours_to_day=one.hours_to_day,
            changed_fields=one.changed_fields,
        )
        total += _one(one, decision, preferences.why_not_text(numbers[one.person.pk], consents))
    return total


def _one(told: Told, decision: policy.Decision | None, blocked: str) -> Reach:
    """What one person gets; `blocked` says why they get no texts."""
    channels = decision.channels if decision and not told.portal_only else frozenset()
    text = Channel.TEXT in channels
    instead = text and bool(blocked)
    sent = text and not blocked
    late = sent and not (decision and decision.urgent) and _waits(told)
    return Reach(
        people=1,
        texts=int(sent),
        emails=int(instead or Channel.EMAIL in channels),
        later=int(late),
        instead=(blocked,) if instead else (),
        joining=int(sent and not late and not (decision and decision.urgent) and _joins(told)),
    )


def leaving(kind: str, people: Iterable[User], hours_to_day: float) -> dict[int, dt.datetime]:
    """When the text to each, if it is written now, may leave: at once, or in the morning there. One query."""
    decision = policy.decide(
        policy.rows_for([kind]),
        event=kind,
        audience=notices.get(kind).audience,
        hours_to_day=hours_to_day,
        changed_fields=(),
    )
    now, urgent = clock.now(), decision is not None and decision.urgent
    told = [Told(kind, person, hours_to_day) for person in people]
    return {
        one.person.pk: now if urgent or not _waits(one) else policy.after_night(now, one.person.time_zone)
        for one in told
    }


def _waits(told: Told) -> bool:
    """Whether a text to them waits for the morning."""
    now, zone = clock.now(), told.person.time_zone
    leaves = now + policy.EDIT_PAUSE if notices.get(told.kind).lists_changes else now
    return policy.after_night(leaves, zone) > leaves and not policy.morning_is_too_late(now, zone, told.good_until)


def _joins(told: Told) -> bool:
    """Whether a text to them waits some minutes for more edits."""
    late = policy.morning_is_too_late(clock.now(), told.person.time_zone, told.good_until)
    return notices.get(told.kind).lists_changes and not late
