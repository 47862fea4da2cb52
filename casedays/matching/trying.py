"""On which of its dates a request is tried that nobody has accepted yet. Plain values, no database."""

from collections.abc import Sequence
from dataclasses import replace

from casedays.matching.eligibility import blocks, ordinal
from casedays.matching.filling import DayToFill
from casedays.matching.problem import Person, RuleBook

FIRST_CHOICE = "their first choice"


def on_best_dates(days: Sequence[DayToFill], people: Sequence[Person], book: RuleBook) -> list[DayToFill]:
    """The days in the order of dates, each request on the best of its dates on which a team is possible.

    Without such a date it stays on the best one. Days that are no mere requests stay as they are.
    """
    moved = [_on_best_date(day, people, book) if day.tried and day.wanted else day for day in days]
    return sorted(moved, key=lambda day: (day.needs.date, day.needs.day_id))


def _on_best_date(day: DayToFill, people: Sequence[Person], book: RuleBook) -> DayToFill:
    dates = (day.needs.date, *day.wanted)
    for place, date in enumerate(dates):
        there = replace(day, needs=replace(day.needs, date=date))
        if is_possible(there, people, book):
            others = tuple(one for one in dates if one != date)
            said = f"their {ordinal(place + 1)} choice, because no team is possible on a better one" if place else ""
            return replace(there, wanted=others, tried=said or day.tried)
    return replace(day, tried=f"{day.tried}; no team is possible on any of their {len(dates)} dates")


def is_possible(day: DayToFill, people: Sequence[Person], book: RuleBook) -> bool:
    """Whether each open slot has somebody whom no rule keeps out, looking at this day alone."""
    return all(
        any(person.provider_type == slot and not blocks(person, day.needs, slot, book) for person in people)
        for slot in day.open
    )
