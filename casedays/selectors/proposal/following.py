"""What follows from applying days of a proposal as things stand: who is held, asked and released, and who is told."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from accounts.models import Clinician, User
from casedays.messages import unaware_on
from casedays.models import Assignment, CaseDay, MatchingRun, Offer
from casedays.notices import reach
from casedays.proposals.stored import changing, tried_date
from casedays.proposals.together import Valid, chosen_days, groups_of, movable_in, still_valid
from casedays.states import LIVE, TOLD, OfferStatus, Status
from notifications.forecast import Reach, Told, forecast
from scheduling_portal.core import wording
from scheduling_portal.core.models import Rules

MOST_NAMED = 6


@dataclass(frozen=True)
class Following:
    """Days that would change, how many people are held and asked, and who, before anything is done.

    People stand as "Dana Kowalski from Thu 3 Dec" or "for".

    `told` are those of the released who know of their day, `unaware` those who were asked and not reached yet. `offers`
    are those that close, by day. `besides` are days that were not chosen and are applied all the same, because
    they exchange people with one that was. `reach` is what all of it sends.
    """

    days: tuple[int, ...]
    people_held: int
    people_asked: int
    besides: tuple[str, ...]
    held: tuple[str, ...]
    asked: tuple[str, ...]
    released: tuple[str, ...]
    told: tuple[str, ...]
    unaware: tuple[str, ...]
    offers: tuple[str, ...]
    answer_hours: int
    reach: Reach

    @property
    def who_is_held(self) -> str:
        """Names, the first few."""
        return wording.listed(self.held, most=MOST_NAMED)

    @property
    def who_is_asked(self) -> str:
        """Names, the first few."""
        return wording.listed(self.asked, most=MOST_NAMED)

    @property
    def who_is_released(self) -> str:
        """Names, the first few."""
        return wording.listed(self.released, most=MOST_NAMED)

    @property
    def who_is_told(self) -> str:
        """Names, the first few."""
        return wording.listed(self.told, most=MOST_NAMED)

    @property
    def who_is_unaware(self) -> str:
        """Names, the first few."""
        return wording.listed(self.unaware, most=MOST_NAMED)

    @property
    def which_besides(self) -> str:
        """Dates, the first few."""
        return wording.listed(self.besides, most=MOST_NAMED)


def day_words(date: dt.date, practice: str) -> str:
    """A day among others, some of which may be on the same date: "Bright Smiles on Tue 1 Dec"."""
    return f"{practice} on {wording.day(date)}"


def following_of(run: MatchingRun, day_ids: Collection[int] | None, viewer: User) -> Following:
    """What applying these days, or all that are left, would still do when `viewer` does it. Ten queries at most."""
    days, valid = _to_do(run, chosen_days(run, day_ids))
    people = _people(row.after for row, _ in valid if row.after is not None)
    new = [(days[row.day_id], row.slot, people[row.after]) for row, _ in valid if row.after is not None]
    asked = [(day, slot, person) for day, slot, person in new if day.status == Status.CONFIRMED]
    gone = [(days[row.day_id], one) for row, one in valid if one is not None]
    told = [(day, one) for day, one in gone if one.status in TOLD]
    unaware = unaware_on([one for _, one in told])
    offers = _offers(asked)
    ids = {row.day_id for row, _ in valid}
    done = [pk for pk in days if pk in ids]
    besides = [days[pk] for pk in done if day_ids is not None and pk not in day_ids]
    return Following(
        days=tuple(done),
        people_held=len({one.pk for day, _, one in new if day.status != Status.CONFIRMED}),
        people_asked=len({one.pk for _, _, one in asked}),
        besides=tuple(day_words(day.date, day.practice.name) for day in besides),
        held=tuple(f"{one.get_full_name()} for {_on(day)}" for day, _, one in new if day.status != Status.CONFIRMED),
        asked=tuple(f"{one.get_full_name()} for {_on(day)}" for day, _, one in asked),
        released=tuple(_leaving(day, one) for day, one in gone),
        told=tuple(_leaving(day, one) for day, one in told if not _is_in(unaware, day, one)),
        unaware=tuple(_leaving(day, one) for day, one in told if _is_in(unaware, day, one)),
        offers=tuple(_offer_words(day, len(some)) for day, some in offers),
        answer_hours=Rules.current().answer_hours,
        reach=forecast(_telling(asked, told, unaware, offers), actor=viewer),
    )


Days = dict[int, CaseDay]
Asked = Sequence[tuple[CaseDay, str, User]]
ToldOfIt = Sequence[tuple[CaseDay, Assignment]]
Unaware = Mapping[int, Collection[int]]
Closing = Sequence[tuple[CaseDay, Sequence[Offer]]]


def _to_do(run: MatchingRun, ids: Collection[int]) -> tuple[Days, Valid]:
    """Those of the days that can still be applied, in the order of the proposal, and what is left to do. Two queries.

    Days that exchange people are left out together, as applying would.
    """
    found = {
        day.pk: day for day in CaseDay.objects.filter(pk__in=ids, status__in=LIVE).select_related("site", "practice")
    }
    changes = changing(run)
    left, valid = still_valid([row for pk in ids for row in changes[pk]], movable_in(run))
    stands = {pk for pk in ids if pk in found and found[pk].date == tried_date(run, pk)}
    fit: set[int] = set()
    for group in groups_of({pk: changes[pk] for pk in ids}):
        if stands.issuperset(group) and (len(group) == 1 or left.keys().isdisjoint(group)):
            fit.update(group)
    return {pk: found[pk] for pk in ids if pk in fit}, [one for one in valid if one[0].day_id in fit]


def _on(day: CaseDay) -> str:
    return wording.day(day.date)


def _leaving(day: CaseDay, assignment: Assignment) -> str:
    return f"{assignment.clinician.user.get_full_name()} from {_on(day)}"


def _is_in(unaware: Unaware, day: CaseDay, assignment: Assignment) -> bool:
    return assignment.clinician.user_id in unaware.get(day.pk, {})


def _people(ids: Iterable[int]) -> dict[int, User]:
    return {one.pk: one.user for one in Clinician.objects.filter(pk__in=set(ids)).order_by().select_related("user")}


def _offers(asked: Asked) -> list[tuple[CaseDay, list[Offer]]]:
    """Offers that close because their slot is filled, by day. One query, when a day is confirmed."""
    if not asked:
        return []
    days = {day.pk: day for day, _, _ in asked}
    slots = {(day.pk, slot) for day, slot, _ in asked}
    running = Offer.objects.filter(case_day__in=days, status=OfferStatus.SENT).select_related("clinician__user")
    found: dict[int, list[Offer]] = defaultdict(list)
    for one in running:
        if (one.case_day_id, one.provider_type) in slots:
            found[one.case_day_id].append(one)
    return [(day, found[pk]) for pk, day in days.items() if pk in found]


def _offer_words(day: CaseDay, number: int) -> str:
    """Such as "2 offers for Thu 3 Dec"."""
    return f"{number} offer{'' if number == 1 else 's'} for {_on(day)}"


def _telling(asked: Asked, told: ToldOfIt, unaware: Unaware, offers: Closing) -> list[Told]:
    """All who are told: asked, released, and those whose offer closes without them being asked."""
    coming = {(day.pk, person.pk) for day, _, person in asked}
    found = [one for day, _, person in asked for one in reach.asking(day, [person])]
    for day, leaving in told:
        found += reach.releasing(day, [leaving.clinician.user], unaware.get(day.pk, {}))
    for day, some in offers:
        people = [offer.clinician.user for offer in some]
        found += reach.filling(day, [person for person in people if (day.pk, person.pk) not in coming])
    return found
