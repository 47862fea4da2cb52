"""What a slot of a day looks like in a dense list: who stands there and in which state."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.enums import SLOT_ORDER
from casedays.states import AssignmentStatus, Status
from scheduling_portal.core import clock, wording

#: The states of a slot that somebody can be put into.
OPEN_STATES = ("open", "open_again")


@dataclass(frozen=True)
class SlotCell:
    """One provider type of one day. `state` is an assignment word, "none" before planning.

    While it is open `eligible` is how many could take it, None where that is not known, `offers` how many are asked.
    """

    provider_type: str
    state: str
    name: str = ""
    note: str = ""
    conflict: str = ""
    eligible: int | None = None
    offers: int = 0
    overridden: bool = False


def cells(
    status: str, team: Sequence[dict[str, Any]], offers: Sequence[dict[str, Any]], *, zone: str
) -> tuple[SlotCell, ...]:
    """The three slots, anesthesiologist, nurse, medic, of a day that stands at `status`.

    `team` and `offers` are plain values as `board.rows` reads them, oldest first.
    """
    return tuple(_cell(status, kind.value, team, offers, zone) for kind in SLOT_ORDER)


def _cell(
    status: str, kind: str, team: Sequence[dict[str, Any]], offers: Sequence[dict[str, Any]], zone: str
) -> SlotCell:
    rows = [row for row in team if row["type"] == kind]
    active = next((row for row in rows if row["status"] != AssignmentStatus.DECLINED), None)
    if active:
        name = f"{active['first']} {active['last']}"
        return SlotCell(
            kind,
            assignment_state(active),
            name,
            _asked_note(active),
            active["conflict"],
            overridden=bool(active["overridden"]),
        )
    if status == Status.PLANNED:
        return SlotCell(kind, "open")
    if status == Status.CONFIRMED:
        mine = [row for row in offers if row["type"] == kind]
        return SlotCell(kind, "open_again", note=_short_offer_note(mine, zone), offers=len(mine))
    return SlotCell(kind, "none")


def assignment_state(row: dict[str, Any]) -> str:
    """The word of the vocabulary for an active assignment."""
    if row["status"] == AssignmentStatus.ASKED and row["reminded"]:
        return "reminded"
    return str(row["status"])


def _asked_note(row: dict[str, Any]) -> str:
    if row["status"] != AssignmentStatus.ASKED:
        return ""
    word = "Reminded" if row["reminded"] else "Asked"
    return f"{word} {wording.ago(instant(row['reminded'] or row['asked']))}"


def offer_note(offers: Sequence[dict[str, Any]], zone: str) -> str:
    """What runs for an open slot: "2 offers, till Thu 4 Mar, 2:00 pm"; "No offer open" when nothing does."""
    if not offers:
        return "No offer open"
    closes = max(instant(row["closes"]) for row in offers)
    return f"{len(offers)} offer{'' if len(offers) == 1 else 's'}, till {deadline_words(closes, zone)}"


def _short_offer_note(offers: Sequence[dict[str, Any]], zone: str) -> str:
    """The same for one line of a narrow cell: "2 offers, till 2:00 pm" today, else "2 offers, till 4 Mar"."""
    if not offers:
        return offer_note(offers, zone)
    closes = max(instant(row["closes"]) for row in offers)
    date = wording.local_date(closes, zone)
    till = wording.time_of_day(closes, zone) if date == clock.today_in(zone) else f"{date.day} {date:%b}"
    return f"{len(offers)} offer{'' if len(offers) == 1 else 's'}, till {till}"


def deadline_words(moment: dt.datetime, zone: str) -> str:
    """An instant with its weekday, on the wall in `zone`: "Thu 4 Mar, 2:00 pm"."""
    return f"{wording.day(moment, zone)}, {wording.time_of_day(moment, zone)}"


def instant(value: str | dt.datetime) -> dt.datetime:
    """An instant that came out of the database as JSON."""
    return dt.datetime.fromisoformat(value) if isinstance(value, str) else value
