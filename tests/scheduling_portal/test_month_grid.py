"""What stands around the dates of the month grid."""

import pytest

from scheduling_portal.core import month_grid


def test_pattern_offers_every_answer_and_starts_with_the_usual_one() -> None:
    html = month_grid.pattern_fields([(1, "Monday", "preferred"), (7, "Sunday", "unavailable")])

    assert html.count("<select ") == html.count("</label>") == 2
    assert html.count("<option ") == 2 * (1 + len(month_grid.ANSWERS))
    assert '<label class="pattern-day" for="pattern-1">Monday</label><select id="pattern-1" data-pattern="1">' in html
    assert html.count(" selected") == 2
    assert '<option value="preferred" selected>' in html
    assert '<option value="unavailable" selected>' in html


def test_pattern_escapes_what_it_is_given() -> None:
    assert "<b>" not in month_grid.pattern_fields([(1, "<b>", "")])


def test_answers_start_with_available() -> None:
    html = month_grid.answer_choices()

    assert html.count('type="radio"') == 4
    assert html.count(" checked") == 1
    assert 'value="available" checked' in html


def test_every_weekday_has_a_head_and_a_button() -> None:
    assert month_grid.weekday_heads().count("<th ") == 7
    assert '<abbr title="Monday">Mon</abbr>' in month_grid.weekday_heads()
    assert month_grid.weekday_fills().count("<button ") == 7
    assert 'data-weekday="7">All my Sundays<' in month_grid.weekday_fills()


def test_there_is_an_icon_for_each_answer_and_for_none() -> None:
    assert month_grid.answer_icons().count("<template ") == 5


@pytest.mark.parametrize("name", month_grid.PARTS)
def test_parts_are_drawn_once(name: str) -> None:
    assert month_grid.PARTS[name]() is month_grid.PARTS[name]()
