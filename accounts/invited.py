"""Where people stand with their invitation: query sets for lists, filters and what waits for an administrator."""

import datetime as dt

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When

from accounts.models import Invitation, User
from accounts.tokens import VALID_DAYS
from scheduling_portal.core import clock

VALID = dt.timedelta(days=VALID_DAYS)


def without_password() -> QuerySet[User]:
    """Active people who cannot sign in yet: they have chosen no password and never were in."""
    return User.objects.filter(is_active=True, last_login__isnull=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)


def never_invited() -> QuerySet[User]:
    """Those of them whom nobody has invited."""
    return without_password().filter(invited_at__isnull=True)


def unanswered() -> QuerySet[User]:
    """Those whose link still works and has not been used."""
    return _reached().filter(invited_at__gt=clock.now() - VALID)


def ended() -> QuerySet[User]:
    """Those whose link has ended unused: they need a new one."""
    return _reached().filter(invited_at__lte=clock.now() - VALID)


def not_sent() -> QuerySet[User]:
    """Those whose last invitation could not be sent."""
    return _invited().filter(_failed())


def standing() -> Case:
    """For a query over `without_password()`: "new", "failed", "ended" or "waiting", as the functions above say it."""
    return Case(
        When(invited_at__isnull=True, then=Value("new")),
        When(_failed(), then=Value("failed")),
        When(invited_at__lte=clock.now() - VALID, then=Value("ended")),
        default=Value("waiting"),
    )


def without_role() -> QuerySet[User]:
    """Active people who would see no portal at all."""
    return User.objects.filter(
        is_active=True, is_manager=False, is_staff=False, clinician__isnull=True, memberships__isnull=True
    )


def _invited() -> QuerySet[User]:
    return without_password().filter(invited_at__isnull=False)


def _reached() -> QuerySet[User]:
    return _invited().exclude(_failed())


def _failed() -> Exists:
    """The newest invitation of a person is one that was given up."""
    newer = Invitation.objects.filter(user=OuterRef("user"), pk__gt=OuterRef("pk"))
    return Exists(Invitation.objects.filter(~Exists(newer), user=OuterRef("pk")).exclude(failed_reason=""))
