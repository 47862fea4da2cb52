"""What pages read of availability. Nothing here writes."""

from availability.selectors.coverage import Cover, Coverage, CoverageRow, coverage
from availability.selectors.kept import chances, with_chances, with_kept
from availability.selectors.month import MonthPage, month_of, standing_answers, still_on, with_mine
from availability.selectors.overview import Overview, PersonRow, missing_people, overview, reminded_lately
from availability.selectors.periods import (
    DuePeriod,
    PeriodSummary,
    awaited,
    collecting_period,
    due_periods,
    missing_now,
    period_summaries,
    returned_to,
)

__all__ = [
    "Cover",
    "Coverage",
    "CoverageRow",
    "DuePeriod",
    "MonthPage",
    "Overview",
    "PeriodSummary",
    "PersonRow",
    "awaited",
    "chances",
    "collecting_period",
    "coverage",
    "due_periods",
    "missing_now",
    "missing_people",
    "month_of",
    "overview",
    "period_summaries",
    "reminded_lately",
    "returned_to",
    "standing_answers",
    "still_on",
    "with_chances",
    "with_kept",
    "with_mine",
]
