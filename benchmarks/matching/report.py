"""The table and the picture: in the terminal, and in docs/matching.md between its marks."""

import datetime as dt
import importlib.metadata
import os
from collections.abc import Sequence
from pathlib import Path

from benchmarks.matching.measuring import DropOut, Row

START, END = "<!-- measured: begin -->", "<!-- measured: end -->"
HEAD = (
    "size",
    "method",
    "complete days",
    "cost",
    "above the best cost per day",
    "proven",
    "seconds",
    "CPU seconds",
    "peak MB",
)
DOCUMENT = Path("docs/matching.md")
PICTURE = Path("docs/img/matching.svg")


def per_day(row: Row) -> float:
    """What a complete day costs on average."""
    return (row.cost or 0) / row.days if row.days else 0.0


def above(row: Row, best: Row) -> str:
    """How much more a day costs than with the matcher, where as many days are complete; else the days lost."""
    if row.days is None or not row.days:
        return "nothing found"
    if row.days < (best.days or 0):
        return f"{(best.days or 0) - row.days} days lost"
    return f"{100 * (per_day(row) / per_day(best) - 1):+.1f} %"


def lines_of(rows: Sequence[Row]) -> list[str]:
    """The table of methods."""
    lines = ["| " + " | ".join(HEAD) + " |", "|" + "|".join("---" for _ in HEAD) + "|"]
    for row in rows:
        best = next(one for one in rows if one.size == row.size)
        gap = "" if row is best else above(row, best)
        proven = "yes" if row.proven else (f"of {row.bound[0]}, {row.bound[1]:,}" if row.bound else "")
        cells = [
            row.size,
            row.method,
            "none" if row.days is None else f"{row.days:,}",
            "" if row.cost is None else f"{row.cost:,}",
            gap,
            proven,
            f"{row.seconds:.2f}",
            f"{row.cpu:.2f}",
            f"{row.peak_mb:.0f}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def drop_out_lines(found: Sequence[DropOut]) -> list[str]:
    """The table of drop-outs."""
    head = (
        "size",
        "seconds",
        "CPU seconds",
        "other assignments changed, at most",
        "changed by a fresh run, median",
        "proven",
    )
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join("---" for _ in head) + "|"]
    return lines + [
        f"| {one.size} | {one.seconds:.3f} | {one.cpu:.3f} | {one.changed} | {one.fresh} | {_yes(one.proven)} |"
        for one in found
    ]


def _yes(truth: bool) -> str:  # noqa: FBT001
    return "yes" if truth else "no"


def measured(rows: Sequence[Row], drops: Sequence[DropOut], limit: float) -> str:
    """What stands between the marks."""
    packages = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("ortools", "highspy", "numpy"))
    return "\n".join(
        [
            START,
            f"Measured on {dt.date.today():%d %B %Y}, {os.cpu_count()} cores, {packages}; time limit {limit:.0f} s.",
            "",
            *lines_of(rows),
            "",
            "![Cost and days by method](img/matching.svg)",
            "",
            "One clinician drops out (four of them, one at a time):",
            "",
            *drop_out_lines(drops),
            END,
        ],
    )


def write(rows: Sequence[Row], drops: Sequence[DropOut], limit: float) -> None:
    """Put the figures into the document and draw the picture."""
    text = DOCUMENT.read_text()
    before, _, rest = text.partition(START)
    DOCUMENT.write_text(before + measured(rows, drops, limit) + rest.partition(END)[2])
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture(rows))


def picture(rows: Sequence[Row]) -> str:
    """Two panels: share of the best's days that each method completes, and what its days cost beside the best's."""
    height, width = 26 * len(rows) + 60, 860
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">',
        "<title>Days completed and cost of a day, by size and method</title>",
        '<g font-size="13">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        '<text x="220" y="24" font-weight="bold">complete days, % of the best</text>',
        '<text x="560" y="24" font-weight="bold">cost of a day, % above the best</text>',
    ]
    for number, row in enumerate(rows):
        best = next(one for one in rows if one.size == row.size)
        top = 40 + 26 * number
        parts += _bars(row, best, top)
    return "\n".join([*parts, "</g>", "</svg>", ""])


def _bars(row: Row, best: Row, top: int) -> list[str]:
    colour = "#0f766e" if row is best else "#94a3b8"
    label = f'<text x="8" y="{top + 14}">{row.size}: {row.method}</text>'
    if not row.days:
        return [label, f'<text x="220" y="{top + 14}" fill="#475569">nothing in the time</text>']
    share = 100 * row.days / (best.days or 1)
    more = 100 * (per_day(row) / per_day(best) - 1)
    long = min(180.0, max(1.0, 6 * more))
    return [
        label,
        f'<rect x="220" y="{top + 2}" width="{2.2 * share:.1f}" height="16" fill="{colour}"/>',
        f'<text x="{226 + 2.2 * share:.1f}" y="{top + 14}">{share:.1f}</text>',
        f'<rect x="560" y="{top + 2}" width="{long:.1f}" height="16" fill="{colour}"/>',
        f'<text x="{566 + long:.1f}" y="{top + 14}">{more:+.1f}</text>',
    ]
