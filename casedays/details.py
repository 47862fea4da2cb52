"""What a practice says about a day, as plain values passed between forms and services."""

import datetime as dt
from dataclasses import dataclass, field

from accounts.models import Skill
from practices.models import Site
from scheduling_portal.core.errors import InvalidFields


@dataclass(frozen=True, kw_only=True)
class CaseDayDetails:
    """Times are on the site's clock."""

    first_case_time: dt.time
    expected_end: dt.time
    expected_patients: int
    children: bool
    skills: list[Skill] = field(default_factory=list)
    contact_name: str = ""
    contact_phone: str = ""
    parking: str = ""
    notes: str = ""

    def check(self) -> None:
        """Raises InvalidFields where the values cannot be a case day."""
        errors = {}
        if self.first_case_time < dt.time(4):
            errors["first_case_time"] = (
                f"The first case would be at night, {clock_words(self.first_case_time)}. Did you mean the afternoon?"
            )
        if self.expected_end <= self.first_case_time:
            errors["expected_end"] = end_before_first(self.first_case_time, self.expected_end)
        if not 1 <= self.expected_patients <= 60:
            errors["expected_patients"] = "Patients expected must be from 1 to 60."
        if errors:
            raise InvalidFields(errors)


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A case day as somebody wants it to be."""

    site: Site
    date: dt.date
    details: CaseDayDetails


def clock_words(time: dt.time) -> str:
    """A time as people read it: "7:30 am"."""
    return f"{time.hour % 12 or 12}:{time.minute:02d} {'am' if time.hour < 12 else 'pm'}"


def end_before_first(first: dt.time, end: dt.time) -> str:
    """The sentence for an end that does not come after the first case, with the likely meaning."""
    sentence = f"Expected end must be after the first case, {clock_words(first)}."
    afternoon = dt.time(end.hour + 12, end.minute) if end.hour < 12 else end
    return f"{sentence} Did you mean {clock_words(afternoon)}?" if afternoon > first else sentence
