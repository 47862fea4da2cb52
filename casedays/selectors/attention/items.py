"""The things that need a manager as rows: date and distance, site, why, waiting or deadline, one verb."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import Skill
from availability.models import Period
from casedays.changes.comparing import all_in_words, label_of
from casedays.models import Assignment, Offer, WantedDate
from casedays.selectors import facts
from casedays.selectors.chances import chances_of, request_words
from casedays.selectors.slots import instant, offer_note
from casedays.states import ACTIVE, AssignmentStatus, OfferStatus, Status
from scheduling_portal.core import wording


@dataclass(frozen=True)
class Item:
    """One row. `changes` are (label, old, new) in words; `side` is a state: family, value, label.

    `wanted` are all dates of a request.
    """

    case_day_id: int
    date: dt.date
    date_note: str
    title: str
    verb: str
    why: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    side: tuple[str, str, str] | None = None
    side_text: str = ""
    slot: str = ""
    anchor: str = ""
    wanted: tuple[dt.date, ...] = ()


#: What every row says of its day.
DAY = {
    "day": "pk", "on": "date", "status_now": "status", "zone": "site__time_zone",
    "practice_name": "practice__name", "site_name": "site__name",
}  # fmt: skip


def _of_day(prefix: str) -> dict[str, F]:
    return {name: F(f"{prefix}{path}") for name, path in DAY.items()}


def _title(row: dict[str, Any]) -> str:
    return f"{row['practice_name']}, {row['site_name']}"


#: What became of offers to people of whom none took the slot.
CAME_BACK = (OfferStatus.EXPIRED, OfferStatus.DECLINED)


def _base(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "case_day_id": row["day"],
        "date": row["on"],
        "date_note": wording.until(row["on"], row["zone"]),
        "title": _title(row),
    }


def risk_items(limit: slice) -> list[Item]:
    """Drop-outs, days at risk and conflicts, the nearest first. One query."""
    ended = Assignment.objects.filter(facts.left(), case_day=OuterRef("pk"))
    active = Assignment.objects.filter(case_day=OuterRef("pk"), status__in=ACTIVE)
    offers = Offer.objects.filter(case_day=OuterRef("pk"))
    rows: QuerySet[Any, Any] = (
        facts.broken()
        .order_by("date", "first_case_time", "pk")
        .values(
            **_of_day(""),
            taken=ArraySubquery(active.order_by().values("provider_type")),
            left=ArraySubquery(ended.order_by("-ended_at").values(row=_person(status="status", reason="ended_reason"))),
            troubled=ArraySubquery(active.exclude(conflict="").order_by("pk").values(row=_person(reason="conflict"))),
            offer_list=ArraySubquery(
                offers.order_by("sent_at").values(
                    row=JSONObject(type="provider_type", status="status", closes="closes_at")
                )
            ),
        )
    )
    return [_risk_item(row) for row in rows[limit]]


def _person(**more: str) -> JSONObject:
    return JSONObject(
        type="provider_type", first="clinician__user__first_name", last="clinician__user__last_name", **more
    )


def _risk_item(row: dict[str, Any]) -> Item:
    empty = [kind for kind in SLOT_ORDER if kind not in row["taken"]] if row["status_now"] == Status.CONFIRMED else []
    if not empty:
        person = row["troubled"][0]
        why = f"{person['first']} {person['last']}: {person['reason']}"
        return Item(**_base(row), why=why, side=("assignment", "conflict", ""), slot=person["type"], verb="Open day")
    first = empty[0]
    open_offers = [o for o in row["offer_list"] if o["status"] == OfferStatus.SENT and o["type"] in empty]
    past_offers = [o for o in row["offer_list"] if o["status"] in CAME_BACK and o["type"] in empty]
    why = " ".join([_gap_words(empty), _why_open(first, row, past_offers if not open_offers else [])]).strip()
    side = ("day", "at_risk", "No offer sent")
    if open_offers:
        side = ("offer", "sent", offer_note(open_offers, row["zone"]))
    elif past_offers:
        side = ("day", "at_risk", "No offers left")
    verb = "Open day" if open_offers else f"Choose {ProviderType(first).label.lower()}"
    return Item(**_base(row), why=why, side=side, slot=first, verb=verb)


def _gap_words(empty: Sequence[ProviderType]) -> str:
    names = [kind.label.lower() for kind in empty]
    if len(names) == 1:
        return f"{names[0].capitalize()} slot open."
    return f"{', '.join(names[:-1])} and {names[-1]} slots open.".capitalize()


def _why_open(kind: str, row: dict[str, Any], past_offers: list[dict[str, Any]]) -> str:
    if past_offers:
        ran_out = max(instant(offer["closes"]) for offer in past_offers)
        count = len(past_offers)
        which = "The offer" if count == 1 else f"All {count} offers"
        return f"{which} ran out or came back; the last closed {wording.day(ran_out, row['zone'])}."
    gone = next((person for person in row["left"] if person["type"] == kind), None)
    if gone is None:
        return ""
    name = f"{gone['first']} {gone['last']}"
    if gone["status"] == AssignmentStatus.RELEASED:
        return f"{name} was released."
    return f"{name}: {gone['reason'].rstrip('.')}."


def change_items(limit: slice) -> list[Item]:
    """Changes that wait for a decision, the nearest day first. Three queries at most."""
    waiting: QuerySet[Any, Any] = facts.changes_to_decide().order_by("case_day__date", "pk")
    found = list(waiting.values("fields", "asked_at", **_of_day("case_day__"))[limit])
    words = all_in_words([row["fields"] for row in found])
    return [
        Item(
            **_base(row),
            changes=tuple((label_of(name), old, new) for name, (old, new) in said.items()),
            side_text=f"Waiting {wording.age(row['asked_at'])}",
            verb="Decide",
            anchor="change",
        )
        for row, said in zip(found, words, strict=True)
    ]


def request_items(limit: slice) -> list[Item]:
    """Requests nobody has answered, the oldest first. One query."""
    wanted = WantedDate.objects.filter(case_day=OuterRef("pk")).order_by("rank").values("date")
    skills = Skill.objects.filter(case_days=OuterRef("pk")).order_by("name").values("name")
    rows: QuerySet[Any, Any] = (
        facts.to_review()
        .order_by("requested_at", "pk")
        .values(
            "expected_patients", "children", "requested_at", "proposed_date", **_of_day(""),
            wanted=ArraySubquery(wanted), skill_names=ArraySubquery(skills),
        )
    )  # fmt: skip
    return [_request_item(row) for row in rows[limit]]


def _request_item(row: dict[str, Any]) -> Item:
    others = [date for date in row["wanted"] if date != row["on"]]
    base = _base(row)
    base["date_note"] = f"or {other_dates(others)}" if others else "one date"
    patients = f"{row['expected_patients']} patient{'' if row['expected_patients'] == 1 else 's'}"
    parts = [patients, "children" if row["children"] else "adults", *row["skill_names"]]
    unanswered = " The practice did not answer the proposed date." if row["proposed_date"] else ""
    return Item(
        **base,
        why=f"{', '.join(parts)}.{unanswered}",
        side_text=f"Waiting {wording.age(row['requested_at'])}",
        verb="Review",
        wanted=(row["on"], *others),
    )


def with_chances(items: Sequence[Item], periods: Sequence[Period] | None = None) -> list[Item]:
    """Requests with the dates on which a team is possible. One query without `periods`, and some to count anew."""
    slots = [kind.value for kind in SLOT_ORDER]
    known = chances_of(((item.case_day_id, item.date, slots) for item in items if item.wanted), periods)
    return [
        replace(item, why=f"{item.why} {request_words(item.case_day_id, item.wanted, known)}".rstrip())
        if item.wanted
        else item
        for item in items
    ]


def other_dates(dates: Sequence[dt.date]) -> str:
    """Further dates in short, the month only where it turns: "25, 31 Mar"."""
    words = []
    for place, date in enumerate(dates):
        following = dates[place + 1] if place + 1 < len(dates) else None
        same = following is not None and (following.year, following.month) == (date.year, date.month)
        words.append(str(date.day) if same else f"{date.day} {wording.MONTHS[date.month - 1]}")
    return ", ".join(words)


def team_items(limit: slice) -> list[Item]:
    """Planned days without a full team, the nearest first. One query."""
    active = Assignment.objects.filter(case_day=OuterRef("pk"), status__in=ACTIVE)
    rows: QuerySet[Any, Any] = (
        facts.without_team()
        .order_by("date", "first_case_time", "pk")
        .values(**_of_day(""), taken=ArraySubquery(active.order_by().values("provider_type")))
    )
    items = []
    for row in rows[limit]:
        empty = [kind for kind in SLOT_ORDER if kind not in row["taken"]]
        items.append(
            Item(
                **_base(row),
                why=_gap_words(empty),
                side_text=f"{len(row['taken'])} of {len(SLOT_ORDER)} filled",
                slot=empty[0] if empty else "",
                verb=f"Choose {empty[0].label.lower()}" if empty else "Open day",
            )
        )
    return items


def answer_items(limit: slice) -> list[Item]:
    """Assignments without an answer after a reminder or their deadline, the oldest first. One query."""
    rows: QuerySet[Any, Any] = (
        facts.unanswered()
        .order_by("asked_at", "pk")
        .values(
            "provider_type", "asked_at", "reminded_at", "answer_by",
            first=F("clinician__user__first_name"), last=F("clinician__user__last_name"),
            **_of_day("case_day__"),
        )
    )  # fmt: skip
    return [
        Item(
            **_base(row),
            why=f"{row['first']} {row['last']}, {ProviderType(row['provider_type']).label.lower()}, "
            f"asked {wording.ago(row['asked_at'])}{', reminded' if row['reminded_at'] else ''}.",
            side=("assignment", "reminded" if row["reminded_at"] else "asked", ""),
            slot=row["provider_type"],
            verb="Open day",
        )
        for row in rows[limit]
    ]


def unseen_items(limit: slice) -> list[Item]:
    """Applied changes that somebody has not seen, the nearest day first. One query."""
    missing = facts.unseen().filter(change=OuterRef("change")).order_by("pk")
    unseen: QuerySet[Any, Any] = facts.unseen()
    rows = (
        unseen.order_by()
        .values(
            "change_id",
            number=F("change__number"),
            decided=F("change__decided_at"),
            **_of_day("change__case_day__"),
        )
        .annotate(
            n=Count("pk"),
            people=ArraySubquery(missing.values(row=JSONObject(first="user__first_name", last="user__last_name"))),
        )
        .order_by("on", "change_id")
    )
    return [
        Item(
            **_base(row),
            why=f"Change {row['number']}: "
            + ", ".join(f"{person['first']} {person['last']}" for person in row["people"]),
            side=("change", "unseen", f"Applied {wording.ago(row['decided'])}"),
            verb="Open day",
        )
        for row in rows[limit]
    ]
