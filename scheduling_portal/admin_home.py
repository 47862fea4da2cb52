"""What waits for an administrator, for the top of the administration's first page."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Max, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from accounts import invited
from accounts.models import Clinician
from accounts.selectors import ending_credentials
from availability.models import Period
from notifications.models import ChannelPause
from notifications.selectors import failures
from practices.models import Practice
from practices.selectors import without_people
from scheduling_portal.core import admin_words, clock, wording
from scheduling_portal.core.wording import counted, listed
from scheduling_portal.roster.models import ImportStatus, RosterImport

#: A period should be there this long before the last one ends.
AHEAD = dt.timedelta(days=28)
NAMED = 3
ALL = Value("")


@dataclass(frozen=True)
class Waiting:
    """One thing that needs an administrator: what, why, and the one verb. `role` is the colour of its state."""

    role: str
    icon: str
    what: str
    why: str
    verb: str
    url: str

    @property
    def css(self) -> str:
        """The class that colours its icon."""
        return f"r-{self.role}"


def waiting_for_administrators() -> list[Waiting]:
    """Everything that waits, the most pressing first. A fixed number of queries."""
    makers: list[Callable[[], list[Waiting]]] = [
        _start, _messages, _invitations, _imports, _periods, _credentials, _without_people, _without_role,
    ]  # fmt: skip
    return [item for make in makers for item in make()]


def _start() -> list[Waiting]:
    if Clinician.objects.exists() or Practice.objects.exists():
        return []
    return [
        Waiting(
            "waiting", "file-up", "Nobody is here yet",
            "Import the spreadsheets of clinicians, practices and sites: a check shows every bad row before anything "
            "is saved. Or add people one by one.",
            "Import spreadsheets", reverse("admin:roster_rosterimport_add"),
        )
    ]  # fmt: skip


def _messages() -> list[Waiting]:
    items = [
        Waiting(
            "broken", "message-square-x", f"{pause.get_channel_display()}s are on hold",
            f"{pause.reason} Tried again {admin_words.in_words(pause.until)}.",
            "See the delivery log", _list("notifications_delivery", f"channel__exact={pause.channel}"),
        )
        for pause in ChannelPause.objects.filter(until__gt=clock.now())
    ]  # fmt: skip
    failed = failures()
    some = _some(failed.select_related("notification__recipient"), name=lambda row: row.notification.recipient).get("")
    if some:
        items.append(
            Waiting(
                "broken", "message-square-x", f"{counted(some.number, 'message')} failed", f"To {some.names}.",
                f"See {some.number}", _list("notifications_delivery", "waits=yes"),
            )
        )  # fmt: skip
    return items


def _invitations() -> list[Waiting]:
    """Those that could not be sent, those never made, and those whose link ended; one query."""
    first = {name: _Some(0, "") for name in ("failed", "new", "ended")}
    groups = first | _some(invited.without_password(), by=invited.standing(), order="last_name")
    failed, new, ended = groups["failed"], groups["new"], groups["ended"]
    was = "was" if new.number == 1 else "were"
    gone = f"{ended.names}. Their link ended after {invited.VALID.days} days; they need a new one."
    return [
        *_invite(
            "broken", failed, f"{counted(failed.number, 'invitation')} could not be sent",
            f"{failed.names}. Is the address right?", "failed",
        ),
        *_invite(
            "waiting", new, f"{counted(new.number, 'person', 'people')} {was} never invited",
            f"{new.names}. They cannot sign in before they have set a password.", "new",
        ),
        *_invite("look", ended, f"{counted(ended.number, 'invitation')} ended unused", gone, "ended"),
    ]  # fmt: skip


def _invite(role: str, some: "_Some", what: str, why: str, group: str) -> list[Waiting]:
    if not some.number:
        return []
    verb = f"Invite {some.number}…" if group == "new" else f"Invite {some.number} again…"
    return [Waiting(role, "mail", what, why, verb, f"{reverse('admin:accounts_user_invite_all')}?who={group}")]


def _imports() -> list[Waiting]:
    rows = list(RosterImport.objects.filter(status=ImportStatus.CHECKED).defer("content")[:NAMED])
    return [
        Waiting(
            "waiting", "file-up", "Checked spreadsheets wait for your word",
            f"{row.files}. Nothing of them is saved, and they are thrown away after a day.",
            "Decide", reverse("admin:roster_rosterimport_change", args=[row.pk]),
        )
        for row in rows
    ]  # fmt: skip


def _periods() -> list[Waiting]:
    last = Period.objects.aggregate(last=Max("ends_on"))["last"]
    today = clock.now().date()
    if last is not None and last > today + AHEAD:
        return []
    if last is None:
        what = "No scheduling period yet"
    elif last < today:
        what = f"The last scheduling period ended {wording.day(last)}"
    else:
        what = f"The last scheduling period ends {wording.day(last)}"
    why = "Clinicians can only say when they can work within a period."
    return [Waiting("look", "calendar-plus", what, why, "Add a period", reverse("admin:availability_period_add"))]


def _credentials() -> list[Waiting]:
    today = clock.now().date()
    rows = ending_credentials(today).filter(clinician__active=True, clinician__user__is_active=True)
    standing = Case(When(expires_on__lt=today, then=Value("ended")), default=Value("soon"))
    groups = _some(
        rows.select_related("clinician__user"),
        by=standing,
        order="expires_on",
        name=lambda row: row.clinician.user.get_full_name(),
    )
    items = []
    for key, role, verbs in (("ended", "broken", ("ended", "ended")), ("soon", "look", ("ends", "end"))):
        some = groups.get(key)
        if some:
            within = "" if key == "ended" else " within 60 days"
            what = f"{counted(some.number, 'credential')} {verbs[some.number != 1]}{within}"
            why = f"{some.names}. After the end they cannot be on days that need it."
            url = _list("accounts_credential", f"standing={key}")
            items.append(Waiting(role, "shield-alert", what, why, f"See {some.number}", url))
    return items


def _without_people() -> list[Waiting]:
    some = _some(without_people()).get("")
    if some is None:
        return []
    verb = "has" if some.number == 1 else "have"
    why = f"{some.names}. Nobody there can ask for a day."
    return [
        Waiting(
            "look", "building-2", f"{counted(some.number, 'practice')} {verb} nobody who can sign in", why,
            f"See {some.number}", _list("practices_practice", "people=none"),
        )
    ]  # fmt: skip


def _without_role() -> list[Waiting]:
    some = _some(invited.without_role()).get("")
    if some is None:
        return []
    verb = "has" if some.number == 1 else "have"
    why = f"{some.names}. Make them a clinician, staff of a practice, a manager or an administrator."
    return [
        Waiting(
            "look", "user-round-cog", f"{counted(some.number, 'person', 'people')} {verb} no role yet", why,
            f"See {some.number}", _list("accounts_user", "role=none"),
        )
    ]  # fmt: skip


@dataclass(frozen=True)
class _Some:
    """How many there are, and the first names."""

    number: int
    names: str


def _some(
    rows: QuerySet[Any], *, by: Any = ALL, order: str = "pk", name: Callable[[Any], object] = str
) -> dict[str, _Some]:
    """The rows counted by group, with the first names of each; one query."""
    marked = rows.annotate(group=by).annotate(
        total=Window(Count("pk"), partition_by=F("group")),
        place=Window(RowNumber(), partition_by=F("group"), order_by=[F(order).asc(), F("pk").asc()]),
    )
    groups: dict[str, list[Any]] = {}
    for row in marked.filter(place__lte=NAMED).order_by("place"):
        groups.setdefault(row.group, []).append(row)
    return {key: _Some(first[0].total, _names(first, name)) for key, first in groups.items()}


def _names(first: list[Any], name: Callable[[Any], object]) -> str:
    names = list(dict.fromkeys(str(name(row)) for row in first))
    more = first[0].total - len(first)
    return f"{', '.join(names)} and {more} more" if more else listed(names)


def _list(name: str, query: str) -> str:
    return f"{reverse(f'admin:{name}_changelist')}?{query}"
