"""When everybody was last signed in: who did something was there, at the latest when they did it."""

from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from accounts.models import User
from availability.models import Submission
from casedays.models import Assignment
from scheduling_portal.core.models import TimelineEntry


def last_sign_ins() -> None:
    """Set it for all who answered, sent availability or did a step; the others were never there."""
    person = OuterRef("pk")
    acted = _latest(TimelineEntry.objects.filter(actor=person), "actor", "at")
    answered = _latest(Assignment.objects.filter(clinician__user=person), "clinician__user", "answered_at")
    sent = _latest(Submission.objects.filter(clinician__user=person), "clinician__user", "submitted_at")
    invited = User.objects.filter(invited_at__isnull=False)
    invited.update(last_login=Greatest(acted, answered, sent))  # PostgreSQL's passes over what is missing


def _latest(rows: "QuerySet[Any]", who: str, at: str) -> Subquery:
    return Subquery(rows.order_by().values(who).annotate(latest=Max(at)).values("latest"))
