"""allauth keeps its own list of email addresses: here it is kept true to the one address a person has."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User


@transaction.atomic
def keep_address(user: User) -> None:
    """Make the person's email their one primary address at allauth; a new one counts as not proven yet."""
    email = user.email.lower()
    primary = EmailAddress.objects.filter(user=user, primary=True).first()
    if primary is not None and primary.email == email:
        return
    if primary is not None:
        primary.delete()
    changed = EmailAddress.objects.filter(user=user, email=email).update(primary=True)
    if not changed:
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)


def mark_proven(user: User) -> None:
    """The person has shown that they read mail at their address."""
    keep_address(user)
    EmailAddress.objects.filter(user=user, primary=True).update(verified=True)
