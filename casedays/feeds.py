"""Calendar addresses: making one, and making it anew so that the old one is of no use any more."""

import secrets

from django.conf import settings
from django.urls import reverse

from accounts.models import Clinician, User
from casedays.models import CalendarFeed
from practices.models import Practice
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.errors import NotAllowed

KEY_BYTES = 32


def feed_of(owner: Clinician | Practice) -> CalendarFeed:
    """The owner's calendar; made when there is none yet."""
    named = {"clinician": owner} if isinstance(owner, Clinician) else {"practice": owner}
    feed, _ = CalendarFeed.objects.get_or_create(**named, defaults={"key": _new_key()})
    return feed


@in_transaction
def reset_feed(*, feed: CalendarFeed, actor: User) -> CalendarFeed:
    """Give the calendar a new address. Calendars that know the old one get nothing more.

    Raises NotAllowed for anybody whose calendar it is not.
    """
    current = CalendarFeed.objects.select_for_update().visible_to(actor).filter(pk=feed.pk).first()
    if current is None:
        raise NotAllowed("This calendar is not yours.")
    current.key = _new_key()
    current.save(update_fields=["key"])
    return current


def address_of(feed: CalendarFeed) -> str:
    """The whole address, as a calendar takes it."""
    return settings.PUBLIC_BASE_URL.rstrip("/") + reverse("calendar-feed", args=[feed.key])


def _new_key() -> str:
    return secrets.token_urlsafe(KEY_BYTES)
