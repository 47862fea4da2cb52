"""What beat wakes, and how often. Each entry expires before it is due again, so none pile up while no worker runs."""

from typing import Any


def _every(seconds: int, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": float(seconds), "options": {"expires": seconds}}


SECOND, MINUTE = 1, 60

SCHEDULE: dict[str, dict[str, Any]] = {
    "send what is waiting": _every(10 * SECOND, "notifications.tasks.sweep"),
    "send invitations that are left": _every(1 * MINUTE, "accounts.tasks.send_invitations"),
    "complete past days": _every(15 * MINUTE, "casedays.tasks.complete_past_days"),
    "expire offers": _every(1 * MINUTE, "casedays.tasks.expire_offers"),
    "count who can work": _every(10 * SECOND, "availability.tasks.count_coverage"),
    "remind of missing availability": _every(60 * MINUTE, "availability.tasks.remind_missing"),
    "look after runs of the matcher": _every(15 * SECOND, "casedays.tasks.sweep_matching"),
    "remind the unanswered": _every(15 * MINUTE, "casedays.tasks.remind_unanswered"),
}
