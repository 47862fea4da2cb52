"""Clockwork: what happens to case days by itself. Each task only calls a service."""

from celery import shared_task

from casedays import backfill, lifecycle, staffing
from casedays.proposals import applying, running


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


@shared_task
def run_matching(run_id: int) -> None:
    """Run the matcher that a manager asked for."""
    running.run_matching(run_id)


@shared_task
def sweep_matching() -> int:
    """End runs of the matcher whose worker is dead, take up those that no worker has heard of."""
    return running.sweep_runs() + applying.sweep_applying()


@shared_task
def apply_matching(run_id: int) -> int:
    """Apply what a manager chose of a proposal, when it is too much to wait for."""
    return len(applying.apply_waiting(run_id))
