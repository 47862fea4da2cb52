"""The pages of reports on a random world: what they show, how they are sorted, what the files hold."""

import pytest

from accounts.models import User
from casedays.models.case_day import CaseDayQuerySet
from casedays.selectors.reports import REPORTS
from tests.casedays.reports.pages import KEYS, csv_rows, text, url
from tests.casedays.reports.worlds import RandomWorld
from tests.personas import client_of


@pytest.mark.parametrize("key", KEYS)
def test_report_has_sentence_plot_tables_and_meaning(made: RandomWorld, key: str) -> None:
    page = text(client_of(made.manager), url(key, "?period=past"))
    assert 'class="report-headline"' in page
    assert page.count('<svg class="plot-drawing" role="img"') == 1
    assert "<desc" in page
    assert "What the figures mean" in page
    assert "Download as CSV" in page
    assert "style=" not in page


@pytest.mark.parametrize(
    "query", ["period=abc", "period=99999999999999999999", "state=ZZ", "sort=nothing", "page=-1", "page=x"]
)
@pytest.mark.parametrize("key", KEYS)
def test_other_nonsense_narrows_nothing(made: RandomWorld, key: str, query: str) -> None:
    assert 'class="report-headline"' in text(client_of(made.manager), url(key, f"?{query}"))


def test_selectors_show_nothing_to_who_is_no_manager(made: RandomWorld, practice_user: User) -> None:
    for read in REPORTS.values():
        assert read(practice_user, made.scope).empty
        assert read(made.people[0].user, made.scope).empty


def test_without_the_scoping_everybody_would_read_them(
    made: RandomWorld, practice_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CaseDayQuerySet, "visible_to_manager", lambda days, _user: days)
    assert not any(REPORTS[key](practice_user, made.scope).empty for key in ("fill-rate", "lead-times", "changes"))


def test_tables_are_sorted_by_their_heads(made: RandomWorld) -> None:
    browser = client_of(made.manager)
    for sort in ("wanted", "-wanted", "week", "-fill"):
        rows = csv_rows(browser, "fill-rate", "weeks", f"?period=past&sort={sort}")
        place = {"week": 0, "wanted": 1, "fill": -1}[sort.removeprefix("-")]
        column = [row[place] for row in rows[1:-1]]
        known = [float(value) if place else value for value in column if value]
        assert known == sorted(known, reverse=sort.startswith("-"))
        assert column[len(known) :] == [""] * (len(column) - len(known))
        assert rows[-1][0] == "All weeks"
    page = text(browser, url("fill-rate", "?period=past&sort=-wanted"))
    assert 'aria-sort="descending"><a href="?period=past&amp;sort=wanted">Wanted' in page
    assert '<a href="?period=past&amp;sort=-risk">At risk' in page


def test_files_hold_what_the_tables_show(made: RandomWorld) -> None:
    browser = client_of(made.manager)
    for key, table in (("fill-rate", "types"), ("changes", "practices"), ("days-per-clinician", "spread")):
        rows = csv_rows(browser, key, table, "?period=past")
        assert len({len(row) for row in rows}) == 1
        assert len(set(rows[0])) == len(rows[0]), "no two columns are named alike"
