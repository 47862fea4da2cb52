"""The small behaviours, in a real browser under the strict policy: grid, selection bar, dialog, rows, one send."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.support.bench import Bench

BOARD = """<form method="post" action="/sent" data-select-rows data-many>
<input type="checkbox" name="day" value="1" data-select aria-label="one">
<input type="checkbox" name="day" value="2" data-select aria-label="two">
<input type="checkbox" name="day" value="3" data-select data-blocked="the nurse slot is open" aria-label="three">
<div class="selection-bar" data-selection-bar><b data-selection-count></b><span data-selection-check></span>
<button type="button" data-selection-clear>Clear</button>
<button type="submit" data-selection-act data-verb="Confirm">x</button></div></form>"""


def test_selection_bar_counts_checks_and_sends(bench: Callable[..., Bench]) -> None:
    one = bench()
    one.show(BOARD, "select-rows")
    bar, act = one.page.locator("[data-selection-bar]"), one.page.locator("[data-selection-act]")
    expect(bar).to_be_hidden()
    one.page.get_by_label("one").check()
    expect(act).to_have_text("Confirm 1 day…")
    one.page.get_by_label("three").check()
    expect(bar).to_contain_text("1 cannot be confirmed: the nurse slot is open")
    expect(act).to_have_text("Confirm the 1 that can be…")
    one.page.get_by_label("one").uncheck()
    expect(act).to_be_disabled()
    one.page.get_by_role("button", name="Clear").click()
    expect(bar).to_be_hidden()
    one.page.get_by_label("one").check()
    one.page.get_by_label("two").check()
    act.click()
    one.page.wait_for_url("**/sent")
    assert one.posts[-1] == [("day", "1"), ("day", "2")]


def test_selection_bar_names_each_blocked_day_and_its_button_looks_at_rest(bench: Callable[..., Bench]) -> None:
    boxes = "".join(
        f'<input type="checkbox" name="day" value="{n}" data-select data-blocked="day {n}" aria-label="box {n}">'
        for n in range(1, 6)
    )
    one = bench()
    board = BOARD.replace('<div class="selection', f'{boxes}<div class="selection')
    one.show(board.replace("data-selection-act", 'data-selection-act class="btn"'), "select-rows")
    bar, act = one.page.locator("[data-selection-bar]"), one.page.locator("[data-selection-act]")
    fill = "button => getComputedStyle(button).backgroundColor"
    one.page.get_by_label("one").check()
    ready = act.evaluate(fill)
    one.page.get_by_label("one").uncheck()
    for number in range(1, 6):
        one.page.get_by_label(f"box {number}").check()
    expect(bar).to_contain_text("5 cannot be confirmed: day 1; day 2; day 3; and 2 more")
    expect(act).to_be_disabled()
    expect(act).not_to_have_css("background-color", ready)
    expect(act).to_have_css("border-style", "dashed")


CARD = """{% dialog_card "Cancel the day?" %}<form method="post" action="/cancelled">
<label for="why">Why</label><input id="why" name="why">
<a href="/" data-safe data-close class="btn">Keep the day</a>
<button class="btn btn-danger" type="submit">Cancel the day</button></form>{% enddialog_card %}"""


def test_dialog_opens_the_card_of_a_page_and_gives_the_focus_back(bench: Callable[..., Bench]) -> None:
    one = bench()
    one.show(CARD, path="/cancel", go=False)
    one.show('<a class="btn" data-dialog href="/cancel">Cancel case day…</a>')
    link = one.page.get_by_role("link", name="Cancel case day")
    link.click()
    dialog = one.page.get_by_role("dialog", name="Cancel the day?")
    expect(dialog).to_be_visible()
    expect(one.page.get_by_role("link", name="Keep the day")).to_be_focused()
    one.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()
    link.click()
    one.page.get_by_role("link", name="Keep the day").click()
    expect(dialog).to_be_hidden()
    link.click()
    one.page.get_by_label("Why").fill("Ill")
    one.page.get_by_role("button", name="Cancel the day").click()
    one.page.wait_for_url("**/cancelled")
    assert one.posts == [[("why", "Ill")]]


def test_dialog_link_to_a_page_without_a_card_goes_there(bench: Callable[..., Bench]) -> None:
    one = bench()
    one.show("<p>moved</p>", path="/cancel", go=False)
    one.show('<a data-dialog href="/cancel">Open</a>')
    one.page.get_by_role("link", name="Open").click()
    one.page.wait_for_url("**/cancel")


def test_dialog_link_without_script_is_a_link(bench: Callable[..., Bench]) -> None:
    one = bench(java_script_enabled=False)
    one.show(CARD, path="/cancel", go=False)
    one.show('<a data-dialog href="/cancel">Open</a>')
    one.page.get_by_role("link", name="Open").click()
    expect(one.page.get_by_role("heading", name="Cancel the day?")).to_be_visible()


ROWS = """<form method="post" action="/sent"><fieldset class="date-rows" data-rows="1"><legend>Dates</legend>
{% for n in "123" %}<div data-row><label for="d{{ n }}">{{ n }}</label><input id="d{{ n }}" name="d{{ n }}">
<button type="button" data-row-remove aria-label="Remove {{ n }}">x</button></div>{% endfor %}
<button type="button" data-row-add hidden>Add another date</button></fieldset>
<button type="submit">Send</button></form>"""


def test_rows_wait_hidden_until_asked_for(bench: Callable[..., Bench]) -> None:
    one = bench()
    one.show(ROWS)
    add = one.page.get_by_role("button", name="Add another date")
    expect(one.page.locator("#d2")).to_be_hidden()
    add.click()
    expect(one.page.locator("#d2")).to_be_focused()
    one.page.locator("#d2").fill("x")
    add.click()
    expect(add).to_be_hidden()
    one.page.get_by_role("button", name="Remove 2").click()
    expect(one.page.locator("#d2")).to_be_hidden()
    expect(add).to_be_focused()
    one.page.get_by_role("button", name="Send").click()
    one.page.wait_for_url("**/sent")
    assert ("d2", "") in one.posts[-1]


def test_form_is_sent_once_however_often_it_is_pressed(bench: Callable[..., Bench]) -> None:
    one = bench()
    one.show('<form method="post" action="/sent"><input name="a" value="1"><button type="submit">Send</button></form>')
    one.page.evaluate("() => { const b = document.querySelector('button'); b.click(); b.click(); b.click(); }")
    one.page.wait_for_url("**/sent")
    assert len(one.posts) == 1


def test_reveal_shows_the_part_of_the_choice(bench: Callable[..., Bench]) -> None:
    one = bench()
    one.show(
        '<label><input type="radio" name="m" value="one" data-reveal="m" checked>One</label>'
        '<label><input type="radio" name="m" value="many" data-reveal="m">Many</label>'
        '<p data-reveal-for="m" data-when="one">first</p><p data-reveal-for="m" data-when="many repeat">second</p>'
    )
    expect(one.page.get_by_text("second")).to_be_hidden()
    one.page.get_by_label("Many").check()
    expect(one.page.get_by_text("second")).to_be_visible()
    expect(one.page.get_by_text("first")).to_be_hidden()


def test_error_summary_takes_the_focus_and_leads_to_the_field(bench: Callable[..., Bench]) -> None:
    one = bench()
    one.show(
        '<div tabindex="-1" data-error-summary><h2>Fix 1 thing</h2><a href="#end">End is wrong</a></div>'
        '<label for="end">End</label><input id="end">'
    )
    expect(one.page.locator("[data-error-summary]")).to_be_focused()
    one.page.get_by_role("link", name="End is wrong").click()
    expect(one.page.get_by_label("End", exact=True)).to_be_focused()


def test_menu_closes_on_escape_and_on_a_click_elsewhere(bench: Callable[..., Bench]) -> None:
    one = bench()
    one.show('<details class="menu" data-menu><summary>More</summary><div>inside</div></details><p>elsewhere</p>')
    one.page.get_by_text("More").click()
    expect(one.page.get_by_text("inside")).to_be_visible()
    one.page.keyboard.press("Escape")
    expect(one.page.get_by_text("inside")).to_be_hidden()
    one.page.get_by_text("More").click()
    one.page.locator("main").click(position={"x": 5, "y": 300}, force=True)
    expect(one.page.get_by_text("inside")).to_be_hidden()


def test_password_can_be_shown(bench: Callable[..., Bench]) -> None:
    one = bench()
    one.show(
        '<label for="p">Password</label><input id="p" type="password">'
        '<button type="button" data-show-password="p" hidden><span data-word>Show</span></button>'
    )
    one.page.get_by_role("button", name="Show").click()
    expect(one.page.locator("#p")).to_have_attribute("type", "text")
    one.page.get_by_role("button", name="Hide").click()
    expect(one.page.locator("#p")).to_have_attribute("type", "password")
