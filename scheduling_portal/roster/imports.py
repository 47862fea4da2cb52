"""An import through the administration: checked when uploaded, saved when somebody has read what the check says."""

import datetime as dt
from collections.abc import Sequence

from accounts.models import User
from scheduling_portal.core import clock
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.errors import Conflict, NotAllowed
from scheduling_portal.roster.engine import run_import
from scheduling_portal.roster.models import ImportStatus, RosterImport
from scheduling_portal.roster.report import Report
from scheduling_portal.roster.sources import Source, UnusableFile, as_zip, from_upload

#: Files that nobody decided on are thrown away after this time.
KEPT = dt.timedelta(days=1)


def check_upload(*, sources: Sequence[Source], actor: User) -> RosterImport:
    """Check the files without saving any of it, and keep them for the decision.

    Raises UnusableFile, also when one of them cannot be read.
    """
    _require_administrator(actor)
    report = run_import(sources=sources, actor=actor, dry_run=True)
    if report.unread:
        raise UnusableFile(" ".join(report.unread))
    _throw_away_forgotten()
    return RosterImport.objects.create(
        uploaded_by=actor,
        files=", ".join(source.name for source in sources)[:500],
        content=as_zip(list(sources)),
        report=report.as_json(),
    )


@in_transaction
def save_import(*, roster_import: RosterImport, actor: User, skip_bad: bool) -> Report:
    """Save what was uploaded; with `skip_bad` without the rows that cannot be taken.

    Everything is checked again: the report says what holds now. Raises Conflict when it was decided on already.
    """
    _require_administrator(actor)
    row = _undecided(roster_import)
    report = run_import(sources=from_upload("all.zip", bytes(row.content)), actor=actor, skip_bad=skip_bad)
    row.report = report.as_json()
    if report.saved:
        _finish(row, ImportStatus.SAVED)
    row.save()
    return report


@in_transaction
def discard_import(*, roster_import: RosterImport, actor: User) -> None:
    """Throw the uploaded files away. Raises Conflict when it was decided on already."""
    _require_administrator(actor)
    row = _undecided(roster_import)
    _finish(row, ImportStatus.DISCARDED)
    row.save()


def _undecided(roster_import: RosterImport) -> RosterImport:
    row = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
    if row.status != ImportStatus.CHECKED:
        raise Conflict(f"This import was decided on already: {row.get_status_display().lower()}.")
    return row


def _finish(row: RosterImport, status: ImportStatus) -> None:
    row.status, row.content, row.finished_at = status, b"", clock.now()


def _throw_away_forgotten() -> None:
    RosterImport.objects.filter(status=ImportStatus.CHECKED, uploaded_at__lt=clock.now() - KEPT).update(
        status=ImportStatus.DISCARDED, content=b"", finished_at=clock.now()
    )


def _require_administrator(actor: User) -> None:
    if not (actor.is_active and actor.is_staff):
        raise NotAllowed("Only administrators import spreadsheets.")
