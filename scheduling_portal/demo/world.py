"""The demo world while it is being made: who and what there is, by the names of the script."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from accounts.models import Clinician, Skill, User
from availability.models import Period
from casedays.models import Assignment, CaseDay
from practices.models import Patient, Practice, Site
from scheduling_portal.demo.moments import Calendar

SEED = 20270303


@dataclass
class World:
    """Everything that later steps look up. `dice` are loaded: the same seed gives the same world."""

    calendar: Calendar = field(default_factory=Calendar)
    dice: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311  (no secret)
    manager: User = field(init=False)
    clinicians: dict[str, Clinician] = field(default_factory=dict)
    practices: dict[str, Practice] = field(default_factory=dict)
    staff: dict[str, User] = field(default_factory=dict)
    sites: dict[tuple[str, str], Site] = field(default_factory=dict)
    skills: dict[str, Skill] = field(default_factory=dict)
    patients: dict[str, list[Patient]] = field(default_factory=dict)
    periods: list[Period] = field(default_factory=list)
    day_ids: dict[str, int] = field(default_factory=dict)
    say: Callable[[str], None] = print

    def day(self, key: str) -> CaseDay:
        """A case day as it stands now."""
        return CaseDay.objects.select_related("site", "practice").get(pk=self.day_ids[key])

    def assignment(self, key: str, name: str) -> Assignment:
        """The newest assignment of somebody on a day."""
        return Assignment.objects.filter(case_day=self.day_ids[key], clinician=self.clinicians[name]).latest("pk")

    def is_past(self, date: dt.date) -> bool:
        """Whether a date lies before today."""
        return date < self.calendar.today
