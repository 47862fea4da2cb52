"""Practices with their sites and people: for the practice itself, and for managers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from practices.models import ClinicianPreference, Membership, Practice, Site
from scheduling_portal.core import clock

PAGE_SIZE = 50
COMING = ("requested", "planned", "confirmed")
#: Assignments that take a slot, and how many slots a day has.
TAKEN, SLOTS = ("held", "asked", "accepted"), 3
MOST_DAYS = 50


@dataclass(frozen=True)
class OwnPractice:
    """A practice as its staff see it."""

    practice: Practice
    sites: list[Site]
    colleagues: list[Membership]


@dataclass(frozen=True)
class ManagerPage:
    """A practice as managers see it. `days` are case days ahead."""

    practice: Practice
    sites: list[Site]
    staff: list[Membership]
    preferred: list[ClinicianPreference]
    blocked: list[ClinicianPreference]
    days: "list[DayAhead]"
    more_days: int
    today: dt.date


@dataclass(frozen=True)
class DayAhead:
    """A coming day with its site. `badge` is the state to show; `at_risk`: confirmed with an open slot."""

    day: Any
    badge: str
    at_risk: bool

    @classmethod
    def of(cls, day: Any) -> "DayAhead":
        """Out of a case day that counts its `taken` slots."""
        proposed = day.status == "requested" and day.proposed_date is not None
        return cls(day, "proposed" if proposed else day.status, day.status == "confirmed" and day.taken < SLOTS)


def own_practices(user: User) -> list[OwnPractice]:
    """The person's practices with active sites and colleagues. Three queries, whatever the number."""
    practices = Practice.objects.visible_to_staff(user).prefetch_related("sites", "memberships__user")
    return [
        OwnPractice(
            practice,
            [site for site in practice.sites.all() if site.active],
            [row for row in practice.memberships.all() if row.user.is_active],
        )
        for practice in practices
    ]


def practice_list(user: User, asked: Mapping[str, Any]) -> Page[Practice]:
    """Practices a manager may see, with `site_count`, `staff_count` and `day_count` of coming days. Two queries."""
    practices = Practice.objects.visible_to(user).annotate(
        site_count=_count(Site.objects.filter(practice=OuterRef("pk"), active=True), "practice"),
        staff_count=_count(Membership.objects.filter(practice=OuterRef("pk"), user__is_active=True), "practice"),
        day_count=Count(
            "case_days",
            filter=Q(case_days__date__gte=clock.earliest_date(), case_days__status__in=COMING),
        ),
    )
    for word in (asked.get("q") or "").split()[:5]:
        in_site = Site.objects.filter(practice=OuterRef("pk")).filter(Q(name__icontains=word) | Q(city__icontains=word))
        practices = practices.filter(Q(name__icontains=word) | Q(pk__in=in_site.values("practice")))
    return Paginator(practices.order_by("name"), PAGE_SIZE).get_page(asked.get("page") or 1)


def _count(rows: "QuerySet[Any]", group: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(group).annotate(n=Count("pk")).values("n")), 0)


def manager_page(practice: Practice) -> ManagerPage:
    """A practice with sites, staff, preferences and coming days. Five queries, whatever the rows."""
    taken = Count("assignments", filter=Q(assignments__status__in=TAKEN))
    days = practice.case_days.filter(date__gte=clock.earliest_date(), status__in=COMING).annotate(taken=taken)
    listed = list(days.select_related("site").order_by("date", "first_case_time", "pk")[: MOST_DAYS + 1])
    preferences = list(practice.clinician_preferences.select_related("clinician__user"))
    return ManagerPage(
        practice=practice,
        sites=list(practice.sites.all()),
        staff=list(practice.memberships.select_related("user")),
        preferred=[row for row in preferences if row.preference == "preferred"],
        blocked=[row for row in preferences if row.preference == "do_not_send"],
        days=[DayAhead.of(day) for day in listed[:MOST_DAYS]],
        more_days=max(0, len(listed) - MOST_DAYS),
        today=clock.now().date(),
    )
