"""Inviting people to sign in: an email with a link to set a password."""

import datetime as dt
import logging
from collections.abc import Iterable

from celery import signature
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from kombu.exceptions import OperationalError

from accounts.events import PersonInvited
from accounts.models import Invitation, User
from accounts.tokens import VALID_DAYS, invitation_url
from scheduling_portal.core import clock, wording
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.events import publish

logger = logging.getLogger(__name__)

TRIES = 8
LEASE = dt.timedelta(minutes=2)
BATCH = 200


@in_transaction
def invite(*, users: Iterable[User], actor: User | None) -> int:
    """Invite these people; returns how many invitations are on their way.

    Left out are accounts that are turned off and people whose invitation is already waiting to be sent.
    Somebody who was invited before gets a new link.
    """
    ids = [user.pk for user in users]
    people = list(User.objects.select_for_update().filter(pk__in=ids, is_active=True).order_by("pk"))
    waiting = set(
        Invitation.objects.filter(user__in=people, sent_at__isnull=True, failed_reason="").values_list(
            "user_id", flat=True
        )
    )
    fresh = [person for person in people if person.pk not in waiting]
    now = clock.now()
    actor_id = None if actor is None else actor.pk
    Invitation.objects.bulk_create(Invitation(user=person, asked_by_id=actor_id, due_at=now) for person in fresh)
    User.objects.filter(pk__in=[person.pk for person in fresh]).update(invited_at=now)
    for person in fresh:
        publish(PersonInvited(actor_id=actor_id, user_id=person.pk))
    if fresh:
        transaction.on_commit(_ring, robust=True)
    return len(fresh)


def deliver_invitations() -> int:
    """Send what is due, one after the other; returns how many left. Safe to run many times at once."""
    sent = 0
    for _ in range(BATCH):
        invitation = _claim()
        if invitation is None:
            break
        sent += _send(invitation)
    return sent


def _claim() -> Invitation | None:
    """Take the next due one for the length of a lease, so that a dead worker's comes back."""
    with transaction.atomic():
        invitation = (
            Invitation.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("user")
            .filter(sent_at__isnull=True, failed_reason="", due_at__lte=clock.now())
            .order_by("due_at", "pk")
            .first()
        )
        if invitation is not None:
            invitation.attempts += 1
            invitation.due_at = clock.now() + LEASE
            invitation.save(update_fields=["attempts", "due_at"])
    return invitation


def _send(invitation: Invitation) -> bool:
    user = invitation.user
    if not user.is_active:
        return _give_up(invitation, "The account was turned off.")
    context = {
        "product_name": settings.PRODUCT_NAME,
        "first_name": user.first_name,
        "email": user.email,
        "url": invitation_url(user),
        "sign_in_url": settings.PUBLIC_BASE_URL,
        "days": VALID_DAYS,
        "until": _until(user),
    }
    subject = render_to_string("account/email/invitation_subject.txt", context).strip()
    try:
        send_mail(subject, render_to_string("account/email/invitation_message.txt", context), None, [user.email])
    except OSError as error:  # SMTPException is one
        logger.warning("invitation %s could not be sent: %s", invitation.pk, type(error).__name__)
        if invitation.attempts >= TRIES:
            return _give_up(invitation, f"Not sent after {TRIES} tries: {type(error).__name__}.")
        invitation.due_at = clock.now() + dt.timedelta(seconds=min(900, 2**invitation.attempts * 5))
        invitation.save(update_fields=["due_at"])
        return False
    invitation.sent_at = clock.now()
    invitation.save(update_fields=["sent_at"])
    return True


def _until(user: User) -> str:
    """When a link made now ends, on the wall of the invited person."""
    moment = clock.now() + dt.timedelta(days=VALID_DAYS)
    date = wording.local_date(moment, user.time_zone)
    zone = wording.zone_name(user.time_zone, date)
    return f"{wording.day(moment, user.time_zone)}, {wording.time_of_day(moment, user.time_zone)} {zone}"


def _give_up(invitation: Invitation, reason: str) -> bool:
    invitation.failed_reason = reason
    invitation.save(update_fields=["failed_reason"])
    return False


def _ring() -> None:
    """Wake a worker; when that fails, beat's next round finds the invitation."""
    try:
        signature("accounts.tasks.send_invitations").delay()
    except OperationalError:
        logger.warning("no worker could be woken; the invitations leave with the next round")
