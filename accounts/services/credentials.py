"""Credentials: every way in which one changes has the clinician's coming days checked again."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from accounts.events import CredentialChanged
from accounts.models import Clinician, Credential, User
from scheduling_portal.core import clock
from scheduling_portal.core.db import in_transaction, violated_constraint
from scheduling_portal.core.errors import InvalidFields, RuleBroken
from scheduling_portal.core.events import publish

FIELDS = ("kind", "state", "number", "issued_on", "expires_on")


@in_transaction
def save_credential(*, credential: Credential, actor: User | None) -> Credential:
    """Add or change a credential. A change of what it says takes back its verification.

    Raises InvalidFields naming the fields: a kind held per state needs one and another none, and it cannot expire
    before it was issued; RuleBroken when the clinician has the same one already.
    """
    check(credential)
    Clinician.objects.select_for_update().get(pk=credential.clinician_id)
    old = Credential.objects.select_related("kind").filter(pk=credential.pk).first()
    changes = {
        name: ("" if old is None else str(getattr(old, name)), str(getattr(credential, name)))
        for name in FIELDS
        if old is None or getattr(old, name) != getattr(credential, name)
    }
    if not changes:
        return credential
    if old is not None:
        credential.verified_at = credential.verified_by = None
    try:
        with transaction.atomic():
            credential.save()
    except IntegrityError as error:
        if violated_constraint(error) != "accounts_credential_once":
            raise
        raise RuleBroken("They have this credential with this number already.", field="number") from error
    publish(
        CredentialChanged(
            actor_id=None if actor is None else actor.pk,
            clinician_id=credential.clinician_id,
            credential_id=credential.pk,
            changes=changes,
        )
    )
    return credential


def check(credential: Credential) -> None:
    """Raise InvalidFields for what no credential can be, whatever the clinician."""
    errors = {}
    if credential.kind.by_state and not credential.state:
        errors["state"] = f"{credential.kind} is held per state: choose the state."
    if not credential.kind.by_state and credential.state:
        errors["state"] = f"{credential.kind} is not held per state: leave the state empty."
    if credential.expires_on < credential.issued_on:
        errors["expires_on"] = "It cannot expire before it was issued."
    if not (clock.EARLIEST_DATE <= credential.issued_on <= clock.LATEST_DATE):
        errors["issued_on"] = "Choose a date between 2000 and 2100."
    if not (clock.EARLIEST_DATE <= credential.expires_on <= clock.LATEST_DATE):
        errors["expires_on"] = "Choose a date between 2000 and 2100."
    if errors:
        raise InvalidFields(errors)


@in_transaction
def verify_credentials(*, credentials: Iterable[Credential], actor: User) -> int:
    """Write down that somebody has seen the papers; returns how many were not verified before."""
    ids = [credential.pk for credential in credentials]
    return Credential.objects.filter(pk__in=ids, verified_at__isnull=True).update(
        verified_at=clock.now(), verified_by=actor
    )
