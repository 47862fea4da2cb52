"""What an import found and did, row by row."""

from dataclasses import asdict, dataclass, field
from typing import Any, Self


@dataclass(frozen=True)
class Fault:
    """A row that cannot be taken. `row` counts as the spreadsheet shows it: the header is row 1, blank rows count.

    `row` is 0 for a file that is not read at all. `first` is the row that said the same before, else 0.
    """

    file: str
    row: int
    column: str
    why: str
    value: str = ""
    first: int = 0


@dataclass(frozen=True)
class Skipped:
    """A good row that hangs on a row that cannot be taken."""

    file: str
    row: int
    why: str


@dataclass
class Count:
    """What became of one file's rows."""

    file: str
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def left_out(self) -> int:
        """Rows that are not taken: bad ones, and those that hang on them."""
        return max(0, self.rows - self.new - self.changed - self.unchanged)


@dataclass
class Report:
    """The whole import. `saved` is False for a dry run and for a refusal."""

    counts: list[Count] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    saved: bool = False

    @property
    def good(self) -> bool:
        """Whether every row can be taken."""
        return not self.faults

    @property
    def bad_rows(self) -> int:
        """How many rows cannot be taken, each counted once."""
        return len({(fault.file, fault.row) for fault in self.faults})

    @property
    def taken(self) -> int:
        """How many rows are, or would be, in the database: new, changed or there already."""
        return sum(count.new + count.changed + count.unchanged for count in self.counts)

    @property
    def unchanged(self) -> int:
        """How many of them are there already, just so."""
        return self.taken - self.written

    @property
    def unread(self) -> list[str]:
        """A sentence for each file that is not read at all."""
        return [
            fault.why if fault.file in fault.why else f"{fault.file}: {fault.why}."
            for fault in self.faults
            if not fault.row
        ]

    @property
    def written(self) -> int:
        """How many of them bring something: new or changed."""
        return sum(count.new + count.changed for count in self.counts)

    def sort(self) -> None:
        """Faults and skipped rows in the order of the files and their rows."""
        order = {count.file: place for place, count in enumerate(self.counts)}
        self.faults.sort(key=lambda fault: (order.get(fault.file, -1), fault.row))
        self.skipped.sort(key=lambda row: (order.get(row.file, -1), row.row))

    def as_json(self) -> dict[str, Any]:
        """Plain values, to be stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The report that `as_json` gave."""
        return cls(
            counts=[Count(**row) for row in data["counts"]],
            faults=[Fault(**row) for row in data["faults"]],
            skipped=[Skipped(**row) for row in data["skipped"]],
            notes=list(data["notes"]),
            saved=data["saved"],
        )
