"""What the clock does about availability."""

from celery import shared_task

from availability.services import count_behind, remind_due
from scheduling_portal.core import clock


@shared_task
def remind_missing() -> int:
    """Reminds those who are missing, once, when a period is due soon."""
    return remind_due()


@shared_task
def count_coverage() -> int:
    """Counts what pages show of the periods ahead, where something has happened since."""
    return count_behind(clock.now().date())
