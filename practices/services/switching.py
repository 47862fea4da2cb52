"""Turning practices and their sites off, and on again. Nothing of them is deleted."""

from practices.events import PracticeTurned
from practices.models import Practice, Site
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.events import publish


@in_transaction
def turn_practice(*, practice: Practice, on: bool, actor_id: int | None) -> None:
    """Let a practice's staff into its portal, or no longer. Its coming days stand. Twice is the same as once."""
    if Practice.objects.filter(pk=practice.pk, active=not on).update(active=on):
        practice.active = on
        publish(PracticeTurned(actor_id=actor_id, practice_id=practice.pk, on=on))


@in_transaction
def turn_site(*, site: Site, on: bool, actor_id: int | None) -> None:
    """Take requests for a site, or no longer. Its coming days stand. Twice is the same as once."""
    if Site.objects.filter(pk=site.pk, active=not on).update(active=on):
        site.active = on
        publish(PracticeTurned(actor_id=actor_id, practice_id=site.practice_id, on=on, site_id=site.pk))
