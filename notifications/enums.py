"""Fixed words of the post office."""

from django.db import models


class Channel(models.TextChoices):
    """How a notice travels. Portal and email alone carry the whole workflow."""

    PORTAL = "portal", "Portal"
    TEXT = "text", "Text"
    EMAIL = "email", "Email"


class Fate(models.TextChoices):
    """What became of a delivery."""

    QUEUED = "queued", "Queued"
    SENDING = "sending", "Sending"
    UNKNOWN = "unknown", "Not known yet"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Failed"
    SUPPRESSED = "suppressed", "Suppressed"


#: Fates that nothing follows.
FINAL = (Fate.DELIVERED, Fate.FAILED, Fate.SUPPRESSED)


class Audience(models.TextChoices):
    """Who a notice speaks to."""

    CLINICIAN = "clinician", "Clinician"
    PRACTICE = "practice", "Practice"
    MANAGER = "manager", "Manager"


class Meaning(models.TextChoices):
    """What a text that came in turned out to be."""

    ANSWER = "answer", "An answer"
    WRONG_CODE = "wrong_code", "An unknown code"
    KEYWORD = "keyword", "Texts on or off"
    UNCLEAR = "unclear", "Unclear"
    IGNORED = "ignored", "Ignored after too many wrong codes"
