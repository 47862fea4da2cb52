"""What follows from applying days of a proposal as things stand: who is held, asked and released, and who is told."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import Clinician
from casedays.matching.period import FREED
from casedays.matching.scope import Moves
from casedays.models import CaseDay, MatchingRun, Offer
from casedays.proposals.applying import changing, chosen_days, still_valid
from casedays.proposals.plan import Row
from casedays.states import LIVE, TOLD, OfferStatus, Status
from scheduling_portal.core import wording
from scheduling_portal.core.models import Rules

MOST_NAMED = 6


@dataclass(frozen=True)
class Following:
    """Days that would change, and people as "Dana Kowalski from Thu 3 Dec" or "for", before anything is done.

    `told` are those of the released who know of their day. `offers` are those that close, by day.
    """

    days: tuple[int, ...]
    held: tuple[str, ...]
    asked: tuple[str, ...]
    released: tuple[str, ...]
    told: tuple[str, ...]
    offers: tuple[str, ...]
    answer_hours: int

    @property
    def texts(self) -> int:
        """How many people get a text."""
        return len(self.asked) + len(self.told)

    @property
    def who_is_held(self) -> str:
        """Names, the first few."""
        return named(self.held)

    @property
    def who_is_asked(self) -> str:
        """Names, the first few."""
        return named(self.asked)

    @property
    def who_is_released(self) -> str:
        """Names, the first few."""
        return named(self.released)

    @property
    def who_is_told(self) -> str:
        """Names, the first few."""
        return named(self.told)


def named(names: Sequence[str]) -> str:
    """The first few, and how many more."""
    shown, more = list(names[:MOST_NAMED]), len(names) - MOST_NAMED
    if more > 0:
        shown.append(f"{more} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def following_of(run: MatchingRun, day_ids: Collection[int] | None) -> Following:
    """What applying these days, or all that are left, would still do. Six queries at most."""
    days = _as_proposed(run, chosen_days(run, day_ids))
    rows = [row for day, mine in changing(run).items() if day in days for row in mine]
    _, valid = still_valid(rows, FREED[Moves(run.scope["moves"])])
    confirmed = {pk for pk, (_, status) in days.items() if status == Status.CONFIRMED}
    names = _names([row.after for row, _ in valid if row.after is not None])
    new = [row for row, _ in valid if row.after is not None]
    gone = [(one, f"{one.clinician.user.get_full_name()} from {_day(row, days)}") for row, one in valid if one]
    return Following(
        days=tuple(day for day in days if any(row.day_id == day for row, _ in valid)),
        held=tuple(f"{names[row.after]} for {_day(row, days)}" for row in new if row.day_id not in confirmed),
        asked=tuple(f"{names[row.after]} for {_day(row, days)}" for row in new if row.day_id in confirmed),
        released=tuple(words for _, words in gone),
        told=tuple(words for one, words in gone if one.status in TOLD),
        offers=tuple(_offers([row for row in new if row.day_id in confirmed], days)),
        answer_hours=Rules.current().answer_hours,
    )


Days = dict[int, tuple[dt.date, str]]


def _as_proposed(run: MatchingRun, ids: Collection[int]) -> Days:
    """Date and status of those of the days that can still be applied, in the order of the proposal. One query."""
    dates = (run.result or {}).get("dates", {})
    found = CaseDay.objects.filter(pk__in=ids, status__in=LIVE).order_by().values_list("pk", "date", "status")
    standing = {pk: (date, status) for pk, date, status in found if dates.get(str(pk)) == date.isoformat()}
    return {pk: standing[pk] for pk in ids if pk in standing}


def _day(row: Row, days: Days) -> str:
    return wording.day(days[row.day_id][0])


def _names(ids: Collection[int]) -> dict[int | None, str]:
    people = Clinician.objects.filter(pk__in=ids).order_by()
    rows = people.values_list("pk", "user__first_name", "user__last_name")
    return {pk: f"{first} {last}".strip() for pk, first, last in rows}


def _offers(rows: Sequence[Row], days: Days) -> list[str]:
    """Offers that close because their slot is filled: "2 offers for Thu 3 Dec". One query, when a day is confirmed."""
    if not rows:
        return []
    slots = {(row.day_id, row.slot) for row in rows}
    running = Offer.objects.filter(case_day__in={row.day_id for row in rows}, status=OfferStatus.SENT).order_by()
    counts: Counter[int] = Counter()
    for day, slot, number in running.values_list("case_day", "provider_type").annotate(n=Count("pk")):
        counts[day] += number if (day, slot) in slots else 0
    return [
        f"{number} offer{'' if number == 1 else 's'} for {wording.day(days[day][0])}"
        for day, number in counts.items()
        if number
    ]
