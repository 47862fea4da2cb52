"""The notice policy a new installation starts with. An administrator can change all of it.

Events are named by the apps that tell of them; this list is data, no knowledge. The first row that fits
decides, so rows for a near day stand before those for any distance, and weighty fields before light ones.
"""

from dataclasses import dataclass, replace

NEAR = 72  # hours to the first case
CLINICIAN, PRACTICE, MANAGER = "clinician", "practice", "manager"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One default row. `ways` holds p for portal, t for text, e for email; an empty field fits any."""

    event: str
    audience: str
    ways: str
    field: str = ""
    within: int | None = None
    urgent: bool = False
    acknowledge: bool = False
    escalate: int | None = None


def _near_and_far(event: str, audience: str, *, near: str, far: str, field: str = "", ack: bool = False) -> list[Row]:
    row = Row(event=event, audience=audience, ways=far, field=field, acknowledge=ack)
    return [
        replace(row, ways=near, within=NEAR, urgent=True, escalate=2 if ack else None),
        replace(row, escalate=24 if ack else None),
    ]


def _team_changes() -> list[Row]:
    """What a change of a confirmed day means to its team, the weightiest field first."""
    event = "casedays.changed"
    rows = []
    for field in ("date", "site"):
        rows += _near_and_far(event, CLINICIAN, near="pte", far="pte", field=field, ack=True)
    for field in ("first_case_time", "expected_end", "skills", "children"):
        rows += _near_and_far(event, CLINICIAN, near="pt", far="pt", field=field, ack=True)
    return [*rows, Row(event=event, audience=CLINICIAN, ways="p")]


def _plain(audience: str, ways: str, *events: str) -> list[Row]:
    return [Row(event=event, audience=audience, ways=ways) for event in events]


NOTICE_POLICY: list[Row] = [
    *_near_and_far("casedays.asked", CLINICIAN, near="pt", far="pt"),
    *_near_and_far("casedays.reminded", CLINICIAN, near="pte", far="pte"),
    *_near_and_far("casedays.offered", CLINICIAN, near="pt", far="pt"),
    *_near_and_far("casedays.offer_filled", CLINICIAN, near="pt", far="p"),
    *_near_and_far("casedays.released", CLINICIAN, near="pt", far="pt"),
    *_near_and_far("casedays.cancelled", CLINICIAN, near="pte", far="pt"),
    *_team_changes(),
    Row(event="casedays.review_booking", audience=CLINICIAN, ways="p", acknowledge=True),
    *_plain(
        PRACTICE,
        "pe",
        "casedays.planned",
        "casedays.created",
        "casedays.confirmed",
        "casedays.rejected",
        "casedays.date_proposed",
        "casedays.practice_day_cancelled",
        "casedays.practice_day_moved",
        "casedays.change_applied",
        "casedays.change_declined",
        "casedays.request_changed",
    ),
    *_plain(PRACTICE, "p", "casedays.change_copy", "casedays.replacing"),
    *_near_and_far("casedays.declined", MANAGER, near="pte", far="pe"),
    *_near_and_far("casedays.offers_ran_out", MANAGER, near="pte", far="pe"),
    *_plain(
        MANAGER,
        "pe",
        "casedays.change_asked",
        "casedays.conflict",
        "casedays.booking_flagged",
        "casedays.proposal_declined",
        "casedays.practice_cancelled",
    ),
    *_plain(
        MANAGER,
        "p",
        "casedays.requested",
        "casedays.request_edited",
        "casedays.proposal_accepted",
        "casedays.accepted",
        "casedays.offer_taken",
        "casedays.offer_declined",
        "casedays.change_withdrawn",
        "casedays.change_took_effect",
        "casedays.details_confirmed",
    ),
    *_plain(CLINICIAN, "pe", "availability.returned", "availability.commented"),
    *_plain(CLINICIAN, "pte", "availability.reminded"),
    *_plain(MANAGER, "p", "availability.answered"),
    *_plain(MANAGER, "pe", "notifications.undelivered", "notifications.channel_held"),
    *_plain(MANAGER, "p", "notifications.unseen"),
]
