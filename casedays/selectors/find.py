"""What a manager finds by a line of text: practices with their sites, clinicians, and case days by date or number."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from accounts.enums import ProviderType
from accounts.models import Clinician, User
from accounts.selectors import place_name
from casedays.models import CaseDay
from casedays.selectors.board.rows import place_words
from casedays.selectors.facts import is_at_risk
from casedays.states import ACTIVE, Status
from practices.models import Practice, Site

#: So many of each kind are shown, so many words are looked at.
MOST, MOST_DAYS, MOST_WORDS = 10, 100, 5


@dataclass(frozen=True)
class Wanted:
    """What was typed: its words, and the date or the number of a day that it may be."""

    words: tuple[str, ...] = ()
    date: dt.date | None = None
    number: int | None = None


@dataclass(frozen=True)
class FoundSite:
    """A site of a found practice."""

    pk: int
    place: str


@dataclass(frozen=True)
class FoundPractice:
    """A practice whose name, or one of whose sites, has the words.

    `sites` are those with one of them; all of them when the name alone has every word.
    """

    pk: int
    name: str
    active: bool
    sites: tuple[FoundSite, ...]


@dataclass(frozen=True)
class FoundClinician:
    """A clinician by name."""

    pk: int
    name: str
    about: str
    active: bool


@dataclass(frozen=True)
class FoundDay:
    """A case day by its date or its number. `status` is the state to show."""

    pk: int
    date: dt.date
    first_case_time: dt.time
    zone: str
    practice: str
    place: str
    status: str
    at_risk: bool


@dataclass(frozen=True)
class Found:
    """What there is. `more` names the kinds of which there is more than is shown."""

    practices: Sequence[FoundPractice] = ()
    clinicians: Sequence[FoundClinician] = ()
    days: Sequence[FoundDay] = ()
    more: frozenset[str] = frozenset()

    @property
    def nothing(self) -> bool:
        """Whether there is nothing of any kind."""
        return not (self.practices or self.clinicians or self.days)


def find(user: User, wanted: Wanted) -> Found:
    """What the person may see of what is wanted. Three queries at most, whatever there is."""
    words = wanted.words[:MOST_WORDS]
    practices = _practices(user, words) if words else []
    clinicians = _clinicians(user, words) if words else []
    days = _days(user, wanted)
    read = (("practices", len(practices), MOST), ("clinicians", len(clinicians), MOST), ("days", len(days), MOST_DAYS))
    return Found(
        practices[:MOST],
        clinicians[:MOST],
        days[:MOST_DAYS],
        frozenset(kind for kind, count, most in read if count > most),
    )


def _practices(user: User, words: Sequence[str]) -> list[FoundPractice]:
    sites = Site.objects.visible_to(user).filter(practice=OuterRef("pk"), active=True)
    any_word, named = Q(), Q()
    found: QuerySet[Any, Any] = Practice.objects.visible_to(user).order_by("-active", "name", "pk")
    for word in words:
        at_site = Q(name__icontains=word) | Q(city__icontains=word)
        any_word |= at_site
        named &= Q(practice__name__icontains=word)
        found = found.filter(Q(name__icontains=word) | Q(pk__in=sites.filter(at_site).values("practice")))
    row = JSONObject(pk="pk", name="name", city="city", state="state")
    listed = sites.filter(any_word | named).order_by("name", "pk").values(row=row)[:MOST]
    rows = found.values("pk", "name", "active", listed=ArraySubquery(listed))
    return [
        FoundPractice(
            one["pk"],
            one["name"],
            one["active"],
            tuple(
                FoundSite(site["pk"], place_words(site["name"], site["city"], site["state"])) for site in one["listed"]
            ),
        )
        for one in rows[: MOST + 1]
    ]


def _clinicians(user: User, words: Sequence[str]) -> list[FoundClinician]:
    found: QuerySet[Any, Any] = Clinician.objects.all().visible_to(user)
    for word in words:
        found = found.filter(Q(user__first_name__icontains=word) | Q(user__last_name__icontains=word))
    rows = found.order_by("-active", "user__last_name", "user__first_name", "pk").values(
        "pk", "provider_type", "home_zip", "active", first=F("user__first_name"), last=F("user__last_name")
    )
    return [
        FoundClinician(
            one["pk"],
            f"{one['first']} {one['last']}",
            f"{ProviderType(one['provider_type']).label}, {place_name(one['home_zip'])}",
            one["active"],
        )
        for one in rows[: MOST + 1]
    ]


def _days(user: User, wanted: Wanted) -> list[FoundDay]:
    if wanted.date is None and wanted.number is None:
        return []
    which = Q(date=wanted.date) if wanted.date else Q(pk=wanted.number)
    found: QuerySet[Any, Any] = CaseDay.objects.visible_to_manager(user).filter(which)
    rows = (
        found.annotate(taken=Count("assignments", filter=Q(assignments__status__in=ACTIVE)))
        .order_by("date", "first_case_time", "pk")
        .values(
            "pk", "date", "first_case_time", "status", "proposed_date", "taken",
            name=F("practice__name"), site_name=F("site__name"), city=F("site__city"), state=F("site__state"),
            zone=F("site__time_zone"),
        )
    )  # fmt: skip
    return [_day(one) for one in rows[: MOST_DAYS + 1]]


def _day(row: dict[str, Any]) -> FoundDay:
    proposed = row["status"] == Status.REQUESTED and row["proposed_date"] is not None
    return FoundDay(
        pk=row["pk"],
        date=row["date"],
        first_case_time=row["first_case_time"],
        zone=row["zone"],
        practice=row["name"],
        place=place_words(row["site_name"], row["city"], row["state"]),
        status="proposed" if proposed else row["status"],
        at_risk=is_at_risk(row["status"], row["date"], row["taken"]),
    )
