"""What follows from applying days of a proposal: who is held, asked and released, and who hears of it."""

from collections.abc import Collection
from dataclasses import dataclass

from casedays.models import Assignment, CaseDay, MatchingRun
from casedays.proposals.applying import changing, chosen_days
from casedays.states import ACTIVE, TOLD, Status
from scheduling_portal.core.models import Rules


@dataclass(frozen=True)
class Following:
    """Counts of days and of people, before anything is done."""

    days: tuple[int, ...]
    held: int
    asked: int
    released: int
    told: int
    answer_hours: int

    @property
    def texts(self) -> int:
        """How many people get a text."""
        return self.asked + self.told


def following_of(run: MatchingRun, day_ids: Collection[int] | None) -> Following:
    """What applying these days, or all that are left, would do as things stand. At most four queries."""
    chosen = chosen_days(run, day_ids)
    rows = [row for day, mine in changing(run).items() if day in set(chosen) for row in mine]
    confirmed = set(
        CaseDay.objects.filter(pk__in=chosen, status=Status.CONFIRMED).order_by().values_list("pk", flat=True)
    )
    leaving = {(row.day_id, row.before) for row in rows if row.before is not None}
    active = Assignment.objects.filter(case_day__in=chosen, status__in=ACTIVE).order_by()
    standing = {(day, person): status for day, person, status in active.values_list("case_day", "clinician", "status")}
    gone = [standing[pair] for pair in leaving if pair in standing]
    new = [row for row in rows if row.after is not None]
    asked = sum(row.day_id in confirmed for row in new)
    return Following(
        days=tuple(chosen),
        held=len(new) - asked,
        asked=asked,
        released=len(gone),
        told=sum(status in TOLD for status in gone),
        answer_hours=Rules.current().answer_hours,
    )
