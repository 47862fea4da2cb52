"""Who may be texted: consent by number, mirrored from the provider and from what people write."""

from collections.abc import Iterable, Mapping

import phonenumbers

from notifications.models import TextConsent
from scheduling_portal.core.wording import parsed_phone

TEXTS_OFF = "Texts off"
NO_MOBILE = "No mobile number"
NOT_US = "Not a US mobile number"
UNREACHABLE = "This number cannot get texts"
#: Start of the source of a row that the provider, not the person, is the reason for.
FLAGGED = "Number refused"


def e164(number: object) -> str:
    """The number as +15035550142; empty when it is no number that can exist."""
    parsed = parsed_phone(number)
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def consents_of(numbers: Iterable[str]) -> dict[str, TextConsent]:
    """The consent in force for each of these numbers that has one. One query."""
    rows = TextConsent.objects.filter(number__in=set(numbers)).order_by("number", "-at", "-pk").distinct("number")
    return {row.number: row for row in rows}


def why_not_text(number: str, consents: Mapping[str, TextConsent]) -> str:
    """Why this number gets no text, in words for a manager; empty when it may."""
    if not number:
        return NO_MOBILE
    if not number.startswith("+1"):
        return NOT_US
    consent = consents.get(number)
    if consent is None or consent.allowed:
        return ""
    return UNREACHABLE if consent.source.startswith(FLAGGED) else TEXTS_OFF


def texts_state(number: object) -> str:
    """Why the person with this mobile gets no texts, empty when they do. One query."""
    known = e164(number)
    return why_not_text(known, consents_of([known]) if known else {})


def set_consent(*, number: str, allowed: bool, source: str) -> None:
    """Write down that texts to `number` are on or off from now, and why; repeats write nothing."""
    current = consents_of([number]).get(number)
    if current is None and allowed:
        return
    if current is None or current.allowed != allowed:
        TextConsent.objects.create(number=number, allowed=allowed, source=source[:120])
