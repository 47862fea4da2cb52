"""What every list shares: its columns, its rows as values, and the run that they belong to."""

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from accounts.models import Clinician, Skill, User
from practices.models import Practice, Site
from scheduling_portal.roster.cells import BadCell, Reader, plain
from scheduling_portal.roster.reading import Sheet, tidy
from scheduling_portal.roster.report import Count, Fault, Report, Skipped

Progress = Callable[[str, int, int], None]


class Outcome(enum.Enum):
    """What a row did to the database."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Column:
    """One column: its name, how its cells are read, whether they may be empty, and other headings it goes by."""

    name: str
    read: Reader
    needed: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row: the values of the columns that could be read, and all of it as typed."""

    file: str
    number: int
    values: Mapping[str, Any]
    typed: Mapping[str, str]

    def get(self, column: str, default: Any = None) -> Any:
        """A value; `default` when the file has no such column or the cell is empty."""
        value = self.values.get(column)
        return default if value is None or value == "" else value


class BadRow(Exception):
    """A row that cannot be taken because of one column."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(why)
        self.column = column
        self.why = why


class Dependent(Exception):
    """A row that names somebody or something of a row which cannot be taken."""

    def __init__(self, on: Row) -> None:
        super().__init__(on.number)
        self.on = on


class LeftOut(Exception):
    """A good row that there is nothing to do with; not a fault."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass
class Run:
    """One import: whose it is, what it found so far, and what rows refer to."""

    actor: User | None
    report: Report
    progress: Progress
    users: dict[str, User] = field(default_factory=dict)
    clinicians: dict[str, Clinician] = field(default_factory=dict)
    practices: dict[str, Practice] = field(default_factory=dict)
    sites: dict[tuple[int, str], Site] = field(default_factory=dict)
    skills: dict[str, Skill] = field(default_factory=dict)
    lost_people: list[Row] = field(default_factory=list)
    lost_practices: list[Row] = field(default_factory=list)
    lost_sites: list[Row] = field(default_factory=list)

    def load(self) -> None:
        """Read what is in the database already, a few queries whatever the size of the files."""
        self.users = {user.email.lower(): user for user in User.objects.all()}
        clinicians = Clinician.objects.select_related("user").prefetch_related("skills")
        self.clinicians = {row.user.email.lower(): row for row in clinicians}
        self.practices = {row.name.lower(): row for row in Practice.objects.all()}
        self.sites = {(row.practice_id, row.name.lower()): row for row in Site.objects.all()}
        self.skills = {row.name.lower(): row for row in Skill.objects.all()}

    def clinician(self, row: Row, column: str = "clinician_email") -> Clinician:
        """The clinician that `column` names. Raises BadRow, or Dependent when theirs is a row that was not taken."""
        email = row.values[column]
        if email in self.clinicians:
            return self.clinicians[email]
        for lost in self.lost_people:
            if lost.get("email") == email or _spells(email, lost):
                raise Dependent(lost)
        raise BadRow(column, "no such clinician")

    def practice(self, row: Row) -> Practice:
        """The practice that the row names."""
        name = row.values["practice"].lower()
        if name in self.practices:
            return self.practices[name]
        for lost in self.lost_practices:
            if lost.typed.get("practice", "").lower() == name:
                raise Dependent(lost)
        raise BadRow("practice", "no such practice")

    def site(self, row: Row, practice: Practice) -> Site:
        """The site of `practice` that the row names."""
        name = row.values["site"].lower()
        found = self.sites.get((practice.pk, name))
        if found:
            return found
        for lost in self.lost_sites:
            whose = lost.typed.get("practice", "").lower()
            if lost.typed.get("site", "").lower() == name and (
                whose == practice.name.lower() or whose not in self.practices
            ):
                raise Dependent(lost)
        raise BadRow("site", "no such site of this practice")

    def asked_skills(self, row: Row) -> list[Skill]:
        """The skills that the row names, in the order of their names."""
        names = set(row.get("skills", []))
        if not names <= self.skills.keys():
            raise BadRow("skills", "unknown skill")
        return [self.skills[name] for name in sorted(names)]


def _spells(email: str, lost: Row) -> bool:
    """Whether an address spells the name of a person whose own address could not be read."""
    if lost.get("email"):
        return False
    names = [tidy(lost.typed.get(part, "")) for part in ("first_name", "last_name")]
    return all(names) and tidy(email.partition("@")[0]) in ("_".join(names), "".join(names))


class Loader:
    """One list. `save` takes a good row; `lose` remembers one that others may hang on."""

    kind: ClassVar[str]
    columns: ClassVar[list[Column]]
    #: columns that make a row one thing, and how a second one is refused
    identity: ClassVar[tuple[str, ...]]
    twice: ClassVar[str] = ""
    #: whether what a bad cell says must not be repeated in the report
    private: ClassVar[bool] = False
    #: what the file calls its columns, once it is read
    headings: Mapping[str, str] = {}

    def start(self, run: Run, rows: list[Row]) -> None:
        """Read what `save` compares with, and look at all the good rows."""

    def save(self, row: Row, run: Run) -> Outcome:
        """Write one row. Raises BadRow or Dependent, and then has written nothing."""
        raise NotImplementedError

    def lose(self, row: Row, run: Run) -> None:
        """Remember a row that could not be taken."""

    def finish(self, run: Run, count: Count) -> None:
        """Write what is written all at once."""


def rows_of(sheet: Sheet, columns: Iterable[Column], report: Report) -> tuple[list[Row], list[Row]]:
    """Every row as values: the good ones and the bad ones, whose faults go into the report."""
    places, absent = _places(sheet, columns)
    for column in absent:
        report.faults.append(Fault(sheet.file, 1, column.name, "this column is missing"))
    if absent:
        return [], []
    good: list[Row] = []
    bad: list[Row] = []
    for number, cells in sheet.rows:
        values: dict[str, Any] = {}
        typed: dict[str, str] = {}
        faults: list[Fault] = []
        for column, place in places:
            cell = cells[place] if place < len(cells) else None
            typed[column.name] = plain(cell)
            try:
                values[column.name] = _value(column, cell)
            except BadCell as error:
                faults.append(Fault(sheet.file, number, column.name, error.why, typed[column.name][:80]))
        report.faults.extend(faults)
        (bad if faults else good).append(Row(sheet.file, number, values, typed))
    return good, bad


def headings_of(sheet: Sheet, columns: Iterable[Column]) -> dict[str, str]:
    """What the file calls each of these columns that it has."""
    places, _ = _places(sheet, columns)
    return {column.name: sheet.headings[place] for column, place in places}


def _places(sheet: Sheet, columns: Iterable[Column]) -> tuple[list[tuple[Column, int]], list[Column]]:
    places, absent = [], []
    for column in columns:
        names = {column.name, *column.also}
        place = next((at for at, heading in enumerate(sheet.columns) if heading in names), None)
        if place is not None:
            places.append((column, place))
        elif column.needed:
            absent.append(column)
    return places, absent


def _value(column: Column, cell: Any) -> Any:
    if not plain(cell):
        if column.needed:
            raise BadCell("missing")
        return None
    return column.read(cell)


def unknown_columns(sheet: Sheet, columns: Iterable[Column]) -> list[str]:
    """Headings that no column goes by; such columns are not used."""
    known = {name for column in columns for name in (column.name, *column.also)}
    return [heading for heading in sheet.columns if heading and heading not in known]


def checked(instance: models.Model, columns: Mapping[str, str] | None = None) -> None:
    """Let the model's own validators look at its plain fields. Raises BadRow at the first that refuses."""
    relations = {item.name for item in instance._meta.concrete_fields if item.is_relation}  # noqa: SLF001
    try:
        instance.clean_fields(exclude=relations)
        instance.clean()
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise BadRow((columns or {}).get(name, name), messages[0]) from error


def give(instance: models.Model, values: Mapping[str, Any]) -> bool:
    """Set these values; whether any was different."""
    different = {name: value for name, value in values.items() if getattr(instance, name) != value}
    for name, value in different.items():
        setattr(instance, name, value)
    return bool(different)


def write(instance: models.Model, values: Mapping[str, Any], columns: Mapping[str, str] | None = None) -> Outcome:
    """Give `instance` these values, check it, and save it when that makes a difference."""
    is_new = instance.pk is None
    if not give(instance, values) and not is_new:
        return Outcome.UNCHANGED
    checked(instance, columns)
    instance.save()
    return Outcome.NEW if is_new else Outcome.CHANGED


def refuse(report: Report, row: Row, error: BadRow, *, first: int = 0) -> None:
    """Note a row that cannot be taken; `first` is the row that said the same before."""
    value = row.typed.get(error.column, "")[:80]
    report.faults.append(Fault(row.file, row.number, error.column, error.why, value, first))


def leave_out(report: Report, row: Row, on: Row) -> None:
    """Note a row that hangs on one that cannot be taken."""
    report.skipped.append(Skipped(row.file, row.number, f"skipped because row {on.number} of {on.file} was skipped"))
