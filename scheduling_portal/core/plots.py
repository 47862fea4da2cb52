"""Small plots drawn on the server as SVG. Places are per cent of the width, so that text keeps its size on a phone.

Colours are classes of the style sheet; a plot has a title and a description, and the table below it has the numbers.
Everything given is escaped.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

TALL = 150  # pixels of the highest column
HEAD = 18  # pixels above them for the number that the highest stands for
FOOT = 22  # pixels for the labels below columns
LINE = 44  # pixels of one bar with its label
DOTS = 54  # pixels of one line of dots
MOST_LABELS = 6
LARGEST, SMALLEST = 11.0, 3.0  # pixels of a dot's radius
EDGE = 4.0  # per cent kept free at both ends of a line of dots


@dataclass(frozen=True)
class Part:
    """A piece of a bar; `role` is the style sheet's name for its colour."""

    role: str
    value: float


@dataclass(frozen=True)
class Bar:
    """A bar of pieces, with a label and what it says at its end. `mark` is a further value, drawn as a stroke."""

    label: str
    parts: tuple[Part, ...]
    says: str = ""
    mark: float | None = None

    @property
    def length(self) -> float:
        """All pieces together, or the mark when it lies farther out."""
        return max(sum(part.value for part in self.parts), self.mark or 0)


@dataclass(frozen=True)
class DotLine:
    """How many there are of each value, as dots on a line, with a stroke at the median."""

    label: str
    counts: dict[int, int]
    median: float
    says: str = ""


@dataclass(frozen=True)
class Plot:
    """A drawing with what it shows in words. `kind`: columns (side by side), bars (one below the other) or dots."""

    key: str
    title: str
    says: str
    kind: str
    bars: tuple[Bar, ...] = ()
    lines: tuple[DotLine, ...] = ()
    #: (role, word) of each colour.
    legend: tuple[tuple[str, str], ...] = field(default=())


def draw(plot: Plot) -> SafeString:
    """The plot as a figure: heading, drawing, legend."""
    draws = {"columns": _columns, "bars": _bars, "dots": _dots}
    height, body = draws[plot.kind](plot)
    return format_html(
        '<figure class="plot"><figcaption>{title}</figcaption>'
        '<svg class="plot-drawing" role="img" height="{height}" width="100%" aria-labelledby="{key}-title {key}-says">'
        '<title id="{key}-title">{title}</title><desc id="{key}-says">{says}</desc>{body}</svg>{legend}</figure>',
        title=plot.title,
        says=plot.says,
        key=plot.key,
        height=height,
        body=body,
        legend=_legend(plot),
    )


def _legend(plot: Plot) -> SafeString:
    if not plot.legend:
        return SafeString("")
    items = format_html_join(
        "",
        '<li><svg width="14" height="12" aria-hidden="true"><rect class="plot-{}" x="1" y="1" width="12" height="10"/>'
        "</svg>{}</li>",
        plot.legend,
    )
    return format_html('<ul class="plot-legend">{}</ul>', items)


def _columns(plot: Plot) -> tuple[int, SafeString]:
    """Columns side by side, the first piece at the foot; every so many have a label."""
    top = max((bar.length for bar in plot.bars), default=0) or 1
    width = 100 / max(len(plot.bars), 1)
    step = -(-len(plot.bars) // MOST_LABELS)
    drawn = []
    for place, bar in enumerate(plot.bars):
        left, foot = place * width, float(HEAD + TALL + 1)
        for part in bar.parts:
            high = TALL * part.value / top
            foot -= high
            if part.value:
                drawn.append(_box(part.role, left + width * 0.14, foot, width * 0.72, max(high - 1, 1)))
        if place % step == 0:
            drawn.append(
                format_html(
                    '<text class="plot-label" x="{}%" y="{}">{}</text>',
                    _r(left + width * 0.14),
                    HEAD + TALL + FOOT - 5,
                    bar.label,
                )
            )
    axis = format_html('<line class="plot-axis" x1="0" x2="100%" y1="{y}" y2="{y}"/>', y=HEAD + TALL + 1)
    scale = format_html('<text class="plot-label" x="0" y="12">{}</text>', f"{top:g}")
    return HEAD + TALL + FOOT, _joined([axis, scale, *drawn])


def _bars(plot: Plot) -> tuple[int, SafeString]:
    """Bars one below the other, each under its label."""
    longest = max((bar.length for bar in plot.bars), default=0) or 1
    drawn = []
    for place, bar in enumerate(plot.bars):
        top, left = place * LINE, 0.0
        drawn.append(format_html('<text class="plot-label" x="0" y="{}">{}</text>', top + 14, bar.label))
        drawn.append(
            format_html('<text class="plot-value" x="100%" y="{}" text-anchor="end">{}</text>', top + 14, bar.says)
        )
        for part in bar.parts:
            width = 100 * part.value / longest
            if part.value:
                drawn.append(_box(part.role, left, top + 20, width, 14))
            left += width
        if bar.mark is not None:
            at = _r(min(100 * bar.mark / longest, 99.6))
            drawn.append(
                format_html('<line class="plot-mark" x1="{x}%" x2="{x}%" y1="{}" y2="{}"/>', top + 17, top + 37, x=at)
            )
    return LINE * len(plot.bars), _joined(drawn)


def _dots(plot: Plot) -> tuple[int, SafeString]:
    """A line a group on one common scale; a dot's area is how many there are of that value."""
    most = max((value for line in plot.lines for value in line.counts), default=0) or 1
    fullest = max((count for line in plot.lines for count in line.counts.values()), default=0) or 1
    drawn = []
    for place, line in enumerate(plot.lines):
        top = place * DOTS
        drawn.append(format_html('<text class="plot-label" x="0" y="{}">{}</text>', top + 14, line.label))
        drawn.append(
            format_html('<text class="plot-value" x="100%" y="{}" text-anchor="end">{}</text>', top + 14, line.says)
        )
        drawn.append(format_html('<line class="plot-axis" x1="0" x2="100%" y1="{y}" y2="{y}"/>', y=top + 36))
        for value, count in sorted(line.counts.items()):
            size = max(SMALLEST, LARGEST * (count / fullest) ** 0.5)
            drawn.append(
                format_html('<circle class="plot-dot" cx="{}%" cy="{}" r="{}"/>', _at(value, most), top + 36, _r(size))
            )
        drawn.append(
            format_html(
                '<line class="plot-mark" x1="{x}%" x2="{x}%" y1="{}" y2="{}"/>',
                top + 23,
                top + 49,
                x=_at(line.median, most),
            )
        )
    height = DOTS * len(plot.lines)
    ends = format_html(
        '<text class="plot-label" x="{}%" y="{y}" text-anchor="middle">0</text>'
        '<text class="plot-label" x="{}%" y="{y}" text-anchor="middle">{}</text>',
        EDGE,
        100 - EDGE,
        most,
        y=height + 14,
    )
    return height + FOOT, _joined([*drawn, ends])


def _at(value: float, most: float) -> float:
    return _r(EDGE + (100 - 2 * EDGE) * value / most)


def _box(role: str, left: float, top: float, width: float, height: float) -> SafeString:
    return format_html(
        '<rect class="plot-{}" x="{}%" y="{}" width="{}%" height="{}"/>', role, _r(left), _r(top), _r(width), _r(height)
    )


def _joined(pieces: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _r(value: float) -> float:
    return round(value, 2)
