"""What workers do about people."""

from celery import shared_task

from accounts.services.invitations import deliver_invitations


@shared_task
def send_invitations() -> int:
    """Sends the invitations that wait. Rung when somebody is invited, and by beat for what was left."""
    return deliver_invitations()
