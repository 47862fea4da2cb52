"""Files as they come: from a folder, from an upload, from a zip of them. Sizes are checked before anything is read."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from scheduling_portal.core.errors import DomainError

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_FILES = 40
MAX_RATIO = 200
ENDINGS = (".csv", ".xlsx")


class UnusableFile(DomainError):
    """A file that is not read at all; the message says why in words of the user's task."""


@dataclass(frozen=True)
class Source:
    """One spreadsheet: its name without folders, and its bytes."""

    name: str
    data: bytes


def from_folder(folder: Path) -> list[Source]:
    """Every CSV and Excel file directly in `folder`, by name. Raises UnusableFile for none, or for too large a one."""
    if not folder.is_dir():
        raise UnusableFile(f"There is no folder {folder}.")
    found = [path for path in sorted(folder.iterdir()) if _is_sheet(path.name) and path.is_file()]
    if not found:
        raise UnusableFile(f"There is no CSV or Excel file in {folder}.")
    _check_number(len(found))
    for path in found:
        _check_size(path.name, path.stat().st_size)
    return [Source(path.name, path.read_bytes()) for path in found]


def from_upload(name: str, data: bytes) -> list[Source]:
    """The spreadsheets of one uploaded file, which may be a zip of them. Raises UnusableFile."""
    short = PurePosixPath(name.replace("\\", "/")).name
    _check_size(short, len(data))
    if short.lower().endswith(".zip"):
        return _from_zip(short, data)
    if not _is_sheet(short):
        raise UnusableFile(f"{short} is not a CSV, Excel (.xlsx) or zip file.")
    return [Source(short, data)]


def as_zip(sources: list[Source]) -> bytes:
    """The same files in one zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for source in sources:
            archive.writestr(source.name, source.data)
    return out.getvalue()


def check_zip(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse an archive that would unpack to more than one file may be, or is packed beyond what text can be."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if unpacked > 3 * MAX_FILE_BYTES or (unpacked > MAX_FILE_BYTES and unpacked / packed > MAX_RATIO):
        raise UnusableFile(f"{name} unpacks to more than {3 * MAX_FILE_BYTES // 1024 // 1024} MB.")


def _from_zip(name: str, data: bytes) -> list[Source]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_zip(name, archive)
            entries = [entry for entry in archive.infolist() if _wanted(entry)]
            _check_number(len(entries))
            sources = [_unpack(archive, entry) for entry in entries]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise UnusableFile(f"{name} is not a zip file that can be opened.") from error
    if not sources:
        raise UnusableFile(f"There is no CSV or Excel file in {name}.")
    return sources


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Source:
    name = PurePosixPath(entry.filename).name
    with archive.open(entry) as file:
        data = file.read(MAX_FILE_BYTES + 1)  # the size in the directory may lie
    _check_size(name, len(data))
    return Source(name, data)


def _wanted(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    return not entry.is_dir() and "__MACOSX" not in path.parts and _is_sheet(path.name)


def _is_sheet(name: str) -> bool:
    return name.lower().endswith(ENDINGS) and not name.startswith((".", "~$"))


def _check_size(name: str, size: int) -> None:
    if size > MAX_FILE_BYTES:
        raise UnusableFile(f"{name} is larger than {MAX_FILE_BYTES // 1024 // 1024} MB.")


def _check_number(number: int) -> None:
    if number > MAX_FILES:
        raise UnusableFile(f"{number} files at once are too many; at most {MAX_FILES}.")
