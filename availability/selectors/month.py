"""One clinician's answers for one period, as a month of cells."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery

from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import Clinician
from availability.as_read import AsRead
from availability.calendar import dates_of, same_day_before, weeks_of
from availability.demand import demand
from availability.enums import Answer, Phase, SubmissionStatus
from availability.models import Availability, Comment, Period, Submission
from availability.rules import may_edit, phase_of
from availability.selectors.kept import Covered, counted, with_kept
from scheduling_portal.core import wording

SATURDAY = 5


@dataclass(frozen=True)
class Cell:
    """One date: answer and note, the answer at the same place of the last period, what else to know.

    `on_day` names the practice on whose team the clinician is.
    """

    date: dt.date
    answer: str = ""
    note: str = ""
    last: str = ""
    on_day: str = ""
    more: str = ""
    in_period: bool = True
    is_first: bool = False

    @property
    def iso(self) -> str:
        """The date as form fields name it."""
        return self.date.isoformat()

    @property
    def weekday(self) -> int:
        """1 for Monday to 7."""
        return self.date.isoweekday()

    @property
    def day_label(self) -> str:
        """The number of the day; with its month on the first date and on the first of a month."""
        if self.is_first or self.date.day == 1:
            return f"{self.date.day} {wording.MONTHS[self.date.month - 1]}"
        return str(self.date.day)


@dataclass(frozen=True)
class MonthPage:
    """Everything that the page of one clinician and one period shows."""

    period: Period
    phase: Phase
    submission: Submission | None
    can_edit: bool
    cells: Mapping[dt.date, Cell]
    comments: list[Comment]
    last_period: Period | None = None
    pattern: Sequence[tuple[int, str, str]] = ()

    @property
    def weeks(self) -> list[list[Cell]]:
        """The dates by week, Monday first; those outside the period are marked so."""
        return [
            [self.cells.get(date) or Cell(date, in_period=False) for date in week]
            for week in weeks_of(self.period.starts_on, self.period.ends_on)
        ]

    @property
    def answered(self) -> int:
        """Dates with an answer."""
        return sum(1 for cell in self.cells.values() if cell.answer)

    @property
    def total(self) -> int:
        """Dates of the period."""
        return len(self.cells)

    @property
    def as_read(self) -> str:
        """What the form carries, so that what is sent elsewhere meanwhile is not undone."""
        return AsRead.text(self.cells, self.submission)

    @property
    def is_returned(self) -> bool:
        """A manager gave it back with a comment."""
        return self.submission is not None and self.submission.status == SubmissionStatus.RETURNED

    def copy_label(self) -> str:
        """What the button that copies the last period says; empty when there is nothing to copy."""
        if self.last_period is None:
            return ""
        return f"Copy {wording.day_span(self.last_period.starts_on, self.last_period.ends_on)}"

    def as_typed(self, answers: Mapping[dt.date, str], notes: Mapping[dt.date, str]) -> "MonthPage":
        """The same page with what somebody typed, kept after a refusal."""
        cells = {
            date: replace(cell, answer=answers.get(date, cell.answer), note=notes.get(date, cell.note))
            for date, cell in self.cells.items()
        }
        return replace(self, cells=cells)

    @property
    def notes(self) -> list[Cell]:
        """The dates with a note."""
        return [cell for cell in self.cells.values() if cell.note]

    @property
    def counts(self) -> str:
        """How often each answer was given: "5 preferred, 8 missing"."""
        many = Counter(cell.answer for cell in self.cells.values())
        words = [*((str(value), str(label).lower()) for value, label in Answer.choices), ("", "missing")]
        return ", ".join(f"{many[value]} {label}" for value, label in words if many[value])


def with_mine(periods: "QuerySet[Period]", clinician: Clinician) -> "QuerySet[Period]":
    """The periods with what `month_of` reads beside them, in the same query.

    That is the clinician's submission, the last period's dates, and the coverage that is kept.
    """
    before = Period.objects.filter(starts_on__lt=OuterRef("starts_on")).order_by("-starts_on")
    mine = FilteredRelation("submissions", condition=Q(submissions__clinician=clinician))
    found: QuerySet[Any] = with_kept(periods).annotate(
        mine=mine,
        last_starts_on=Subquery(before.values("starts_on")[:1]),
        last_ends_on=Subquery(before.values("ends_on")[:1]),
    )
    return cast("QuerySet[Period]", found.select_related("mine"))


def month_of(clinician: Clinician, period: Period, *, for_manager: bool = False) -> MonthPage:
    """The answers of `clinician` for `period`; three queries for a period that came through `with_mine`, else four.

    A clinician's own page never shows days they are only held for; a manager's does.
    """
    if not hasattr(period, "last_starts_on"):
        period = with_mine(Period.objects.filter(pk=period.pk), clinician).get()
    submission: Submission | None = getattr(period, "mine", None)
    first, last_date = getattr(period, "last_starts_on", None), getattr(period, "last_ends_on", None)
    last = Period(starts_on=first, ends_on=last_date) if first and last_date and not for_manager else None
    rows = _rows(clinician, period, last)
    mine = demand().commitments(period.starts_on, period.ends_on, [clinician.pk])
    taken = {one.date: one.practice for one in mine if one.told or for_manager}
    known = counted(period)
    earlier = _earlier(rows, period, last)
    cells = {}
    for date in dates_of(period.starts_on, period.ends_on):
        row = rows.get(date)
        cells[date] = Cell(
            date=date,
            answer=row.answer if row else "",
            note=row.note if row else "",
            last=earlier.get(date, ""),
            on_day=taken.get(date, ""),
            is_first=date == period.starts_on,
            more=_more(known.dates.get(date) if known else None, clinician.provider_type, taken.get(date, "")),
        )
    comments = Comment.objects.filter(period=period, clinician=clinician).select_related("author")
    return MonthPage(
        period=period,
        phase=phase_of(period),
        submission=submission,
        can_edit=may_edit(period, submission),
        cells=cells,
        comments=list(comments),
        last_period=last if earlier else None,
        pattern=_pattern(earlier),
    )


def standing_answers(clinician: Clinician, period: Period) -> dict[dt.date, str]:
    """The answers that stand for the period, by date. One query."""
    rows = Availability.objects.filter(clinician=clinician, date__range=(period.starts_on, period.ends_on))
    return dict(rows.values_list("date", "answer"))


def still_on(clinician: Clinician, dates: Sequence[dt.date]) -> dict[dt.date, str]:
    """On which of these dates the clinician is on a team that they were told of, with whose. One query at most."""
    if not dates:
        return {}
    mine = demand().commitments(min(dates), max(dates), [clinician.pk])
    return {one.date: one.practice for one in sorted(mine, key=lambda one: one.date) if one.told and one.date in dates}


def _rows(clinician: Clinician, period: Period, last: Period | None) -> dict[dt.date, Availability]:
    spans = Q(date__range=(period.starts_on, period.ends_on))
    if last:
        spans |= Q(date__range=(last.starts_on, last.ends_on))
    return {row.date: row for row in Availability.objects.filter(spans, clinician=clinician)}


def _earlier(rows: Mapping[dt.date, Availability], period: Period, last: Period | None) -> dict[dt.date, str]:
    """The last period's answers, moved to the dates of this one."""
    if last is None:
        return {}
    moved = {}
    for date in dates_of(period.starts_on, period.ends_on):
        before = same_day_before(date, start=period.starts_on, earlier_start=last.starts_on)
        if last.starts_on <= before <= last.ends_on and before in rows:
            moved[date] = rows[before].answer
    return moved


def _pattern(earlier: Mapping[dt.date, str]) -> list[tuple[int, str, str]]:
    """(1 for Monday, its name, what to offer): the usual answer of the last period, else working days free.

    Empty leaves a weekday as it is.
    """
    pattern = []
    for weekday, name in enumerate(wording.DAYS_LONG):
        given = [answer for date, answer in earlier.items() if date.weekday() == weekday]
        usual = Counter(given).most_common(1)
        fallback = "" if weekday >= SATURDAY else Answer.AVAILABLE.value
        pattern.append((weekday + 1, name, usual[0][0] if usual else fallback))
    return pattern


def _more(on: Covered | None, provider_type: str, practice: str) -> str:
    """What the chosen date says besides its answer: whose team one is on, what is wanted, and who is short."""
    said = [f"On the team of {practice}."] if practice else []
    if on and on.days:
        wanted = f"{on.days} day{'' if on.days == 1 else 's'} wanted"
        lacking = [f"{kind.label.lower()}s" for kind in SLOT_ORDER if on.spare[kind.value] < 0]
        mine = f"{ProviderType(provider_type).label.lower()}s"
        short = " and ".join(filter(None, (", ".join(lacking[:-1]), *lacking[-1:])))
        said.append(f"{wanted}, short of {short}." if lacking else f"{wanted}, and {mine} enough so far.")
    return " ".join(said)
