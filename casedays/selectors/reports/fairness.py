"""Who works how much: days per clinician, and how unequal they are within each provider type."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DateTimeField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import Clinician, User
from availability.enums import WILLING, Answer
from availability.models import Availability
from casedays.models import Assignment, Offer
from casedays.selectors.reports.changes import LATE_HOURS
from casedays.selectors.reports.figures import Spread, number, spread_of
from casedays.selectors.reports.scope import Scope, days_of
from casedays.selectors.reports.tables import Cell, Column, Report, Row, Table, counts
from casedays.states import ACTIVE, AssignmentStatus, OfferStatus, Status
from scheduling_portal.core.plots import DotLine, Plot
from scheduling_portal.core.wording import counted

COLUMNS = (
    Column("name", "Clinician", number=False),
    Column("type", "Type", number=False, words="Provider type"),
    Column("total", "Days"),
    Column("held", "Held"),
    Column("asked", "Asked"),
    Column("accepted", "Accepted"),
    Column("worked", "Worked"),
    Column("given", "Dates given"),
    Column("offers", "Offers"),
    Column("declined", "Can't make it"),
    Column("refused", "Offers declined"),
    Column("released", "Released late"),
    Column("preferred", "Preferred dates"),
    Column("met", "Preferred met"),
)
SPREAD_COLUMNS = (
    Column("group", "Provider type", number=False),
    Column("people", "Clinicians"),
    Column("days", "Days"),
    Column("least", "Fewest"),
    Column("median", "Median"),
    Column("most", "Most"),
    Column("mean", "Mean"),
    Column("deviation", "Standard deviation"),
)


@dataclass(frozen=True)
class Person:
    """One clinician's figures in the order of the columns, and who they are."""

    pk: int
    name: str
    provider_type: str
    figures: Counter[str]

    @property
    def total(self) -> int:
        """Days that they hold, are asked for, have accepted or have worked."""
        return sum(self.figures[kind] for kind in ("held", "asked", "accepted", "worked"))


def fairness_report(user: User, scope: Scope) -> Report:
    """Days per clinician, with all that bears on them, and the spread by provider type. Four queries."""
    figures: dict[int, Counter[str]] = {}
    for rows in (_assignments(user, scope), _offers(user, scope), _answers(user, scope)):
        for row in rows:
            figures.setdefault(row.pop("clinician"), Counter()).update(row)
    people = _people(user, figures)
    groups = [(slot, [one for one in people if one.provider_type == slot]) for slot in SLOT_ORDER]
    spreads = [(slot, spread_of([one.total for one in group]), group) for slot, group in groups]
    return Report(
        headline=_headline([(slot, spread) for slot, spread, _ in spreads]),
        plots=_plots(spreads),
        tables=(
            Table(
                "spread",
                "Spread by provider type",
                SPREAD_COLUMNS,
                tuple(_spread_row(slot, spread) for slot, spread, _ in spreads if spread),
            ),
            Table(
                "people", "By clinician", COLUMNS, tuple(_row(one) for one in people), link="manager:clinicians-detail"
            ),
        ),
    )


def _assignments(user: User, scope: Scope) -> "QuerySet[Any, Any]":
    """By clinician: what stands, what they can't make, what they were released from late, preferred dates met."""
    preferred = Availability.objects.filter(
        clinician=OuterRef("clinician"), date=OuterRef("date"), answer=Answer.PREFERRED
    )
    done = Q(case_day__status=Status.COMPLETED)
    accepted = Q(status=AssignmentStatus.ACCEPTED)
    late = Q(
        status=AssignmentStatus.RELEASED,
        asked_at__isnull=False,
        ended_at__gt=F("first_case_at") - Value(dt.timedelta(hours=LATE_HOURS)),
    )
    rows = Assignment.objects.visible_to_manager(user).filter(case_day__in=days_of(user, scope).values("pk"))
    rows = rows.alias(first_case_at=_first_case_at(), wished=Exists(preferred))
    return (
        rows.order_by()
        .values("clinician")
        .annotate(
            held=Count("pk", filter=Q(status=AssignmentStatus.HELD)),
            asked=Count("pk", filter=Q(status=AssignmentStatus.ASKED)),
            accepted=Count("pk", filter=accepted & ~done),
            worked=Count("pk", filter=accepted & done),
            declined=Count("pk", filter=Q(status=AssignmentStatus.DECLINED)),
            released=Count("pk", filter=late),
            met=Count("pk", filter=Q(status__in=ACTIVE, wished=True)),
        )
    )


def _first_case_at() -> Func:
    """The instant of the first case, on the site's clock, of the date that the assignment was for when it ended."""
    local = Func(
        Coalesce("ended_from_date", "date"),
        F("case_day__first_case_time"),
        template="(%(expressions)s)",
        arg_joiner=" + ",
        output_field=DateTimeField(),
    )
    return Func(F("case_day__site__time_zone"), local, function="timezone", output_field=DateTimeField())


def _offers(user: User, scope: Scope) -> "QuerySet[Any, Any]":
    """By clinician: offers of open slots, and how many they did not take."""
    rows = Offer.objects.filter(case_day__in=days_of(user, scope).values("pk")).order_by()
    return rows.values("clinician").annotate(
        offers=Count("pk"), refused=Count("pk", filter=Q(status=OfferStatus.DECLINED))
    )


def _answers(user: User, scope: Scope) -> "QuerySet[Any, Any]":
    """By clinician: the dates on which they said that they can work, and those that they prefer."""
    everybody = Availability.objects.all()
    rows = everybody.visible_to(user) if user.is_manager else everybody.none()  # not even one's own
    rows = rows.filter(date__range=(scope.first, scope.last), answer__in=WILLING).order_by()
    return rows.values("clinician").annotate(
        given=Count("pk"), preferred=Count("pk", filter=Q(answer=Answer.PREFERRED))
    )


def _people(user: User, figures: dict[int, Counter[str]]) -> list[Person]:
    rows = Clinician.objects.all().visible_to(user).filter(pk__in=figures.keys()).order_by()
    people = [
        Person(pk, f"{first} {last}".strip(), kind, figures[pk])
        for pk, kind, first, last in rows.values_list("pk", "provider_type", "user__first_name", "user__last_name")
    ]
    order = {slot.value: place for place, slot in enumerate(SLOT_ORDER)}
    return sorted(people, key=lambda one: (order[one.provider_type], -one.total, one.name.casefold(), one.pk))


def _row(person: Person) -> Row:
    label = str(ProviderType(person.provider_type).label)
    sums = [person.figures[column.key] for column in COLUMNS[3:]]
    return Row((Cell(person.name), Cell(label), Cell(person.total), *counts(sums)), pk=person.pk)


def _spread_row(slot: ProviderType, spread: Spread) -> Row:
    figures = (spread.total, spread.least, spread.median, spread.most, spread.mean, spread.deviation)
    cells = (Cell(round(value, 2), number(value)) for value in figures)
    return Row((Cell(str(slot.label)), Cell(spread.count), *cells))


def _headline(spreads: Iterable[tuple[ProviderType, Spread | None]]) -> str:
    known = [(slot, spread) for slot, spread in spreads if spread]
    if not known:
        return "Nobody has a day, and nobody gave a date."
    said = [f"{slot.label}s have {_each(spread)}." for slot, spread in known]
    slot, widest = max(known, key=lambda one: one[1].deviation)
    if widest.deviation and len(known) > 1:
        said.append(f"Days are least even among {slot.label.lower()}s: standard deviation {number(widest.deviation)}.")
    return " ".join(said)


def _each(spread: Spread) -> str:
    """Says "2 to 7 days each (median 4)", "3 days each"."""
    most = counted(int(spread.most), "day")
    if spread.least == spread.most:
        return f"{most} each"
    return f"{number(spread.least)} to {most} each (median {number(spread.median)})"


def _plots(spreads: Sequence[tuple[ProviderType, Spread | None, Sequence[Person]]]) -> tuple[Plot, ...]:
    lines = tuple(
        DotLine(
            f"{slot.label}s",
            dict(Counter(one.total for one in group)),
            spread.median,
            f"{number(spread.least)} to {number(spread.most)}, median {number(spread.median)}",
        )
        for slot, spread, group in spreads
        if spread
    )
    if not lines:
        return ()
    return (
        Plot(
            key="plot-days",
            title="Days per clinician",
            says=f"{'; '.join(f'{line.label}: {line.says} days' for line in lines)}.",
            kind="dots",
            lines=lines,
            legend=(("dot-key", "Clinicians with that many days: the larger, the more"), ("mark-key", "Median")),
        ),
    )
