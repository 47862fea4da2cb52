"""Every eligible pair of an open slot and a clinician with its cost, computed by whole arrays.

It finds exactly the pairs that `eligibility.blocks` lets through, at exactly the cost of `scoring.score` without the
share of fairness, which grows with each further day and is the solver's. What a rule means is asked of those modules
once per group of days that ask the same; nothing here decides a rule of its own. A test compares both on random worlds.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from casedays.matching.eligibility import WILLING, Rule, days_between, miles_to, needed_skills, required_for
from casedays.matching.filling import DayToFill
from casedays.matching.papers import Papers
from casedays.matching.problem import DayNeeds, Person, RuleBook
from casedays.matching.scoring import Weights, wish_cost

Bools = npt.NDArray[np.bool_]
Costs = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.intp]
#: Days that are looked at together, so that the arrays of the largest periods stay small.
CHUNK = 4000


@dataclass(frozen=True)
class FoundPairs:
    """Positions of the day and of the person, and the cost, as arrays of one length, by day, then by person."""

    day: npt.NDArray[np.int32]
    person: npt.NDArray[np.int32]
    cost: npt.NDArray[np.int64]


def eligible_pairs(days: Sequence[DayToFill], people: Sequence[Person], book: RuleBook, weights: Weights) -> FoundPairs:
    """All pairs of these days' open slots and these people.

    Nobody may be among the people who stands in an open slot of one of the days: free them first.
    """
    parts: list[tuple[Numbers, Numbers, Costs]] = []
    miles = Miles()
    for slot in sorted({slot for day in days for slot in day.open}):
        who = np.array([n for n, p in enumerate(people) if p.provider_type == slot and p.active], dtype=np.intp)
        which = np.array([n for n, day in enumerate(days) if slot in day.open], dtype=np.intp)
        if not len(who):
            continue
        some = [people[n] for n in who]
        for start in range(0, len(which), CHUNK):
            chunk = which[start : start + CHUNK]
            grid = _Grid(slot, [days[n] for n in chunk], some, book, weights, miles)
            at_day, at_person = np.nonzero(grid.eligible().T)
            parts.append((chunk[at_day], who[at_person], grid.cost()[at_person, at_day]))
    if not parts:
        empty = np.zeros(0, dtype=np.int32)
        return FoundPairs(empty, empty, np.zeros(0, dtype=np.int64))
    day, person, cost = (np.concatenate([part[place] for part in parts]) for place in range(3))
    order = np.lexsort((person, day))
    return FoundPairs(day[order].astype(np.int32), person[order].astype(np.int32), cost[order].astype(np.int64))


class Miles:
    """Distances from homes to places, each computed once."""

    def __init__(self) -> None:
        self.known: dict[tuple[object, object], float] = {}

    def of(self, person: Person, day: DayNeeds) -> float:
        """Miles, NaN when one of the two is unknown."""
        key = (person.home, day.place)
        if key not in self.known:
            miles = miles_to(person, day)
            self.known[key] = float("nan") if miles is None else miles
        return self.known[key]


class _Grid:
    """People of one type by days that ask for them: rows are people, columns days."""

    def __init__(
        self,
        slot: str,
        days: Sequence[DayToFill],
        people: Sequence[Person],
        book: RuleBook,
        weights: Weights,
        miles: Miles,
    ) -> None:
        self.slot, self.days, self.people = slot, days, people
        self.book, self.weights = book, weights
        self.needs = [day.needs for day in days]
        self.dates = sorted({needs.date for needs in self.needs})
        self.at = {date: column for column, date in enumerate(self.dates)}
        self.column = np.array([self.at[needs.date] for needs in self.needs], dtype=np.intp)
        self.papers = Papers(people, self.dates, book.lapse_days)
        self.miles = self._distances(miles)

    def eligible(self) -> Bools:
        """Who passes every rule for which day."""
        fits = self._free()[:, self.column]
        limits = np.array([person.max_miles or self.book.max_miles for person in self.people], dtype=float)
        fits &= ~(self.miles > limits[:, None])
        for columns, day in self._groups(lambda day: frozenset(s for s, _ in needed_skills(day, self.slot))):
            wanted = {skill for skill, _ in needed_skills(day, self.slot)}
            fits[:, columns] &= np.array([wanted <= person.skill_ids for person in self.people], dtype=bool)[:, None]
        for columns, day in self._groups(lambda day: (day.state, day.children)):
            for row in required_for(day, self.slot, self.book):
                valid = self.papers.last_day(row, day.state) > 0
                fits[:, columns] &= valid[:, self.column[columns]]
        for rows, columns in self._practices(lambda person: person.blocked_practices):
            fits[np.ix_(rows, columns)] = False
        return fits

    def cost(self) -> Costs:
        """Points of each pair, of those that are eligible."""
        weights = self.weights
        cost = self._wishes()[:, self.column]
        cost += np.nan_to_num(np.rint(self.miles)).astype(np.int32) * weights.per_mile
        for rows, columns in self._practices(lambda person: person.preferred_practices):
            cost[np.ix_(rows, columns)] -= weights.practice_preferred
        for rows, columns in self._meetings([day.site_id for day in self.needs], lambda person: person.sites_worked):
            cost[np.ix_(rows, columns)] -= weights.been_at_site
        for columns, day in self._groups(lambda day: (day.state, day.children)):
            for row in required_for(day, self.slot, self.book):
                lapsing = self.papers.lapsing(row, day.state)
                cost[:, columns] += lapsing[:, self.column[columns]].astype(np.int32) * weights.credential_lapsing
        self._known_mates(cost)
        return cost

    def _free(self) -> Bools:
        """Willing on the date, on no other day then, and within the limits with one day more: by date."""
        free = np.zeros((len(self.people), len(self.dates)), dtype=bool)
        for row, person in enumerate(self.people):
            mine = free[row]
            for date, answer in person.answers.items():
                column = self.at.get(date)
                if column is not None and answer in WILLING:
                    mine[column] = date not in person.dropped
            if person.busy:
                self._take_busy(person, mine)
        return free

    def _take_busy(self, person: Person, mine: Bools) -> None:
        weeks: dict[dt.date, int] = {}
        for column in np.flatnonzero(mine):
            date = self.dates[column]
            monday = date - dt.timedelta(days=date.weekday())
            if monday not in weeks:
                sunday = monday + dt.timedelta(days=6)
                weeks[monday] = days_between(person, monday, sunday, without=0, limit=Rule.WEEK_LIMIT)
            within = weeks[monday] < person.week_limit(date) and self._within_period(person, date)
            mine[column] = within and date not in person.busy

    def _within_period(self, person: Person, date: dt.date) -> bool:
        period, most = self.book.period_on(date), person.period_limit(date)
        if period is None or most is None:
            return True
        return days_between(person, period.first, period.last, without=0, limit=Rule.PERIOD_LIMIT) < most

    def _wishes(self) -> Costs:
        """Points of the answers by date; those of dates that nobody offered are never used."""
        wishes = np.zeros((len(self.people), len(self.dates)), dtype=np.int32)
        points = {answer: wish_cost(answer, self.weights) for answer in WILLING}
        for row, person in enumerate(self.people):
            mine = wishes[row]
            for date, answer in person.answers.items():
                column = self.at.get(date)
                if column is not None and answer in points:
                    mine[column] = points[answer]
        return wishes

    def _distances(self, miles: Miles) -> npt.NDArray[np.float64]:
        homes: dict[object, list[int]] = defaultdict(list)
        for row, person in enumerate(self.people):
            homes[person.home].append(row)
        places: dict[tuple[float, float] | None, int] = {}
        place_of = np.array([places.setdefault(day.place, len(places)) for day in self.needs], dtype=np.intp)
        first = {place: day for day in reversed(self.needs) for place in (day.place,)}
        table = np.empty((len(self.people), len(places)))
        for rows in homes.values():
            table[rows] = [miles.of(self.people[rows[0]], first[place]) for place in places]
        return table[:, place_of]

    def _groups(self, key: Callable[[DayNeeds], object]) -> Iterator[tuple[Numbers, DayNeeds]]:
        """Columns of the days that ask the same, with one of them."""
        groups: dict[object, list[int]] = defaultdict(list)
        for column, day in enumerate(self.needs):
            groups[key(day)].append(column)
        for columns in groups.values():
            yield np.array(columns, dtype=np.intp), self.needs[columns[0]]

    def _practices(self, of: Callable[[Person], frozenset[int]]) -> Iterator[tuple[Numbers, Numbers]]:
        return self._meetings([day.practice_id for day in self.needs], of)

    def _meetings(
        self, ids: Sequence[int], of: Callable[[Person], frozenset[int]]
    ) -> Iterator[tuple[Numbers, Numbers]]:
        """Rows of the people who name an id, with the columns of the days that have it."""
        columns: dict[int, list[int]] = defaultdict(list)
        for column, number in enumerate(ids):
            columns[number].append(column)
        rows: dict[int, list[int]] = defaultdict(list)
        for row, person in enumerate(self.people):
            for number in of(person):
                if number in columns:
                    rows[number].append(row)
        for number, mine in rows.items():
            yield np.array(mine, dtype=np.intp), np.array(columns[number], dtype=np.intp)

    def _known_mates(self, cost: Costs) -> None:
        known: dict[int, list[int]] = defaultdict(list)
        teams = {mate for day in self.days for mate in day.mates}
        for row, person in enumerate(self.people):
            for mate in teams & person.worked_with.keys():
                if person.worked_with[mate]:
                    known[mate].append(row)
        for column, day in enumerate(self.days):
            for mate in day.mates:
                cost[known[mate], column] -= self.weights.same_team
