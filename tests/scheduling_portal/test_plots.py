"""Plots: drawn to scale, named for those who cannot see them, escaped, without style of their own."""

import re
from xml.etree import ElementTree as ET

from scheduling_portal.core.plots import HEAD, MOST_LABELS, TALL, Bar, DotLine, Part, Plot, draw


def drawing(plot: Plot) -> ET.Element:
    html = draw(plot)
    assert "style=" not in html
    return ET.fromstring(re.search(r'<svg class="plot-drawing".*?</svg>', html, re.DOTALL)[0])  # type: ignore[index]


def of(kind: str, *bars: Bar, lines: tuple[DotLine, ...] = ()) -> Plot:
    return Plot("p", "Days <by> week", "One & two.", kind, bars, lines, legend=(("over", "Completed"),))


def test_title_and_description_name_it() -> None:
    svg = drawing(of("columns", Bar("1 Mar", (Part("over", 1),))))
    assert svg.get("aria-labelledby") == "p-title p-says"
    assert [(one.tag, one.get("id"), one.text) for one in svg[:2]] == [
        ("title", "p-title", "Days <by> week"),
        ("desc", "p-says", "One & two."),
    ]


def test_columns_are_to_scale() -> None:
    svg = drawing(of("columns", Bar("a", (Part("over", 2), Part("settled", 2))), Bar("b", (Part("over", 1),))))
    boxes = svg.findall("rect")
    assert [box.get("class") for box in boxes] == ["plot-over", "plot-settled", "plot-over"]
    heights = [float(box.get("height", 0)) + 1 for box in boxes]
    assert heights == [TALL / 2, TALL / 2, TALL / 4]
    assert float(boxes[1].get("y", 0)) < float(boxes[0].get("y", 0))
    assert min(float(box.get("y", 0)) for box in boxes) >= HEAD, "the scale's number stands clear of the columns"


def test_many_columns_have_few_labels() -> None:
    svg = drawing(of("columns", *(Bar(f"week {n}", (Part("over", 1),)) for n in range(104))))
    assert len([one for one in svg.findall("text") if (one.text or "").startswith("week")]) <= MOST_LABELS


def test_bars_share_one_scale_and_marks_fit_in() -> None:
    svg = drawing(of("bars", Bar("a", (Part("primary", 5),), "5 h", mark=10), Bar("b", (Part("primary", 10),))))
    assert [box.get("width") for box in svg.findall("rect")] == ["50.0%", "100.0%"]
    (mark,) = [line for line in svg.findall("line") if line.get("class") == "plot-mark"]
    assert float((mark.get("x1") or "").removesuffix("%")) <= 100


def test_dots_lie_at_their_values_and_grow_with_their_number() -> None:
    lines = (DotLine("Nurses", {0: 4, 5: 1}, 0.0), DotLine("Medics", {10: 1}, 10.0))
    svg = drawing(of("dots", lines=lines))
    first, second, third = svg.findall("circle")
    assert float(first.get("r", 0)) > float(second.get("r", 0))
    assert [one.get("cx") for one in (first, second, third)] == ["4.0%", "50.0%", "96.0%"]


def test_nothing_to_draw_is_no_fault() -> None:
    for kind in ("columns", "bars", "dots"):
        assert not drawing(of(kind)).findall("rect")
    assert not drawing(of("columns", Bar("a", (Part("over", 0),)))).findall("rect")
    assert len(drawing(of("dots", lines=(DotLine("Nurses", {0: 2}, 0.0),))).findall("circle")) == 1
