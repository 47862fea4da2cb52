"""Where a person stands with their invitation, in words for whoever looks after accounts."""

from django.urls import reverse
from django.utils.html import format_html

from accounts.invited import VALID
from accounts.models import Invitation, User
from scheduling_portal.core import clock
from scheduling_portal.core.admin_words import in_words


def standing_words(user: User) -> str:
    """What became of the newest invitation, on the reader's clock, with the way to all of them. One query."""
    rows = list(Invitation.objects.filter(user=user))
    if not rows:
        return "Never invited."
    address = f"{reverse('admin:accounts_invitation_changelist')}?user__id__exact={user.pk}"
    many = "See it" if len(rows) == 1 else f"See all {len(rows)}"
    return format_html('{} <a href="{}">{}</a>', _words(user, rows[0]), address, many)


def _words(user: User, newest: Invitation) -> str:
    if newest.sent_at is None:
        if newest.failed_reason:
            return f"Could not be sent. {newest.failed_reason}"
        return f"Asked for {in_words(newest.asked_at)}, waits to be sent."
    sent, ends = f"Sent {in_words(newest.sent_at)}", newest.sent_at + VALID
    if user.last_login is not None and user.last_login >= newest.sent_at:
        return f"{sent}, used: they have signed in since."
    if user.has_usable_password():
        return f"{sent}. They have a password."
    if ends <= clock.now():
        return f"{sent}. Its link ended {in_words(ends)}, unused."
    return f"{sent}. Its link works until {in_words(ends)}; not used yet."
