"""The steps of a day as a manager reads them: with what was sent for each, and what became of it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat, JSONObject

from accounts.models import Clinician
from casedays.models import CaseDay
from casedays.selectors.timeline import KINDS, MANAGER, Row, row_of
from notifications.models import Delivery
from scheduling_portal.core.models import TimelineEntry
from scheduling_portal.core.querysets import JsonList
from scheduling_portal.core.vocabulary import VOCABULARY

MOST = 100
CHANNELS = {"text": "text", "email": "email", "portal": "portal notice"}
#: In this order, so that trouble is read first.
FATES = ("failed", "suppressed", "queued", "sending", "unknown", "sent", "delivered")


@dataclass(frozen=True)
class Fate:
    """So many messages on one channel of which the same became."""

    fate: str
    label: str


@dataclass(frozen=True)
class Step:
    """One row of the timeline."""

    row: Row
    fates: tuple[Fate, ...]


def steps_of(case_day: CaseDay) -> list[Step]:
    """All steps, newest first. One query."""
    return [_step(entry) for entry in _entries(case_day)]


def _entries(day: CaseDay) -> "QuerySet[Any]":
    """The rows behind them, with the name of the clinician they are about, and what was sent."""
    kinds = [kind for kind, (_, _, who) in KINDS.items() if MANAGER in who]
    clinician = Cast(KeyTextTransform("clinician_id", "details"), BigIntegerField())
    person = Clinician.objects.filter(pk=OuterRef("about")).values(
        name=Concat("user__first_name", Value(" "), "user__last_name")
    )
    sent = (
        Delivery.objects.filter(notification__entry=OuterRef("pk"))
        .order_by()
        .values("channel", "fate")
        .annotate(n=Count("pk"))
        .values(row=JSONObject(channel="channel", fate="fate", n="n"))
    )
    entries: QuerySet[Any] = TimelineEntry.objects.filter(topic="case_day", topic_id=day.pk, kind__in=kinds)
    entries = entries.select_related("actor").annotate(about=clinician)
    entries = entries.annotate(person=Subquery(person), sent=JsonList(sent))
    return entries[:MOST]


def _step(entry: Any) -> Step:
    names = {entry.about: entry.person} if entry.about and entry.person else {}
    sent = sorted(entry.sent, key=lambda one: (FATES.index(one["fate"]), one["channel"]))
    return Step(row_of(entry, names), tuple(_fate(one) for one in sent if one["channel"] != "portal"))


def _fate(one: dict[str, Any]) -> Fate:
    fate = "queued" if one["fate"] == "unknown" else one["fate"]
    channel = CHANNELS[one["channel"]]
    word = VOCABULARY["delivery", fate].label.lower()
    return Fate(fate, f"{one['n']} {channel}{'' if one['n'] == 1 else 's'} {word}")
