"""What the clock does about availability."""

from celery import shared_task

from availability.services import remind_due


@shared_task
def remind_missing() -> int:
    """Reminds those who are missing, once, when a period is due soon."""
    return remind_due()
