"""Badges, read from a table kept for them.

Counting what waits for somebody costs more than most pages. So it is counted once after each step that the timeline
holds, and again after KEEP for what the clock brings; who puts something away without a step says `forget`.
"""

import contextlib
import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError
from django.db.models import F, JSONField, Subquery, Value
from django.db.models.functions import JSONObject
from django.db.models.lookups import GreaterThan

from accounts.models import KeptCounts
from scheduling_portal.core import clock
from scheduling_portal.core.models import TimelineEntry

EVERYBODY = 0
KEEP = dt.timedelta(minutes=1)
#: By name a number, or several by their own names.
Counts = dict[str, Any]


def kept(portal: str, person: int) -> JSONObject:
    """What is kept for somebody and the newest step there is, as part of another query; `current` reads it.

    `person` is the id of a user, or EVERYBODY where all have the same badges.
    """
    steps = TimelineEntry.objects.order_by("-pk").values("pk")[:1]
    young = GreaterThan(F("counted_at"), clock.now() - KEEP)
    rows = KeptCounts.objects.filter(portal=portal, person=person)
    row = rows.values(row=JSONObject(step="step", counts="counts", young=young))
    return JSONObject(
        portal=Value(portal),
        person=Value(person),
        step=Subquery(steps),
        kept=Subquery(row, output_field=JSONField()),
    )


def current(found: dict[str, Any], count: Callable[[], Counts]) -> Counts:
    """The badges out of what `kept` has read, from `count` when a step was taken since. No query; one to keep them."""
    step, row = found["step"] or 0, found["kept"]
    if row is not None and row["step"] == step and row["young"]:
        counts: Counts = row["counts"]
        return counts
    fresh = count()
    whose = {"portal": found["portal"], "person": found["person"]}
    what = {"step": step, "counted_at": clock.now(), "counts": fresh}
    if row is not None:
        KeptCounts.objects.filter(**whose).update(**what)
    else:
        with contextlib.suppress(IntegrityError):  # another page has just kept them
            KeptCounts(**whose, **what).save(force_insert=True)
    return fresh


def forget(portal: str, person: int = EVERYBODY) -> None:
    """Have badges counted anew on the next page: something was put away that is no step."""
    KeptCounts.objects.filter(portal=portal, person=person).delete()
