"""One day of the board: all that its row shows, read for any number of days with one query."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from casedays.models import Assignment, Offer, WantedDate
from casedays.selectors import facts
from casedays.selectors.slots import SlotCell, cells
from casedays.states import ACTIVE, AssignmentStatus, OfferStatus, Status
from scheduling_portal.core import wording


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


def rows(days: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
    """The plain values that `row_of` reads, teams and offers as arrays: one query for any number of days."""
    return days.order_by("date", "first_case_time", "pk").values(
        "pk", "date", "first_case_time", "status", "proposed_date", "filled", "risk",
        zone=F("site__time_zone"), practice_name=F("practice__name"), site_name=F("site__name"),
        city=F("site__city"), site_state=F("site__state"),
        waiting=facts.change_waiting(), not_seen=facts.change_unseen(),
        team_list=team_array(), offer_list=offer_array(),
        wanted=ArraySubquery(WantedDate.objects.filter(case_day=OuterRef("pk")).order_by("rank").values("date")),
    )  # fmt: skip


def team_array() -> ArraySubquery:
    """Per slot what stands there now: active assignments, and those who could not make it."""
    told = [*ACTIVE, AssignmentStatus.DECLINED]
    return ArraySubquery(
        Assignment.objects.filter(case_day=OuterRef("pk"), status__in=told)
        .order_by("pk")
        .values(
            row=JSONObject(
                type="provider_type", status="status", asked="asked_at", reminded="reminded_at",
                first="clinician__user__first_name", last="clinician__user__last_name",
                conflict="conflict", reason="ended_reason",
            )
        )
    )  # fmt: skip


def offer_array() -> ArraySubquery:
    """The offers of the outer day that are still open."""
    return ArraySubquery(
        Offer.objects.filter(case_day=OuterRef("pk"), status=OfferStatus.SENT)
        .order_by("closes_at")
        .values(row=JSONObject(type="provider_type", closes="closes_at"))
    )


def place_words(site: str, city: str, state: str) -> str:
    """A site with its city, named once where both are the same: "Pier 9, Portland OR", "Beaverton OR"."""
    return f"{city} {state}" if site.casefold() == city.casefold() else f"{site}, {city} {state}"


def row_of(values: dict[str, Any]) -> Row:
    """A drawn row from the plain values of `rows`."""
    slots = cells(values["status"], values["team_list"], values["offer_list"], zone=values["zone"])
    status = "proposed" if values["status"] == Status.REQUESTED and values["proposed_date"] else values["status"]
    return Row(
        pk=values["pk"],
        date=values["date"],
        first_case_time=values["first_case_time"],
        zone=values["zone"],
        practice=values["practice_name"],
        place=place_words(values["site_name"], values["city"], values["site_state"]),
        status=status,
        at_risk=values["risk"],
        change_waiting=values["waiting"],
        change_unseen=values["not_seen"],
        other_dates=tuple(date for date in values["wanted"] if date != values["date"])
        if values["status"] == Status.REQUESTED
        else (),
        slots=slots,
        blocked=_blocked(values, slots),
    )


def _blocked(values: dict[str, Any], slots: Iterable[SlotCell]) -> str | None:
    if values["status"] != Status.PLANNED:
        return None
    date = wording.day(values["date"])
    gaps = [slot.provider_type for slot in slots if slot.state == "open"]
    if gaps:
        return f"{date} has no {gaps[0]}"
    return next((f"{date}: {slot.conflict}" for slot in slots if slot.conflict), "")
