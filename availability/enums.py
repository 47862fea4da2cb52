"""Fixed words of availability."""

from django.db import models


class Answer(models.TextChoices):
    """A clinician's answer for a date. No row is no answer: missing, which is not "unavailable"."""

    PREFERRED = "preferred", "Preferred"
    AVAILABLE = "available", "Available"
    IF_NEEDED = "if_needed", "If needed"
    UNAVAILABLE = "unavailable", "Unavailable"


#: Answers that allow an assignment.
WILLING = (Answer.PREFERRED, Answer.AVAILABLE, Answer.IF_NEEDED)


class SubmissionStatus(models.TextChoices):
    """Where one clinician's answers for one period stand."""

    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"


class Phase(models.TextChoices):
    """Where a period stands at an instant; computed from its dates, never stored."""

    COMING = "coming", "Not open yet"
    OPEN = "open", "Open"
    LATE = "late", "Past due"
    LOCKED = "locked", "Locked"
