"""Case days as a practice's staff see them in lists: where each stands, and what happens next."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import User
from casedays.models import Assignment, Case, CaseDay
from casedays.selectors.facts import change_waiting
from casedays.states import ACTIVE, OPEN, CaseStatus, Status
from practices.models import Site
from scheduling_portal.core import clock
from scheduling_portal.core.models import Rules
from scheduling_portal.core.paging import kept_query
from scheduling_portal.core.wording import day, zone_name

PAGE_SIZE = 50
#: These do not take place.
NOT_ON = (Status.REJECTED, Status.CANCELLED)
Series = dict[uuid.UUID | None, list[dt.date]]


@dataclass(frozen=True)
class DayRow:
    """One day in a list. `badges` are words of the day vocabulary; the first says where the day stands."""

    case_day: CaseDay
    badges: list[tuple[str, str]]
    next_step: str
    zone: str
    practice_name: str
    flagged: bool = False


def sites_of(user: User) -> list[Site]:
    """Active sites of the practices the person works for, with their practice. One query."""
    return list(Site.objects.visible_to_staff(user).filter(active=True).select_related("practice"))


def today_of(sites: Iterable[Site]) -> dt.date:
    """Today where the day began last among these sites."""
    return min((clock.today_in(site.time_zone) for site in sites), default=clock.now().date())


def staff_days(user: User) -> "QuerySet[CaseDay]":
    """Days of the person's practices with all that a row tells, in one query.

    Adds `filled_types`, `booked` and `change_waits`.
    """
    team = Assignment.objects.filter(case_day=OuterRef("pk"), status__in=ACTIVE).order_by()
    return (
        CaseDay.objects.visible_to_staff(user)
        .select_related("site", "practice")
        .annotate(
            filled_types=ArraySubquery(team.values("provider_type")),
            booked=_count(Case.objects.filter(case_day=OuterRef("pk"), status=CaseStatus.BOOKED), "case_day"),
            change_waits=change_waiting(),
        )
    )


def series_of(days: Iterable[CaseDay]) -> Series:
    """The dates of the repeat rules that these days, as far as they are requests, belong to. One query at most."""
    wanted = {case_day.series for case_day in days if case_day.series and case_day.status == Status.REQUESTED}
    found: Series = defaultdict(list)
    if wanted:
        rows = CaseDay.objects.filter(series__in=wanted).order_by("date", "pk").values_list("series", "date")
        for series, date in rows:
            found[series].append(date)
    return found


def _count(rows: "QuerySet[Case]", group: str) -> Coalesce:
    counted = rows.order_by().values(group).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def coming(days: "QuerySet[CaseDay]", today: dt.date) -> "QuerySet[CaseDay]":
    """Days of today and later, whatever became of them, and those for which such a date is proposed; the next first."""
    return days.filter(_coming(today)).order_by("date", "first_case_time", "pk")


def past(days: "QuerySet[CaseDay]", today: dt.date) -> "QuerySet[CaseDay]":
    """Days whose date is over, the latest first."""
    return days.exclude(_coming(today)).order_by(F("date").desc(), "-pk")


def _coming(today: dt.date) -> Q:
    return Q(date__gte=today) | Q(status=Status.REQUESTED, proposed_date__isnull=False, proposed_date__gte=today)


def is_ahead(case_day: CaseDay) -> bool:
    """Whether its date has not passed at its site."""
    return case_day.date >= clock.today_in(case_day.site.time_zone)


def is_proposed(case_day: CaseDay) -> bool:
    """Whether the practice is asked about another date, which has not passed at its site."""
    proposed = case_day.proposed_date if case_day.status == Status.REQUESTED else None
    return proposed is not None and proposed >= clock.today_in(case_day.site.time_zone)


def rows_of(days: Iterable[CaseDay], sites: Sequence[Site], *, review_days: int) -> list[DayRow]:
    """The rows of a list. Zone and practice are named only where they differ among the person's sites. One query."""
    days = list(days)
    series = series_of(days)
    several_zones = len({site.time_zone for site in sites}) > 1
    several_practices = len({site.practice_id for site in sites}) > 1
    return [
        DayRow(
            case_day=case_day,
            badges=badges_of(case_day),
            next_step=_in_a_list(case_day, next_step(case_day, series, review_days=review_days)),
            zone=zone_name(case_day.site.time_zone, case_day.date) if several_zones else "",
            practice_name=case_day.practice.name if several_practices else "",
        )
        for case_day in days
    ]


def _in_a_list(case_day: CaseDay, said: str) -> str:
    """The same where nothing says that these are somebody's words for why it is over."""
    return f"Nothing more. Reason: {said}" if said and case_day.status in NOT_ON else said


def badges_of(case_day: CaseDay) -> list[tuple[str, str]]:
    """(word, label) of the badges of a day annotated by `staff_days`: the status, and beside it risk and changes."""
    proposed = case_day.status == Status.REQUESTED and case_day.proposed_date is not None
    badges = [("proposed" if proposed else case_day.status, "")]
    if replaced_types(case_day):
        badges.append(("at_risk", ""))
    if getattr(case_day, "change_waits", False):
        badges.append(("change_waiting", "Change asked"))
    return badges


def next_step(case_day: CaseDay, series: Series, *, review_days: int) -> str:
    """What happens next with a day annotated by `staff_days`, in one or two short sentences."""
    if case_day.status in OPEN and not is_ahead(case_day) and not is_proposed(case_day):
        return "The date has passed."
    if case_day.status == Status.REQUESTED:
        return _next_of_request(case_day, series, review_days)
    if case_day.status == Status.PLANNED:
        change = "Your change is being decided. " if case_day.change_waits else ""  # type: ignore[attr-defined]
        return f"{change}Not confirmed yet. We are building the team."
    if case_day.status == Status.CONFIRMED:
        return _next_of_confirmed(case_day)
    if case_day.status == Status.COMPLETED:
        booked = case_day.booked  # type: ignore[attr-defined]
        return f"{booked} patient{' was' if booked == 1 else 's were'} booked." if booked else "This day is over."
    return case_day.status_reason


def _next_of_request(case_day: CaseDay, series: Series, review_days: int) -> str:
    if case_day.proposed_date is not None:
        return f"{day(case_day.proposed_date)} proposed. Waiting for your answer."
    dates = series.get(case_day.series, [])
    place = sum(date <= case_day.date for date in dates)
    repeats = f" Repeats: {place} of {len(dates)}." if dates else ""
    return f"We answer requests within {review_days} working day{'' if review_days == 1 else 's'}.{repeats}"


def _next_of_confirmed(case_day: CaseDay) -> str:
    said = []
    gone = replaced_types(case_day)
    if gone:
        said.append(f"The {' and the '.join(gone)} {'is' if len(gone) == 1 else 'are'} being replaced.")
    if case_day.change_waits:  # type: ignore[attr-defined]
        said.append("We decide on your change. The day stands as it was.")
    if said:
        return " ".join(said)
    if case_day.details_confirmed_at is None:
        return "Confirm the details."
    booked = case_day.booked  # type: ignore[attr-defined]
    if not booked:
        return "Book your patients."
    return f"{booked} patient{'' if booked == 1 else 's'} booked."


def replaced_types(case_day: CaseDay) -> list[str]:
    """As `open_types`, of a confirmed day that is still ahead: somebody is sought for these."""
    return open_types(case_day) if is_ahead(case_day) and case_day.status == Status.CONFIRMED else []


def open_types(case_day: CaseDay) -> list[str]:
    """The provider types without anybody, in words, of a day annotated by `staff_days`."""
    filled = set(case_day.filled_types)  # type: ignore[attr-defined]
    return [ProviderType(kind).label.lower() for kind in SLOT_ORDER if kind.value not in filled]


@dataclass(frozen=True)
class ListPage:
    """One page of the list of days, with its filter."""

    rows: list[DayRow]
    number: int
    pages: int
    total: int
    show_past: bool
    query: str
    cancelled: int = 0
    rejected: int = 0

    @property
    def counted(self) -> str:
        """How many days the list holds, in words: of those to come, the ones that are off are told apart."""
        if self.show_past:
            return f"{self.total} past day{'' if self.total == 1 else 's'}"
        on = self.total - self.cancelled - self.rejected
        off = [f"{n} {word}" for n, word in ((self.cancelled, "cancelled"), (self.rejected, "rejected")) if n]
        said = [] if off and not on else [f"{on} coming day{'' if on == 1 else 's'}"]
        return ", ".join([*said, *off])


def list_page(user: User, sites: Sequence[Site], asked: dict[str, Any]) -> ListPage:
    """The days that a filter asks for: `when`, `status`, `site` and `page`, each None or empty for any."""
    today = today_of(sites)
    show_past = asked.get("when") == "past"
    days = past(staff_days(user), today) if show_past else coming(staff_days(user), today)
    if asked.get("status"):
        days = days.filter(status=asked["status"])
    if asked.get("site"):
        days = days.filter(site=asked["site"])
    paginator = Paginator(days, PAGE_SIZE)
    page = paginator.get_page(asked.get("page") or 1)
    rules = Rules.current()
    off = days.aggregate(
        **{one.value: Count("pk", filter=Q(status=one)) for one in (Status.CANCELLED, Status.REJECTED)}
    )
    return ListPage(
        rows=rows_of(page.object_list, sites, review_days=rules.review_working_days),
        number=page.number,
        pages=paginator.num_pages,
        total=paginator.count,
        show_past=show_past,
        query=kept_query(
            when=asked.get("when"), status=asked.get("status"), site=asked["site"].pk if asked.get("site") else None
        ),
        cancelled=off["cancelled"],
        rejected=off["rejected"],
    )
