"""Every figure of every report against a recount in plain Python, on random worlds, whole and narrowed."""

import datetime as dt
import statistics
from collections import Counter, defaultdict
from dataclasses import replace

import pytest

from accounts.enums import SLOT_ORDER
from accounts.models import Clinician
from casedays.selectors.reports import Table, changes_report, fairness_report, fill_report, lead_report
from casedays.selectors.reports.scope import Scope
from casedays.states import Status
from scheduling_portal.core.models import TimelineEntry
from tests.casedays.reports.worlds import RandomWorld, days_in, hours, monday, notice_of, recount_people, team

NARROWED = ("", "ID", "practice")


@pytest.fixture(params=NARROWED)
def scope(made: RandomWorld, request: pytest.FixtureRequest) -> Scope:
    """All, one state, one practice."""
    if request.param == "practice":
        return replace(made.scope, practice=made.sites[0].practice.name.upper())
    return replace(made.scope, state=request.param)


def figures(table: Table) -> dict[object, dict[str, object]]:
    """Value of the first column -> column's key -> value."""
    keys = [column.key for column in table.columns]
    rows = [*table.rows, *([table.total] if table.total else [])]
    return {row.cells[0].value: dict(zip(keys, (cell.value for cell in row.cells), strict=True)) for row in rows}


def nonzero(row: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in row.items() if value}


def test_fill_rate_by_week(made: RandomWorld, scope: Scope) -> None:
    counted: dict[dt.date, Counter[str]] = defaultdict(Counter)
    for day in days_in(scope):
        week, full = counted[monday(day.date)], len(team(day)) == 3
        if day.status in {"rejected", "cancelled"}:
            continue
        week["wanted"] += 1
        week["with team"] += full
        if day.status != "planned":
            week[day.status] += 1
        if day.status == "planned":
            week["full" if full else "short"] += 1
        if day.status == "confirmed" and not full and day.date >= dt.datetime.now(tz=dt.UTC).date() - dt.timedelta(1):
            week["risk"] += 1
        if day.status in {"planned", "confirmed", "completed"}:
            for slot in SLOT_ORDER:
                week[f"open-{slot[0]}"] += slot not in team(day)
    found = figures(fill_report(made.manager, scope).tables[0])
    everything = sum(counted.values(), Counter())
    weeks: list[tuple[object, Counter[str]]] = [*counted.items(), ("All weeks", everything)]
    for name, row in weeks:
        shown = nonzero(found[name])
        rate = shown.pop("fill", None)
        shown.pop("week")
        with_team, wanted = row.pop("with team", 0), row["wanted"]
        assert shown == nonzero(dict(row)), name
        assert rate == (round(100 * with_team / wanted, 1) if with_team else None), name
    assert found.keys() == {*counted, "All weeks"}


def test_slots_by_provider_type(made: RandomWorld, scope: Scope) -> None:
    found = figures(fill_report(made.manager, scope).tables[1])
    staffed = [day for day in days_in(scope) if day.status in {"planned", "confirmed", "completed"}]
    for slot in SLOT_ORDER:
        states = Counter(team(day).get(slot, "open") for day in staffed)
        row = found[slot.label]
        assert [row[key] for key in ("held", "asked", "accepted", "open")] == [
            states[key] for key in ("held", "asked", "accepted", "open")
        ]
        assert row["slots"] == len(staffed)


def test_lead_times(made: RandomWorld, scope: Scope) -> None:
    stages: dict[str, list[list[float]]] = {}
    for day in days_in(scope):
        steps = {one.kind: one.at for one in TimelineEntry.objects.filter(topic="case_day", topic_id=day.pk)}
        asked = None if "created" in steps else day.requested_at
        planned = steps.get("planned") or steps.get("created")
        accepted = [a.answered_at for a in day.assignments.all() if a.status == "accepted"]
        answered = max(a for a in accepted if a) if len(accepted) == 3 else None
        for name in (day.practice.name, "All practices"):
            lists = stages.setdefault(name, [[], [], [], []])
            for place, (start, end) in enumerate(
                [(asked, planned), (planned, day.confirmed_at), (day.confirmed_at, answered), (asked, answered)]
            ):
                if start and end:
                    lists[place].append(hours(start, end))
    found = figures(lead_report(made.manager, scope).tables[0])
    assert found.keys() == stages.keys() | {"All practices"}
    for name, lists in stages.items():
        for key, known in zip(("accepted", "confirmed", "answered", "whole"), lists, strict=True):
            expected = round(statistics.median(known), 1) if known else None
            assert found[name][key] == pytest.approx(expected, abs=0.051), (name, key)
            if len(known) > 1:
                nine = statistics.quantiles(known, n=10, method="inclusive")[8]
                assert found[name][f"{key}-90"] == pytest.approx(nine, abs=0.051)


def test_changes_and_cancellations(made: RandomWorld, scope: Scope) -> None:
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    notice: dict[str, list[float]] = defaultdict(list)
    for day in days_in(scope):
        steps = list(TimelineEntry.objects.filter(topic="case_day", topic_id=day.pk))
        for name in (day.practice.name, "All practices"):
            row = sums[name]
            row["days"] += 1
            row["rejected"] += day.status == "rejected"
            for change in day.changes.all():
                (step,) = [one for one in steps if one.details.get("change_id") == change.pk]
                practice = step.kind == "change_asked" or bool(step.details.get("by_practice"))
                row["by-practice" if practice else "by-manager"] += 1
                row["declined"] += change.status == "declined"
                row["moved"] += change.status == "applied" and "date" in change.fields
                ahead = notice_of(day, change.asked_at, change.pk)
                row["late-changes"] += ahead < 72
                notice[name].append(ahead)
            for step in steps:
                if step.kind != "cancelled":
                    continue
                if step.details["was"] == Status.REQUESTED:
                    row["withdrawn"] += 1
                else:
                    row["cancelled-practice" if step.details["by_practice"] else "cancelled-manager"] += 1
                    row["late-cancelled"] += notice_of(day, step.at) < 72
    found = figures(changes_report(made.manager, scope).tables[0])
    for name, row in sums.items():
        shown = {key: value for key, value in nonzero(found[name]).items() if "notice" not in key}
        shown.pop("practice")
        assert shown == nonzero(dict(row)), name
        if notice[name]:
            assert found[name]["notice"] == pytest.approx(statistics.median(notice[name]), abs=0.051)


def test_days_per_clinician(made: RandomWorld, scope: Scope) -> None:
    spread, people = fairness_report(made.manager, scope).tables
    recounted = recount_people(scope)
    keys = (
        "held",
        "asked",
        "accepted",
        "worked",
        "given",
        "offers",
        "declined",
        "refused",
        "released",
        "preferred",
        "met",
    )
    columns = [column.key for column in people.columns]
    shown = {row.pk: dict(zip(columns, (cell.value for cell in row.cells), strict=True)) for row in people.rows}
    assert shown.keys() == recounted.keys()
    for pk, row in recounted.items():
        assert [shown[pk][key] for key in keys] == [row[key] for key in keys], pk
        assert shown[pk]["total"] == row["held"] + row["asked"] + row["accepted"] + row["worked"]
    found = figures(spread)
    for slot in SLOT_ORDER:
        group = [pk for pk in recounted if Clinician.objects.get(pk=pk).provider_type == slot]
        days = [int(str(shown[pk]["total"])) for pk in group]
        of = found[slot.label]
        assert (of["people"], of["days"], of["least"], of["most"]) == (len(days), sum(days), min(days), max(days))
        assert of["median"] == statistics.median(days)
        assert of["mean"] == pytest.approx(statistics.mean(days), abs=0.006)
        assert of["deviation"] == pytest.approx(statistics.pstdev(days), abs=0.006)


def test_recount_would_see_a_day_left_out(made: RandomWorld) -> None:
    """The control: the same comparison fails when the report forgets the days of one state."""
    found = figures(fill_report(made.manager, replace(made.scope, state="OR")).tables[0])
    wanted = [day for day in days_in(made.scope) if day.status not in {"rejected", "cancelled"}]
    assert found["All weeks"]["wanted"] != len(wanted)
