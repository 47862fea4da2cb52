"""Small plots, drawn as SVG with classes, since the policy allows no inline style."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

HEIGHT, BASE, BAR, GAP = 132, 104, 15, 40


def fairness_plot(measures: Mapping[str, Any]) -> SafeString:
    """How many clinicians have 0, 1, 2 ... days in the period: before as an outline, after filled."""
    before, after = list(measures.get("before", ())), list(measures.get("after", ()))
    size = max(len(before), len(after))
    if not size or not any([*before, *after]):
        return SafeString("")
    before += [0] * (size - len(before))
    after += [0] * (size - len(after))
    most = max([*before, *after])
    columns = format_html_join("", "{}", ((_column(n, before[n], after[n], most),) for n in range(size)))
    return format_html(
        '<svg class="load-plot" role="img" aria-label="{}" viewBox="0 0 {} {}">{}'
        '<line class="load-base" x1="0" x2="{}" y1="{}" y2="{}"/></svg>',
        _said(before, after),
        size * GAP,
        HEIGHT,
        columns,
        size * GAP,
        BASE + 0.5,
        BASE + 0.5,
    )


def _column(number: int, before: int, after: int, most: int) -> SafeString:
    left = number * GAP + 4
    return format_html(
        '{}{}<text x="{}" y="{}" text-anchor="middle">{}</text>',
        _bar("load-before", left, before, most),
        _bar("load-after", left + BAR + 1, after, most),
        left + BAR,
        BASE + 18,
        number,
    )


def _bar(css: str, left: int, count: int, most: int) -> SafeString:
    height = round((BASE - 18) * count / most, 1)
    if not count:
        return SafeString("")
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>'
        '<text class="load-count" x="{}" y="{}" text-anchor="middle">{}</text>',
        css,
        left,
        BASE - height,
        BAR,
        height,
        left + BAR / 2,
        BASE - height - 4,
        count,
    )


def _said(before: Sequence[int], after: Sequence[int]) -> str:
    """The plot in words."""
    parts = [
        f"{number} day{'' if number == 1 else 's'}: {old} before, {new} after"
        for number, (old, new) in enumerate(zip(before, after, strict=True))
        if old or new
    ]
    return f"Clinicians by days in the period. {'; '.join(parts)}."
