"""How far a run is."""

from dataclasses import dataclass

from casedays.models import MatchingRun, RunState
from casedays.proposals.running import is_lost
from casedays.selectors.proposal.words import filled_words, per_cent, share_off, unit_words
from scheduling_portal.core import clock


@dataclass(frozen=True)
class Progress:
    """What the panel shows. `state` is what a page that follows it compares, `bar` says what the bar is drawn to."""

    state: str
    headline: str
    side: str
    filled: int
    total: int
    bar: str
    words: str
    seconds: int
    follows: bool


def progress_of(run: MatchingRun) -> Progress:
    """The panel of a run under way, or of a proposal that is being applied. No query."""
    if run.to_apply:
        return _applying(run)
    state = "lost" if is_lost(run) else run.state
    since = run.started_at or run.asked_at
    seconds = max(0, int((clock.now() - since).total_seconds()))
    total = run.bound_days or run.days_open
    return Progress(
        state=state,
        headline=_headline(run),
        side=f"{per_cent(share_off(run))} from the bound" if run.bound_days is not None and run.days_filled else "",
        filled=run.days_filled,
        total=max(1, total),
        bar=_bar(run),
        words=_words(run),
        seconds=seconds,
        follows=run.under_way and state != "lost",
    )


def _headline(run: MatchingRun) -> str:
    if run.state == RunState.WAITING:
        return "Waiting for a worker"
    if not run.days_open:
        return "Reading the period"
    if run.scope["types"]:
        return filled_words(run)
    return f"{run.days_filled} of {run.days_open} open day{'' if run.days_open == 1 else 's'} have a full team"


def _bar(run: MatchingRun) -> str:
    """What the bar is of: the days that can be filled at all, once that is known, else those that are open."""
    if not run.days_open:
        return _headline(run)
    if run.bound_days is None:
        return f"{run.days_filled} of {run.days_open} {unit_words(run, run.days_open)}"
    return f"{run.days_filled} of at most {run.bound_days} {unit_words(run, run.bound_days)}"


def _words(run: MatchingRun) -> str:
    if run.stop_asked:
        return "Stopping. The best found so far is kept. Nothing is saved until you review it."
    phase = f"{run.phase[0].upper()}{run.phase[1:]}. " if run.phase else ""
    return f"{phase}Nothing is saved until you review it."


def _applying(run: MatchingRun) -> Progress:
    left = len(run.to_apply)
    total = left + len(run.outcome)
    return Progress(
        state=f"applying {left}",
        headline=f"{total - left} of {total} days applied",
        side="",
        filled=total - left,
        total=max(1, total),
        bar=f"Applied: {total - left} of {total} days",
        words="Each day is checked again. You can leave this page.",
        seconds=max(0, int((clock.now() - (run.applied_at or run.asked_at)).total_seconds())),
        follows=True,
    )
