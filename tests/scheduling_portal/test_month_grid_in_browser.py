"""The month grid of availability in a real browser: taps, keys, and the list beside it."""

import datetime as dt
import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from scheduling_portal.core.wording import DAYS_LONG
from tests.support.bench import Bench


def weeks() -> list[list[SimpleNamespace]]:
    start = dt.date(2027, 3, 29)
    dates = [start + dt.timedelta(days=number) for number in range(28)]
    cells = [
        SimpleNamespace(
            date=date,
            iso=date.isoformat(),
            day_label=str(date.day),
            weekday=date.isoweekday(),
            answer="unavailable" if date.isoweekday() > 5 else "",
            note="",
            in_period=True,
            on_day=False,
            last="available",
            more="",
        )
        for date in dates
    ]
    return [cells[place : place + 7] for place in range(0, 28, 7)]


GRID = """<form method="post" action="/sent" data-guard>
{% include "components/month_grid.html" with weeks=weeks locked=locked copy_label="Copy March" %}
<div class="submit-bar"><p><b data-missing></b></p>
<button class="btn btn-primary" type="submit">Submit availability</button></div></form>"""


def show_grid(bench: Bench, *, locked: bool = False, scripts: tuple[str, ...] = ("month-grid",)) -> Page:
    pattern = [(number, name, "") for number, name in enumerate(DAYS_LONG, 1)]
    bench.show(GRID, *scripts, weeks=weeks(), locked=locked, pattern=pattern)
    return bench.page


def answers(bench: Bench) -> dict[str, str]:
    return {name.removeprefix("answer-"): value for name, value in bench.posts[-1] if name.startswith("answer-")}


def test_grid_sends_what_was_tapped_once_per_date(bench: Callable[..., Bench]) -> None:
    one = bench()
    page = show_grid(one)
    page.locator(".answer-preferred").click()
    page.locator('[data-cell="2027-04-06"]').click()
    page.locator('[data-cell="2027-04-07"]').click()
    page.locator("[data-chosen-note]").fill("Back by 5")
    expect(page.locator("[data-missing]")).to_have_text("18 dates have no answer.")
    page.get_by_role("button", name="Submit availability").click()
    page.wait_for_url("**/sent")
    sent = answers(one)
    assert len(sent) == 28
    assert [name for name, _ in one.posts[-1] if name.startswith("answer-")] == [
        f"answer-{date}" for date in sorted(sent)
    ]
    assert {date for date, answer in sent.items() if answer == "preferred"} == {"2027-04-06", "2027-04-07"}
    assert ("note-2027-04-07", "Back by 5") in one.posts[-1]


def test_grid_second_tap_takes_the_answer_away(bench: Callable[..., Bench]) -> None:
    page = show_grid(bench())
    cell = page.locator('[data-cell="2027-04-06"]')
    cell.click()
    expect(cell).to_have_attribute("data-answer", "available")
    cell.click()
    expect(cell).to_have_attribute("data-answer", "")
    expect(cell).to_have_attribute("aria-label", re.compile(r"^Tue 6 Apr( 2027)?, no answer$"))


def test_grid_is_one_tab_stop_and_walks_by_arrows(bench: Callable[..., Bench]) -> None:
    page = show_grid(bench())
    assert page.locator('[data-cell][tabindex="0"]').count() == 1
    page.locator('[data-cell="2027-03-31"]').focus()
    for key in ("ArrowDown", "ArrowRight", "End"):
        page.keyboard.press(key)
    expect(page.locator('[data-cell="2027-04-11"]')).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.locator('[data-cell="2027-04-05"]')).to_have_attribute("data-answer", "available")
    assert page.locator('[data-cell][tabindex="0"]').count() == 1


def test_grid_weekly_pattern_fills_a_period_in_few_taps(bench: Callable[..., Bench]) -> None:
    one = bench()
    page = show_grid(one)
    page.get_by_text("Weekly pattern").click()
    for number in range(1, 6):
        page.locator(f'[data-pattern="{number}"]').select_option("available")
    page.get_by_role("button", name="Fill every week").click()
    expect(page.locator("[data-missing]")).to_have_text("Every date has an answer.")
    page.get_by_text("All my…").click()
    page.locator(".answer-if_needed input").check(force=True)
    page.get_by_text("All my…").click()
    page.get_by_role("button", name="All my Fridays").click()
    page.get_by_role("button", name="Submit availability").click()
    page.wait_for_url("**/sent")
    assert sorted(answers(one).values()).count("if_needed") == 4


def test_grid_and_list_are_two_views_of_the_same_answers(bench: Callable[..., Bench]) -> None:
    one = bench()
    page = show_grid(one)
    page.locator('[data-cell="2027-04-06"]').click()
    page.get_by_role("button", name="List").click()
    expect(page.locator("#list-2027-04-06")).to_have_value("available")
    page.locator("#list-2027-04-07").select_option("preferred")
    page.locator('[data-view-list] input[name="note-2027-04-07"]').fill("Late")
    page.get_by_role("button", name="Grid").click()
    expect(page.locator('[data-cell="2027-04-07"]')).to_have_attribute("data-answer", "preferred")
    page.get_by_role("button", name="Submit availability").click()
    page.wait_for_url("**/sent")
    assert ("note-2027-04-07", "Late") in one.posts[-1]
    assert len(answers(one)) == 28


def test_grid_without_script_is_a_list_of_selects(bench: Callable[..., Bench]) -> None:
    one = bench(java_script_enabled=False)
    page = show_grid(one)
    assert page.locator("[data-cell]").first.is_hidden()
    page.locator("#list-2027-04-06").select_option("if_needed")
    page.get_by_role("button", name="Submit availability").click()
    sent = answers(one)
    assert sent["2027-04-06"] == "if_needed"
    assert len(sent) == 28


def test_locked_grid_shows_but_does_not_change(bench: Callable[..., Bench]) -> None:
    page = show_grid(bench(), locked=True)
    page.locator('[data-cell="2027-04-06"]').click()
    expect(page.locator('[data-cell="2027-04-06"]')).to_have_attribute("data-answer", "")
    expect(page.locator("[data-chosen-date]")).to_contain_text("Tue 6 Apr")


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_grid_fits_and_can_be_tapped(bench: Callable[..., Bench], width: int) -> None:
    page = show_grid(bench(width))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator("[data-cell]").first.bounding_box()
    assert box is not None
    assert box["width"] >= 40
    assert box["height"] >= 44


def test_chosen_answer_has_its_icon_and_colour(bench: Callable[..., Bench]) -> None:
    page = show_grid(bench())
    page.locator(".answer-if_needed").click()
    page.locator('[data-cell="2027-04-06"]').click()
    said = page.locator("[data-chosen-answer]")
    expect(said).to_have_text("If needed")
    expect(said).to_have_class("state r-look")
    expect(said.locator("svg")).to_have_count(1)


def test_taking_back_a_date_of_a_team_is_said_before_it_is_sent(bench: Callable[..., Bench]) -> None:
    one = bench()
    days = weeks()
    taken = days[1][1]
    taken.on_day, taken.answer = "Lakeview Dental Group", "available"
    pattern = [(number, name, "") for number, name in enumerate(DAYS_LONG, 1)]
    box = '<div data-withdrawn hidden><p data-withdrawn-words></p></div><div class="submit-bar">'
    source = GRID.replace('<div class="submit-bar">', box)
    one.show(source, "month-grid", weeks=days, locked=False, pattern=pattern)
    said = one.page.locator("[data-withdrawn]")
    expect(said).to_be_hidden()
    one.page.locator(".answer-unavailable").click()
    one.page.locator(f'[data-cell="{taken.iso}"]').click()
    expect(said).to_contain_text("You stay on the team of Tue 6 Apr 2027, Lakeview Dental Group.")
    expect(said).to_contain_text("has to release you")
