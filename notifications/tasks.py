"""Thin callers for Celery. Arguments are ids, truth is in the database."""

from celery import shared_task

from notifications import dispatch, escalation


@shared_task
def deliver(notification_ids: list[int]) -> None:
    """The doorbell: send what is due of these notifications."""
    dispatch.send_due(notification_ids=notification_ids)


@shared_task
def sweep() -> None:
    """Beat: send what waits, what a dead worker left, ask what became of silent texts, escalate the unseen."""
    dispatch.send_due()
    dispatch.reconcile()
    escalation.escalate_unseen()
