"""One day of the board: all that its row shows, read for any number of days with the same few queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, QuerySet

from accounts.models import User
from availability.demand import place
from availability.models import Period
from casedays.models import Assignment, CaseDay, Offer, WantedDate
from casedays.selectors.board.days import Day
from casedays.selectors.chances import chances_of
from casedays.selectors.slots import OPEN_STATES, SlotCell, cells
from casedays.states import ACTIVE, OfferStatus, Status
from scheduling_portal.core import wording

DETAILS = (
    "pk", "first_case_time", "proposed_date", "practice__name", "site__name", "site__city", "site__state",
    "site__time_zone",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One day as the board draws it."""

    pk: int
    date: dt.date
    first_case_time: dt.time
    zone: str
    practice: str
    place: str
    status: str
    at_risk: bool
    change_waiting: bool
    change_unseen: bool
    other_dates: tuple[dt.date, ...]
    slots: tuple[SlotCell, ...]
    #: Why it cannot be confirmed; None when there is nothing to confirm.
    blocked: str | None

    @property
    def overrides(self) -> int:
        """How many of its team are on it although a rule stood against them."""
        return sum(slot.overridden for slot in self.slots)


def rows_of(user: User, days: Sequence[Day]) -> list[Row]:
    """Each of these days as the board draws it, in the same order. Four queries at most, whatever the number."""
    ids = [day.pk for day in days]
    if not ids:
        return []
    about = CaseDay.objects.visible_to_manager(user).filter(pk__in=ids).order_by()
    details = {row[0]: row[1:] for row in about.values_list(*DETAILS)}
    teams = _teams(ids)
    offers = _offers([day.pk for day in days if day.at_risk])
    wanted = _wanted([day.pk for day in days if day.status == Status.REQUESTED])
    return [
        _row(day, details[day.pk], teams.get(day.pk, ()), offers.get(day.pk, ()), wanted.get(day.pk, ()))
        for day in days
        if day.pk in details
    ]


def with_eligible(rows: Sequence[Row], periods: Sequence[Period] | None) -> list[Row]:
    """The rows with how many could take each open slot; `periods` and queries as of `chances_of`."""
    lacking = {row.pk: [slot.provider_type for slot in row.slots if slot.state in OPEN_STATES] for row in rows}
    known = chances_of(((row.pk, row.date, lacking[row.pk]) for row in rows if lacking[row.pk]), periods)
    able = {row.pk: known.get(place(row.pk, row.date)) for row in rows if lacking[row.pk]} if known else {}
    return [replace(row, slots=_with(row.slots, slots)) if (slots := able.get(row.pk)) else row for row in rows]


def _with(slots: tuple[SlotCell, ...], able: Mapping[str, int]) -> tuple[SlotCell, ...]:
    return tuple(
        replace(one, eligible=able.get(one.provider_type)) if one.state in OPEN_STATES else one for one in slots
    )


def _teams(ids: Collection[int]) -> Mapping[int, list[dict[str, Any]]]:
    """Who is in the slots of each day."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    team: QuerySet[Any, Any] = Assignment.objects.filter(case_day__in=ids, status__in=ACTIVE).order_by("pk")
    for row in team.values(
        "case_day_id", "status", "conflict", "overridden", type=F("provider_type"), asked=F("asked_at"),
        reminded=F("reminded_at"), first=F("clinician__user__first_name"), last=F("clinician__user__last_name"),
    ):  # fmt: skip
        found[row["case_day_id"]].append(row)
    return found


def _offers(ids: Collection[int]) -> Mapping[int, list[dict[str, Any]]]:
    """The offers of each day that are still open."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    sent: QuerySet[Any, Any] = Offer.objects.filter(case_day__in=ids, status=OfferStatus.SENT).order_by("closes_at")
    for row in sent.values("case_day_id", type=F("provider_type"), closes=F("closes_at")):
        found[row["case_day_id"]].append(row)
    return found


def _wanted(ids: Collection[int]) -> Mapping[int, list[dt.date]]:
    """The dates that the practice named for each day, the best first."""
    found: dict[int, list[dt.date]] = defaultdict(list)
    for pk, date in WantedDate.objects.filter(case_day__in=ids).order_by("rank").values_list("case_day_id", "date"):
        found[pk].append(date)
    return found


def place_words(site: str, city: str, state: str) -> str:
    """A site with its city, named once where both are the same: "Pier 9, Portland OR", "Beaverton OR"."""
    return f"{city} {state}" if site.casefold() == city.casefold() else f"{site}, {city} {state}"


def _row(
    day: Day,
    details: tuple[Any, ...],
    team: Sequence[dict[str, Any]],
    offers: Sequence[dict[str, Any]],
    wanted: Sequence[dt.date],
) -> Row:
    first_case_time, proposed, practice, site, city, state, zone = details
    slots = cells(day.status, team, offers, zone=zone)
    return Row(
        pk=day.pk,
        date=day.date,
        first_case_time=first_case_time,
        zone=zone,
        practice=practice,
        place=place_words(site, city, state),
        status="proposed" if day.status == Status.REQUESTED and proposed else day.status,
        at_risk=day.at_risk,
        change_waiting=day.change_waiting,
        change_unseen=day.change_unseen,
        other_dates=tuple(date for date in wanted if date != day.date),
        slots=slots,
        blocked=_blocked(day, practice, slots),
    )


def _blocked(day: Day, practice: str, slots: Sequence[SlotCell]) -> str | None:
    """Why a planned day cannot be confirmed, with the day's date and practice; empty when nothing stands against it."""
    if day.status != Status.PLANNED:
        return None
    which = f"{wording.day(day.date)}, {practice}"
    gaps = [slot.provider_type for slot in slots if slot.state == "open"]
    if gaps:
        return f"{which} has no {wording.either(gaps)}"
    return next((f"{which}: {slot.conflict}" for slot in slots if slot.conflict), "")
