"""What the page about a person says of their texts."""

from django.conf import settings

from accounts.models import User
from accounts.panels import Panel
from notifications.preferences import TEXTS_OFF, texts_state
from scheduling_portal.core import wording


def texts_panel(user: User) -> Panel:
    """Whether this person gets texts, and if not why. One query."""
    why_not = texts_state(user.mobile)
    context = {
        "why_not": why_not,
        "opted_out": why_not == TEXTS_OFF,
        "our_number": wording.phone(settings.TWILIO_FROM_NUMBER),
    }
    return Panel("notifications/texts_panel.html", context)
