"""`manage.py import_roster DIR`: load a company's spreadsheets, all of them or none."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scheduling_portal.roster.engine import run_import
from scheduling_portal.roster.reading import kind_of
from scheduling_portal.roster.report import Report
from scheduling_portal.roster.sources import UnusableFile, from_folder

USED = "clinicians, credentials, practices, sites, preferences, requests, availability and patients"


class Command(BaseCommand):
    """Exit status 0 when all was saved (or, on a dry run, could be), 1 when anything was refused."""

    help = f"Import {USED} from .csv or .xlsx files in a folder. Nothing is saved unless every row is good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="Folder with the files; each is named after its list.")
        parser.add_argument("--skip-bad", action="store_true", help="Save the good rows and list the others.")
        parser.add_argument("--dry-run", action="store_true", help="Check everything and save nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        skip_bad, dry_run = options["skip_bad"], options["dry_run"]
        try:
            report = run_import(
                sources=from_folder(options["folder"]),
                actor=None,
                skip_bad=skip_bad,
                dry_run=dry_run,
                progress=self._progress,
            )
        except UnusableFile as error:
            raise CommandError(error.message) from error
        if report.saved or dry_run:
            self._counts(report)
        self._rows(report, skip_bad=skip_bad)
        for note in report.notes:
            self.stdout.write(note)
        self.stdout.write("")
        self._end(report, skip_bad=skip_bad, dry_run=dry_run)

    def _progress(self, file: str, done: int, total: int) -> None:
        """On a terminal one line that counts up; elsewhere one line per file."""
        if sys.stdout.isatty():
            self.stdout.write(f"\r{file}: {done} of {total} rows", ending="\n" if done == total else "")
            self.stdout.flush()
        elif done == total:
            self.stdout.write(f"{file}: {total} rows read")

    def _counts(self, report: Report) -> None:
        width = max((len(count.file) for count in report.counts), default=0)
        for count in report.counts:
            self.stdout.write(
                f"  {count.file:<{width}}  {count.new} new, {count.changed} changed, {count.unchanged} unchanged"
            )

    def _rows(self, report: Report, *, skip_bad: bool) -> None:
        if report.faults:
            self.stdout.write("")
            self.stdout.write("Rows that cannot be taken:")
        for fault in report.faults:
            where = f"  {fault.file}, row {fault.row}" if fault.row else f"  {fault.file}"
            column = f", {fault.column}" if fault.column else ""
            value = f' ("{fault.value}")' if fault.value else ""
            first = f", as in row {fault.first}" if fault.first else ""
            self.stdout.write(f"{where}{column}: {fault.why}{value}{first}")
        if report.skipped and skip_bad:
            self.stdout.write("")
            self.stdout.write("Good rows left out:")
            for row in report.skipped:
                self.stdout.write(f"  {row.file}, row {row.row}: {row.why}")

    def _end(self, report: Report, *, skip_bad: bool, dry_run: bool) -> None:
        bad = len({(fault.file, fault.row) for fault in report.faults})
        hanging = len(report.skipped)
        if report.faults and not skip_bad:
            depend = f" {hanging} more cannot be loaded without them." if hanging else ""
            raise CommandError(
                f"Nothing was saved: {_rows(bad)} cannot be taken.{depend} "
                "Correct them, or run again with --skip-bad to load the rest."
            )
        if dry_run:
            self.stdout.write("Nothing was saved: this was a dry run.")
            return
        self.stdout.write(f"Saved, without {_rows(bad + hanging)}." if bad + hanging else "Saved.")
        if any(count.new for count in report.counts if kind_of(count.file) in {"clinicians", "practices"}):
            self.stdout.write("Next: invite the new people, in the administration under Users.")


def _rows(number: int) -> str:
    return f"{number} row{'' if number == 1 else 's'}"
