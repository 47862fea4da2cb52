"""What pages read of notices and their fates."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import F, IntegerField, Model, QuerySet, Subquery
from django.db.models.expressions import Combinable

from accounts.models import User
from notifications import notices, policy
from notifications.enums import Audience, Channel, Fate
from notifications.models import ChannelPause, Delivery, InboundText, Notification
from notifications.models.notification import NotificationQuerySet
from notifications.preferences import e164
from notifications.provider import text_account
from scheduling_portal.core import clock, wording
from scheduling_portal.core.querysets import counted

PAGE_SIZE = 50
LINK_AT_THE_END = re.compile(r"https?://\S+$")
#: A worker sends what is due within this time.
SOON = dt.timedelta(minutes=2)
#: Of what failed, and was answered by other means or made untrue by a newer message.
NO_LONGER_NEEDED = "Answered or replaced since"
M = TypeVar("M", bound=Model)


class CountRows(Subquery):
    """How many rows a query has, inside another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) _counted)"
    output_field = IntegerField()


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page of a list. `newer` and `older` are the addresses of its neighbours, empty where there is none."""

    rows: Sequence[M]
    number: int
    newer: str
    older: str


def page_of(rows: "QuerySet[M]", number: int, query: Mapping[str, str], size: int = PAGE_SIZE) -> Page[M]:
    """Page `number` of `rows`, keeping the filters in `query`. One query: nothing is counted."""
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    kept = {name: value for name, value in query.items() if value}

    def address(page: int) -> str:
        return "?" + urlencode({**kept, "page": page})

    return Page(
        rows=found[:size],
        number=number,
        newer=address(number - 1) if number > 1 else "",
        older=address(number + 1) if len(found) > size else "",
    )


def inbox(user: User, audience: Audience) -> NotificationQuerySet:
    """A person's notices in one portal, only those that speak to that role: unread first, then newest first."""
    mine = Notification.objects.visible_to(user).filter(audience=audience, in_portal=True)
    return mine.order_by(F("read_at").desc(nulls_first=True), "-pk")


def unread_tally(audience: Audience) -> Callable[[User], Combinable]:
    """The badge of a portal's notices, as part of another query: how many of them the person has not opened."""
    return lambda user: counted(inbox(user, audience).unread())


def deliveries(user: User, *, fate: str = "", channel: str = "") -> "QuerySet[Delivery]":
    """Every message that a manager may see, newest first. Without a channel: what left the house."""
    rows = Delivery.objects.visible_to(user).select_related("notification__recipient").order_by("-pk")
    rows = rows.filter(channel=channel) if channel else rows.exclude(channel=Channel.PORTAL)
    return rows.filter(fate=fate) if fate else rows


def texts(user: User) -> "QuerySet[Delivery]":
    """The text log: every text, word for word, newest first."""
    return deliveries(user, channel=Channel.TEXT)


def failures() -> "QuerySet[Delivery]":
    """Messages that did not go, that are still worth sending, and that no manager has put away."""
    return Delivery.objects.filter(fate=Fate.FAILED, dealt_with_at__isnull=True, notification__settled_at__isnull=True)


def needs_a_manager(user: User) -> Combinable:
    """The badge of Messages, as part of another query: failures to deal with and replies to read."""
    return CountRows(failures().order_by().values("pk")) + CountRows(
        InboundText.objects.all().unclear().order_by().values("pk")
    )


def attention(user: User) -> tuple[int, int]:
    """How many failed messages and how many unclear replies wait for a manager. One query."""
    failed = CountRows(failures().order_by().values("pk"))
    unclear = CountRows(InboundText.objects.all().unclear().order_by().values("pk"))
    return User.objects.filter(pk=user.pk).values_list(failed, unclear).first() or (0, 0)


def channels_on_hold() -> "QuerySet[ChannelPause]":
    """Channels whose provider refuses everything at present."""
    return ChannelPause.objects.filter(until__gt=clock.now())


def names_by_number(numbers: Collection[str]) -> dict[str, str]:
    """Whose mobile each number is; several people may share one. One query."""
    names: dict[str, list[str]] = defaultdict(list)
    for person in User.objects.filter(mobile__in=set(numbers)).order_by("last_name", "pk"):
        names[e164(person.mobile)].append(person.get_full_name())
    return {number: ", ".join(people) for number, people in names.items()}


@dataclass(frozen=True)
class DeliveryRow:
    """A delivery as the list shows it. `fate_words` say the reason; `can_repeat` and `to_deal_with` allow the acts."""

    delivery: Delivery
    who: str
    about: str
    kind: str
    address: str
    fate: str
    fate_words: str
    can_repeat: bool
    to_deal_with: bool
    words: str


def row_of(delivery: Delivery) -> DeliveryRow:
    """No queries: the delivery comes with its notification and recipient."""
    failed = delivery.fate == Fate.FAILED and delivery.notification.settled_at is None
    number = delivery.address if delivery.channel == Channel.TEXT else ""
    return DeliveryRow(
        delivery=delivery,
        who=delivery.notification.recipient.get_full_name(),
        about=delivery.notification.subject,
        kind=notices.label_of(delivery.notification.kind),
        address=wording.phone(number) if number else delivery.address,
        fate=delivery.fate,
        fate_words=fate_words(delivery),
        can_repeat=failed,
        to_deal_with=failed and delivery.dealt_with_at is None,
        words=words_for_others(delivery),
    )


def words_for_others(delivery: Delivery) -> str:
    """A message as somebody else may read it: a link that answers for the recipient gives way to the page's own.

    Where texts stay in the text log there is nowhere else to follow the link from.
    """
    if delivery.channel != Channel.TEXT or text_account() is None:
        return delivery.body
    page = settings.PUBLIC_BASE_URL.rstrip("/") + delivery.notification.path
    return LINK_AT_THE_END.sub(lambda _: page, delivery.body)


def fate_words(delivery: Delivery) -> str:
    """The fate with its reason: "Suppressed: texts off", "Queued: night there until Thu 4 Mar, 8:00 am PT"."""
    label = str(Fate(delivery.fate).label)
    reason = waiting_words(delivery) if delivery.fate == Fate.QUEUED else delivery.reason.strip()
    if delivery.fate == Fate.FAILED and delivery.notification.settled_at is not None:
        reason = f"{reason.rstrip('.')}. {NO_LONGER_NEEDED}"
    return f"{label}: {reason[0].lower()}{reason[1:]}" if reason else label


def waiting_words(delivery: Delivery) -> str:
    """What a queued message waits for, on the recipient's clock. No query: it comes with its recipient."""
    now, due, zone = clock.now(), delivery.due_at, delivery.notification.recipient.time_zone
    if due <= now:
        return "Leaves at once" if now - due < SOON else "Waits for the worker that sends"
    when = f"{wording.time_of_day(due, zone)} {wording.zone_name(zone, wording.local_date(due, zone))}"
    if delivery.attempts:
        return f"{delivery.reason.strip() or 'Did not go'}. Tried again at {when}"
    if policy.after_night(due - SOON, zone) == due:
        return f"Night there until {wording.day(due, zone)}, {when}"
    today = wording.local_date(due, zone) == wording.local_date(now, zone)
    return f"Waits for more edits until {when if today else f'{wording.day(due, zone)}, {when}'}"
