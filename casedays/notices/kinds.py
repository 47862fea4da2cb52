"""Every kind of notice about a case day, with the only fields its words may bind."""

from casedays.models import PolicyField
from notifications import notices
from notifications.enums import Audience
from notifications.notices import NoticeKind

DAY = frozenset({"day", "site"})
WHEN = DAY | {"arrive", "ends"}
QUESTION = WHEN | {"slot", "code"}
PERSON = DAY | {"person", "slot"}
NUMBERED = DAY | {"number"}
FLAGGED = DAY | {"bookings"}
REASON = frozenset({"reason"})
#: Changed fields whose values are told in the portal only: a door code is nobody else's business, and what skills a day
#: asks for may tell something of who is treated.
PORTAL_ONLY = frozenset(
    {
        PolicyField.EXPECTED_PATIENTS.value,
        PolicyField.CONTACT_NAME.value,
        PolicyField.CONTACT_PHONE.value,
        PolicyField.PARKING.value,
        PolicyField.SKILLS.value,
    }
)

ASKED, REMINDED, OFFERED = "casedays.asked", "casedays.reminded", "casedays.offered"
OFFER_FILLED, RELEASED, CANCELLED = "casedays.offer_filled", "casedays.released", "casedays.cancelled"
CHANGED, REVIEW_BOOKING = "casedays.changed", "casedays.review_booking"

PLANNED, CREATED, CONFIRMED = "casedays.planned", "casedays.created", "casedays.confirmed"
REJECTED, DATE_PROPOSED = "casedays.rejected", "casedays.date_proposed"
PRACTICE_DAY_CANCELLED, PRACTICE_DAY_MOVED = "casedays.practice_day_cancelled", "casedays.practice_day_moved"
CHANGE_APPLIED, CHANGE_DECLINED, CHANGE_COPY = (
    "casedays.change_applied",
    "casedays.change_declined",
    "casedays.change_copy",
)
REPLACING = "casedays.replacing"

REQUESTED, REQUEST_EDITED = "casedays.requested", "casedays.request_edited"
REQUEST_CHANGED = "casedays.request_changed"
PROPOSAL_ACCEPTED, PROPOSAL_DECLINED = "casedays.proposal_accepted", "casedays.proposal_declined"
PRACTICE_CANCELLED, DETAILS_CONFIRMED = "casedays.practice_cancelled", "casedays.details_confirmed"
ACCEPTED, DECLINED, CONFLICT = "casedays.accepted", "casedays.declined", "casedays.conflict"
OFFER_TAKEN, OFFER_DECLINED, OFFERS_RAN_OUT = (
    "casedays.offer_taken",
    "casedays.offer_declined",
    "casedays.offers_ran_out",
)
CHANGE_ASKED, CHANGE_WITHDRAWN, CHANGE_TOOK_EFFECT = (
    "casedays.change_asked",
    "casedays.change_withdrawn",
    "casedays.change_took_effect",
)
BOOKING_FLAGGED = "casedays.booking_flagged"

#: What a practice was told of a day, and is untrue once it is called off.
OVER_WITH_THE_DAY = (PLANNED, CREATED, CONFIRMED, DATE_PROPOSED, PRACTICE_DAY_MOVED, CHANGE_APPLIED)
#: What is settled once the person has answered.
QUESTIONS = (ASKED, REMINDED)
#: What is settled once no booking of the day is flagged any more.
FLAGS = (REVIEW_BOOKING, BOOKING_FLAGGED)


def register() -> None:
    """Make all of them known."""
    notices.register(*_for_clinicians(), *_for_practices(), *_for_managers())


def _kind(
    name: str,
    audience: Audience,
    fields: frozenset[str],
    *,
    private: frozenset[str] = frozenset(),
    question: bool = False,
    changes: bool = False,
    sums_up: bool = False,
    replaces: tuple[str, ...] = (),
) -> NoticeKind:
    return NoticeKind(
        name=name,
        audience=audience,
        fields=fields,
        private=private,
        question=question,
        to_see="to_see" in fields,
        lists_changes=changes,
        private_changes=PORTAL_ONLY if changes else frozenset(),
        sums_up=sums_up,
        replaces=frozenset(replaces),
    )


def _for_clinicians() -> list[NoticeKind]:
    who = Audience.CLINICIAN
    return [
        _kind(ASKED, who, QUESTION | {"answer_by"}, question=True, replaces=(RELEASED, OFFERED, ASKED, REMINDED)),
        _kind(REMINDED, who, QUESTION | {"answer_by"}, question=True, replaces=(ASKED,)),
        _kind(OFFERED, who, QUESTION | {"closes"}, question=True),
        _kind(OFFER_FILLED, who, DAY | {"slot", "filled"}, replaces=(OFFERED,)),
        _kind(RELEASED, who, DAY | {"moved_to"}, replaces=(ASKED, REMINDED, CHANGED)),
        _kind(CANCELLED, who, DAY | {"moved_to"}, private=REASON, replaces=(ASKED, REMINDED, OFFERED, CHANGED)),
        _kind(CHANGED, who, WHEN | {"number", "to_see"}, changes=True),
        _kind(REVIEW_BOOKING, who, FLAGGED, sums_up=True),
    ]


def _for_practices() -> list[NoticeKind]:
    who = Audience.PRACTICE
    moved = (PLANNED, CREATED, CONFIRMED, CHANGE_APPLIED, PRACTICE_DAY_MOVED)  # all of these name the old date
    return [
        _kind(PLANNED, who, DAY, replaces=(DATE_PROPOSED,)),
        _kind(CREATED, who, DAY),
        _kind(CONFIRMED, who, DAY | {"arrive"}, replaces=(PLANNED, CREATED)),
        _kind(REJECTED, who, DAY, private=REASON, replaces=(DATE_PROPOSED,)),
        _kind(DATE_PROPOSED, who, DAY | {"proposed", "until"}, question=True),
        _kind(PRACTICE_DAY_CANCELLED, who, DAY, private=REASON, replaces=OVER_WITH_THE_DAY),
        _kind(PRACTICE_DAY_MOVED, who, DAY | {"was", "first_case", "ends", "confirmed"}, replaces=moved),
        _kind(REQUEST_CHANGED, who, DAY | {"person"}, changes=True),
        _kind(CHANGE_APPLIED, who, NUMBERED, changes=True),
        _kind(CHANGE_DECLINED, who, NUMBERED, private=REASON),
        _kind(CHANGE_COPY, who, NUMBERED | {"person"}, changes=True),
        _kind(REPLACING, who, DAY | {"slots", "several"}, sums_up=True),
    ]


def _for_managers() -> list[NoticeKind]:
    who = Audience.MANAGER
    return [
        _kind(REQUESTED, who, DAY | {"others", "days"}),
        _kind(REQUEST_EDITED, who, DAY, changes=True),
        _kind(PROPOSAL_ACCEPTED, who, DAY),
        _kind(PROPOSAL_DECLINED, who, DAY | {"proposed"}),
        _kind(PRACTICE_CANCELLED, who, DAY | {"was"}, private=REASON, replaces=(CHANGE_ASKED, OFFERS_RAN_OUT)),
        _kind(ACCEPTED, who, PERSON),
        _kind(DECLINED, who, PERSON, private=REASON),
        _kind(OFFER_TAKEN, who, PERSON, replaces=(OFFERS_RAN_OUT,)),
        _kind(OFFER_DECLINED, who, PERSON),
        _kind(OFFERS_RAN_OUT, who, DAY | {"slot"}),
        _kind(CHANGE_ASKED, who, NUMBERED | {"person"}, changes=True),
        _kind(CHANGE_WITHDRAWN, who, NUMBERED, replaces=(CHANGE_ASKED,)),
        _kind(CHANGE_TOOK_EFFECT, who, NUMBERED, changes=True),
        _kind(CONFLICT, who, PERSON, private=REASON),
        _kind(BOOKING_FLAGGED, who, FLAGGED, sums_up=True),
        _kind(DETAILS_CONFIRMED, who, DAY | {"person"}),
    ]
