"""The import itself: every list in its order, in one transaction, kept whole or given back."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from accounts.models import User
from scheduling_portal.core import quiet
from scheduling_portal.core.errors import DomainError
from scheduling_portal.roster.base import (
    BadRow,
    Dependent,
    LeftOut,
    Loader,
    Outcome,
    Progress,
    Row,
    Run,
    headings_of,
    leave_out,
    refuse,
    rows_of,
    unknown_columns,
)
from scheduling_portal.roster.loaders import LOADERS
from scheduling_portal.roster.reading import Sheet, kind_of, read
from scheduling_portal.roster.report import Count, Fault, Report, Skipped
from scheduling_portal.roster.sources import Source, UnusableFile

EVERY = 50


class _GiveBack(Exception):
    """Ends the transaction without keeping anything."""


def run_import(
    *,
    sources: Sequence[Source],
    actor: User | None,
    skip_bad: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Check every row of `sources` and save them, in one transaction.

    Nothing is saved on a dry run, nor when a row cannot be taken and `skip_bad` is off. Rows that are in the database
    already are compared and changed only where they differ, so a second run changes nothing. Nobody is sent a notice.
    `progress` is told file, rows done and rows in all.
    """
    report = Report()
    sheets = _sheets(sources, report)
    run = Run(actor, report, progress or _unseen)
    try:
        with transaction.atomic(), quiet.notices():
            run.load()
            for sheet, loader in sheets:
                _load(sheet, loader, run)
            if dry_run or (report.faults and not skip_bad):
                raise _GiveBack
        report.saved = True
    except _GiveBack:
        pass
    report.sort()
    return report


def run_list(
    *, source: Source, loader: Loader, actor: User, most: int, skip_bad: bool = False, dry_run: bool = False
) -> Report:
    """Check every row of one file, whatever it is called, and save them, in one transaction; as `run_import` does.

    What follows from a row is told as if it had been typed. Raises UnusableFile, also for more than `most` rows.
    """
    sheet = read(source)
    if len(sheet.rows) > most:
        raise UnusableFile(f"{source.name} has more than {most:,} rows. Divide it, and bring the parts one by one.")
    report = Report()
    try:
        with transaction.atomic():
            _load(sheet, loader, Run(actor, report, _unseen))
            if dry_run or (report.faults and not skip_bad):
                raise _GiveBack
        report.saved = True
    except _GiveBack:
        pass
    report.sort()
    return report


def _unseen(_file: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def _sheets(sources: Sequence[Source], report: Report) -> list[tuple[Sheet, Loader]]:
    """The lists that are there, in the order in which they refer to each other."""
    by_kind: dict[str, Source] = {}
    known = {loader.kind for loader in LOADERS}
    for source in sources:
        kind = kind_of(source.name)
        if kind not in known:
            report.notes.append(f"{source.name} is not used: no list has this name.")
        elif kind in by_kind:
            report.faults.append(Fault(source.name, 0, "", f"a second file of {kind}"))
        else:
            by_kind[kind] = source
    sheets: list[tuple[Sheet, Loader]] = []
    for loader_type in LOADERS:
        if loader_type.kind not in by_kind:
            continue
        try:
            sheets.append((read(by_kind[loader_type.kind]), loader_type()))
        except UnusableFile as error:
            report.faults.append(Fault(by_kind[loader_type.kind].name, 0, "", error.message))
    if not by_kind:
        names = ", ".join(loader.kind for loader in LOADERS)
        raise UnusableFile(f"No file is named after a list. Lists are: {names}.")
    return sheets


def _load(sheet: Sheet, loader: Loader, run: Run) -> None:
    count = Count(sheet.file, rows=len(sheet.rows))
    run.report.counts.append(count)
    unused = unknown_columns(sheet, loader.columns)
    if unused:
        run.report.notes.append(f"{sheet.file}: columns not used: {', '.join(unused)}.")
    run.progress(sheet.file, 0, count.rows)
    loader.headings = headings_of(sheet, loader.columns)
    before = len(run.report.faults)
    good, bad = rows_of(sheet, loader.columns, run.report)
    for row in bad:
        loader.lose(row, run)
    loader.start(run, good)
    seen: dict[tuple[object, ...], int] = {}
    for done, row in enumerate(good, 1):
        outcome = _one(row, loader, run, seen)
        if outcome is not None:
            setattr(count, outcome.value, getattr(count, outcome.value) + 1)
        if done % EVERY == 0 and done < count.rows:
            run.progress(sheet.file, done, count.rows)
    loader.finish(run, count)
    if loader.private:
        run.report.faults[before:] = [replace(fault, value="") for fault in run.report.faults[before:]]
    run.progress(sheet.file, count.rows, count.rows)


def _one(row: Row, loader: Loader, run: Run, seen: dict[tuple[object, ...], int]) -> Outcome | None:
    """Save one row; None when it is refused or left out, which the report then says."""
    key = tuple(_folded(row.values.get(column)) for column in loader.identity)
    try:
        if loader.identity and key in seen:
            raise BadRow(loader.identity[0], loader.twice)
        with transaction.atomic():
            outcome = loader.save(row, run)
    except BadRow as error:
        refuse(run.report, row, error, first=seen.get(key, 0) if loader.identity else 0)
        if key not in seen:
            loader.lose(row, run)
        return None
    except Dependent as error:
        leave_out(run.report, row, error.on)
        loader.lose(row, run)
        return None
    except LeftOut as error:
        run.report.skipped.append(Skipped(row.file, row.number, error.why))
        return None
    except DomainError as error:
        refuse(run.report, row, BadRow(error.field or "", error.message))
        loader.lose(row, run)
        return None
    seen[key] = row.number
    return outcome


def _folded(value: object) -> object:
    return value.lower() if isinstance(value, str) else value
