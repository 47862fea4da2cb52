"""What happened to a day, newest first, in words for whoever reads."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from accounts.enums import ProviderType
from accounts.models import Clinician
from casedays.changes.comparing import label_of
from casedays.models import CaseDay
from scheduling_portal.core.models import TimelineEntry


@dataclass(frozen=True)
class Row:
    """One step. `who` is empty when the system did it; `changes` holds (label, old, new).

    `reason` are people's own words, `note` is what the product says of it.
    """

    entry_id: int
    kind: str
    icon: str
    words: str
    who: str
    at: dt.datetime
    reason: str
    changes: tuple[tuple[str, str, str], ...]
    note: str = ""


#: kind -> (icon, words, audiences that read it). {person} is the clinician's name, {slot} the provider type.
KINDS: dict[str, tuple[str, str, str]] = {
    "requested": ("calendar-plus", "Requested", "MP"),
    "created": ("calendar-clock", "Made by a manager", "MP"),
    "request_edited": ("pencil", "Request changed", "MP"),
    "planned": ("calendar-clock", "Planned on {date}", "MP"),
    "date_proposed": ("calendar-sync", "Another date proposed: {date}", "MP"),
    "proposal_declined": ("calendar-x-2", "Proposed date {date} not wanted", "MP"),
    "rejected": ("calendar-x-2", "Rejected", "MP"),
    "confirmed": ("calendar-check-2", "Confirmed", "MPC"),
    "cancelled": ("calendar-off", "Cancelled", "MPC"),
    "completed": ("calendar-fold", "Completed", "MPC"),
    "rescheduled": ("calendar-sync", "Change {number} applied: moved to another date", "MPC"),
    "details_confirmed": ("clipboard-check", "Details confirmed", "MPC"),
    "held": ("bookmark", "{person} held as {slot}", "M"),
    "asked": ("hourglass", "{person} asked as {slot}", "M"),
    "released": ("user-minus", "{person} released", "M"),
    "accepted": ("user-check", "{person} accepted", "M"),
    "declined": ("user-x", "{person} can't make it", "M"),
    "reminded": ("bell-ring", "{person} reminded", "M"),
    "conflict": ("triangle-alert", "{person}: a rule now stands against this", "M"),
    "offer_sent": ("radio", "Offer sent to {person}", "M"),
    "offer_accepted": ("user-check", "{person} took the open slot", "M"),
    "offer_declined": ("user-x", "{person} did not take the offer", "M"),
    "offers_closed": ("user-minus", "Open offers of the {slot} slot closed", "M"),
    "offers_ran_out": ("clock", "Nobody left to offer the {slot} slot to", "M"),
    "change_asked": ("arrow-left-right", "Change {number} asked for", "MP"),
    "change_applied": ("check", "Change {number} applied", "MPC"),
    "change_declined": ("x", "Change {number} declined", "MP"),
    "change_withdrawn": ("undo-2", "Change {number} taken back", "MP"),
    "change_asked_again": ("bell-ring", "Change {number}: asked again who has not seen it", "M"),
    "change_seen": ("eye", "Change {number} seen", "M"),
    "patient_booked": ("user-plus", "Patient booked", "MP"),
    "booking_flagged": ("flag", "Booking flagged for the anesthesiologist", "MP"),
    "case_edited": ("pencil", "Booking changed", "MP"),
    "case_taken_off": ("user-minus", "Booking taken off", "MP"),
}
#: A move of which the number is not kept.
MOVED_UNNUMBERED = "Moved to another date"
MANAGER, PRACTICE, CLINICIAN = "M", "P", "C"


def timeline_of(case_day: CaseDay, audience: str, *, most: int = 100) -> list[Row]:
    """The day's steps that `audience` (MANAGER, PRACTICE, CLINICIAN) may read, newest first. Two queries.

    Practices read nothing of who was held, asked or dropped out; clinicians only what concerns the day as a whole.
    """
    kinds = [kind for kind, (_, _, who) in KINDS.items() if audience in who]
    entries = list(
        TimelineEntry.objects.filter(topic="case_day", topic_id=case_day.pk, kind__in=kinds).select_related("actor")[
            :most
        ]
    )
    names = _names({e.details["clinician_id"] for e in entries if e.details.get("clinician_id")})
    return [row_of(entry, names) for entry in entries]


def _names(clinician_ids: Collection[int]) -> dict[int, str]:
    if not clinician_ids:
        return {}
    rows = Clinician.objects.filter(pk__in=clinician_ids).select_related("user")
    return {row.pk: row.user.get_full_name() for row in rows}


def row_of(entry: TimelineEntry, names: dict[int, str]) -> Row:
    """One step in words; `names` are those of the clinicians it speaks of, by id."""
    icon, words, _ = KINDS[entry.kind]
    if entry.kind == "rescheduled" and "number" not in entry.details:
        words = MOVED_UNNUMBERED
    by_policy = entry.kind == "change_asked"
    return Row(
        entry_id=entry.pk,
        kind=entry.kind,
        icon=icon,
        words=words.format(**_facts(entry.details, names)) + _override(entry.details) + _matched(entry.details),
        who=entry.actor.get_full_name() if entry.actor else "",
        at=entry.at,
        reason="" if by_policy else entry.reason,
        changes=tuple((label_of(name), old, new) for name, (old, new) in entry.changes.items()),
        note=_policy_words(entry.reason) if by_policy else "",
    )


def _policy_words(why: str) -> str:
    """What the change policy said when it left an edit to a manager; nobody's own words."""
    because = why.removeprefix("Needs a manager ").strip()
    return f"Needed a manager {because}" if because else ""


def _matched(details: dict[str, Any]) -> str:
    """Said of whom the matcher proposed."""
    return ", proposed by the matcher" if details.get("matcher") else ""


def _override(details: dict[str, Any]) -> str:
    rules = details.get("rules") or []
    return f". Override: {'; '.join(rules)}" if rules else ""


def _facts(details: dict[str, Any], names: dict[int, str]) -> dict[str, str]:
    date = details.get("date")
    day = dt.date.fromisoformat(date) if date else None
    slot = details.get("provider_type")
    return {
        "person": names.get(details.get("clinician_id", 0), ""),
        "slot": ProviderType(slot).label.lower() if slot else "",
        "date": f"{day:%a} {day.day} {day:%b}" if day else "",
        "number": str(details.get("number", "")),
    }
