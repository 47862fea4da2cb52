"""A practice brings its own list of patients: checked first, and kept nowhere until it is saved."""

import base64
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core import signing

from accounts.models import User
from practices.models import Practice
from scheduling_portal.core.errors import NotAllowed, RuleBroken
from scheduling_portal.roster.engine import run_list
from scheduling_portal.roster.loaders.patients import OwnPatientLoader, Taken
from scheduling_portal.roster.report import Report
from scheduling_portal.roster.sources import Source

MOST_ROWS = 1_000
MOST_BYTES = 1024 * 1024
#: The row of the headings.
HEADER = 1
#: So long a checked list can be saved.
KEPT = dt.timedelta(hours=1)


@dataclass
class PatientReport(Report):
    """The report on a practice's own list: also what the file calls its columns, and whom it brings, row by row."""

    headings: Mapping[str, str] = field(default_factory=dict)
    brought: list[Taken] = field(default_factory=list)

    @property
    def absent(self) -> list[str]:
        """Needed columns that the file does not have; then none of its rows was read."""
        return [fault.column for fault in self.faults if fault.row == HEADER]


def check_patients(*, source: Source, practice: Practice, actor: User) -> PatientReport:
    """What saving this list would do; nothing is saved. Raises UnusableFile, NotAllowed for who does not work there."""
    return _run(source, practice, actor, dry_run=True)


def save_patients(*, source: Source, practice: Practice, actor: User, skip_bad: bool) -> PatientReport:
    """Save the list, all of it, or with `skip_bad` without the rows that cannot be taken.

    Every row is checked again: the report says what holds now. Raises UnusableFile, NotAllowed.
    """
    return _run(source, practice, actor, skip_bad=skip_bad)


def _run(
    source: Source, practice: Practice, actor: User, *, skip_bad: bool = False, dry_run: bool = False
) -> PatientReport:
    if not Practice.objects.visible_to_staff(actor).filter(pk=practice.pk).exists():
        raise NotAllowed("Only the practice's own staff can bring its list of patients.")
    loader = OwnPatientLoader(practice, actor)
    report = run_list(source=source, loader=loader, actor=actor, most=MOST_ROWS, skip_bad=skip_bad, dry_run=dry_run)
    return PatientReport(**vars(report), headings=loader.headings, brought=loader.taken)


def keep(source: Source, practice: Practice, actor: User) -> str:
    """The list as it travels with the page that says what the check found, signed for this person and practice."""
    data = base64.b85encode(source.data).decode()
    return signing.dumps([source.name, data], salt=_salt(practice, actor), compress=True)


def kept(words: str, practice: Practice, actor: User) -> Source:
    """The list that `keep` gave. Raises RuleBroken when it is too old, or is not what was checked."""
    try:
        name, data = signing.loads(words, salt=_salt(practice, actor), max_age=KEPT)
        return Source(name, base64.b85decode(data))
    except (signing.BadSignature, ValueError) as error:
        raise RuleBroken("The check is too old. Choose the file once more.") from error


def _salt(practice: Practice, actor: User) -> str:
    return f"roster.own_patients:{practice.pk}:{actor.pk}"
