"""What the handlers share: who hears, in which words, and how far the day is."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse

from accounts.enums import Portal, ProviderType
from accounts.models import Clinician, User
from casedays.changes.comparing import label_of
from casedays.events import CaseDayEvent
from casedays.models import CaseDay, PolicyField
from casedays.notices.kinds import PORTAL_ONLY
from notifications.notice import Notice
from notifications.outbox import enqueue_all
from notifications.rendering import Value
from scheduling_portal.core import clock, wording
from scheduling_portal.core.models import TimelineEntry

#: Fields whose values may be told, those of PORTAL_ONLY in the portal alone. Of the others only the name is: notes are
#: people's own words.
TELLABLE = PORTAL_ONLY | {"date", "wanted_dates", "site", "first_case_time", "expected_end", "children"}
Line = tuple[str, str, str]


@dataclass
class Telling:
    """One event being told: the day, its timeline row, and the notices collected so far."""

    event: CaseDayEvent
    entry: TimelineEntry
    hours: float | None = None
    day: CaseDay = field(init=False)
    starts_in: float = field(init=False)
    _notices: list[Notice] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.day = CaseDay.objects.select_related("site", "practice").get(pk=self.event.case_day_id)
        day = self.day
        self.starts_in = clock.hours_until(day.date, day.first_case_time, day.site.time_zone)
        if self.hours is None:
            self.hours = self.starts_in

    def tell(
        self,
        kind: str,
        recipients: Iterable[User],
        portal: Portal,
        *,
        context: Mapping[str, Value] | Callable[[User], Mapping[str, Value]],
        changes: Mapping[str, Line] | None = None,
        page: str = "casedays-detail",
        deadline: dt.datetime | None = None,
        portal_only: bool = False,
        text_path: str = "",
        to_actor: bool = False,
    ) -> None:
        """Collect a notice for each recipient, with the day and the site besides `context`, which may say others.

        A text leads to `text_path` where there is one, all else to `page`. Nobody hears of what they did themselves,
        except `to_actor`: what they have to know because of it.
        """
        path = address(portal, page, self.day.pk)
        for person in recipients:
            own = context(person) if callable(context) else context
            self._notices.append(
                Notice(
                    kind=kind,
                    recipient=person,
                    context={"day": wording.day(self.day.date), "site": site_words(self.day), **own},
                    path=path,
                    entry=self.entry,
                    hours_to_day=self.hours,
                    starts_in=self.starts_in,
                    deadline=deadline,
                    changes=changes or {},
                    changed_fields=tuple(self.event.changes),
                    actor_id=None if to_actor else self.event.actor_id,
                    portal_only=portal_only,
                    text_path=text_path,
                )
            )

    def send(self) -> None:
        """Write all of it, in a fixed number of queries."""
        enqueue_all(self._notices)


def address(portal: Portal, page: str, pk: int) -> str:
    """Path of a day's page, or of a list, in a portal."""
    args = [pk] if page.endswith("-detail") else []
    return reverse(f"{portal.value}:{page}", args=args)


def when(day: CaseDay) -> dict[str, str]:
    """Arrival and end on the site's clock: "6:30 am PT"."""
    zone = wording.zone_name(day.site.time_zone, day.date)
    return {
        "arrive": f"{wording.time_of_day(day.arrival_time)} {zone}",
        "ends": f"{wording.time_of_day(day.expected_end)} {zone}",
    }


def site_words(day: CaseDay) -> str:
    """Practice and place, as on every page: "Lakeview Dental Group, Beaverton"."""
    return f"{day.practice.name}, {day.site.label}"


def moment(value: dt.datetime | None, zone: str) -> str:
    """An instant on somebody's own clock: "Thu 4 Mar, 2:00 pm PT"."""
    if value is None:
        return ""
    name = wording.zone_name(zone, wording.local_date(value, zone))
    return f"{wording.day(value, zone)}, {wording.time_of_day(value, zone)} {name}"


def slot_words(provider_type: str) -> str:
    """Nurse, medic or anesthesiologist, as it stands in a sentence."""
    return ProviderType(provider_type).label.lower()


def lines(changes: Mapping[str, tuple[str, str]]) -> dict[str, Line]:
    """Changes as notices list them; values only of fields that hold nobody's own words."""
    return {
        name: _line(name, old, new) if name in TELLABLE else (label_of(name), "", "")
        for name, (old, new) in changes.items()
    }


def _line(name: str, old: str, new: str) -> Line:
    if name == PolicyField.CHILDREN:
        return "Children on the day", old.lower(), new.lower()
    if name == PolicyField.EXPECTED_PATIENTS:
        return "Number of patients", old, new
    return label_of(name), old, new


def staff_of(day: CaseDay) -> list[User]:
    """Everybody who works for the day's practice. One query."""
    return list(User.objects.filter(memberships__practice_id=day.practice_id, is_active=True).order_by("pk"))


def clinicians(ids: Collection[int]) -> list[User]:
    """The people behind clinicians' ids. One query."""
    rows = Clinician.objects.filter(pk__in=ids).select_related("user").order_by("pk")
    return [row.user for row in rows]


def name_of(clinician_id: int) -> str:
    """A clinician's name. One query."""
    return Clinician.objects.select_related("user").get(pk=clinician_id).user.get_full_name()


def name_of_actor(event: CaseDayEvent) -> str:
    """Who did it. At most one query."""
    person = User.objects.filter(pk=event.actor_id).first() if event.actor_id else None
    return person.get_full_name() if person else "The system"
