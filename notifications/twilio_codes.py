"""Twilio's words in ours: message statuses and error codes."""

from notifications.enums import Fate
from notifications.troubles import Trouble

#: Status -> fate. What is not here says nothing new.
STATUSES: dict[str, Fate] = {
    "accepted": Fate.SENT,
    "scheduled": Fate.SENT,
    "queued": Fate.SENT,
    "sending": Fate.SENT,
    "sent": Fate.SENT,
    "delivered": Fate.DELIVERED,
    "read": Fate.DELIVERED,
    "undelivered": Fate.FAILED,
    "failed": Fate.FAILED,
    "canceled": Fate.FAILED,
}

#: Error code -> (what it means for us, in words for a manager).
CODES: dict[int, tuple[Trouble, str]] = {
    20003: (Trouble.CHANNEL, "Twilio refused our credentials"),
    20005: (Trouble.CHANNEL, "The Twilio account is not active"),
    20429: (Trouble.TRANSIENT, "Twilio asked us to slow down"),
    21211: (Trouble.BAD_NUMBER, "Not a phone number that exists"),
    21408: (Trouble.PERMANENT, "Texts to this country are not allowed"),
    21606: (Trouble.CHANNEL, "Our sender number cannot send texts"),
    21608: (Trouble.PERMANENT, "A trial account may only text verified numbers"),
    21610: (Trouble.OPTED_OUT, "Texts off"),
    21611: (Trouble.TRANSIENT, "Twilio's queue for our number is full"),
    21612: (Trouble.PERMANENT, "Twilio cannot reach this number from ours"),
    21614: (Trouble.BAD_NUMBER, "Not a mobile number"),
    21617: (Trouble.PERMANENT, "The text is too long"),
    30001: (Trouble.TRANSIENT, "Twilio's queue for our number is full"),
    30002: (Trouble.CHANNEL, "The Twilio account is suspended"),
    30003: (Trouble.UNREACHED, "The phone is off or out of reach"),
    30004: (Trouble.PERMANENT, "The phone blocks our texts"),
    30005: (Trouble.BAD_NUMBER, "The number is not in use"),
    30006: (Trouble.BAD_NUMBER, "A landline, or a carrier without texts"),
    30007: (Trouble.CHANNEL, "The carrier filters our texts"),
    30008: (Trouble.UNREACHED, "The carrier did not deliver it and does not say why"),
    30034: (Trouble.CHANNEL, "Our sender number is not registered with the carriers"),
    30036: (Trouble.PERMANENT, "It could not be delivered in time"),
    90010: (Trouble.CHANNEL, "The Twilio account is out of credit"),
}


def trouble_of(code: int, *, http_status: int = 400) -> tuple[Trouble, str]:
    """What an error code means. Unknown ones are permanent, except when Twilio is busy (429) or broken (5xx)."""
    if code in CODES:
        return CODES[code]
    if http_status == 429:
        return Trouble.TRANSIENT, "Twilio asked us to slow down"
    if http_status in {401, 403}:
        return Trouble.CHANNEL, "Twilio refused our credentials"
    if http_status >= 500:
        return Trouble.AMBIGUOUS, "Twilio had a fault of its own"
    return Trouble.PERMANENT, f"Twilio refused it (code {code})"
