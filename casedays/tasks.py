"""Clockwork: what happens to case days by itself. Each task only calls a service."""

from celery import shared_task

from casedays import backfill, lifecycle, staffing


@shared_task
def complete_past_days() -> int:
    """Complete confirmed days whose date has passed at the site."""
    return lifecycle.complete_past_days()


@shared_task
def expire_offers() -> int:
    """Close offers whose time is up and widen to the next best."""
    return backfill.expire_offers()


@shared_task
def remind_unanswered() -> int:
    """Remind clinicians who have not answered."""
    return staffing.remind_unanswered()
