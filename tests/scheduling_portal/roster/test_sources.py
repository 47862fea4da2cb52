"""Files as they come."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from scheduling_portal.roster import sources
from scheduling_portal.roster.reading import read
from scheduling_portal.roster.sources import Source, UnusableFile, as_zip, from_folder, from_upload


def workbook(*rows: list[object]) -> bytes:
    """An Excel file with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_folder_gives_only_spreadsheets(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text("a,b\n")
    (tmp_path / "faults.json").write_text("{}")
    (tmp_path / "~$clinicians.xlsx").write_text("lock")
    assert [source.name for source in from_folder(tmp_path)] == ["sites.csv"]


def test_folder_that_is_none_or_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="no folder"):
        from_folder(tmp_path / "nowhere")
    with pytest.raises(UnusableFile, match="no CSV or Excel"):
        from_folder(tmp_path)


def test_zip_of_files_is_opened_and_folders_in_it_forgotten() -> None:
    archive = as_zip([Source("a/../../sites.csv", b"x\n"), Source("__MACOSX/sites.csv", b"")])
    assert from_upload("all.zip", archive) == [Source("sites.csv", b"x\n")]


def test_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = as_zip([Source("sites.csv", b"0" * (61 * 1024 * 1024))])
    assert len(bomb) < 100_000
    with pytest.raises(UnusableFile, match="unpacks to more"):
        from_upload("bomb.zip", bomb)


def test_excel_bomb_is_refused_before_it_is_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (61 * 1024 * 1024))
    with pytest.raises(UnusableFile, match="unpacks to more"):
        read(Source("clinicians.xlsx", out.getvalue()))


@pytest.mark.parametrize("name", ["notes.docx", "script.py", "clinicians"])
def test_other_files_are_refused(name: str) -> None:
    with pytest.raises(UnusableFile, match="is not a CSV, Excel"):
        from_upload(name, b"x")


def test_broken_files_are_refused_in_words() -> None:
    with pytest.raises(UnusableFile, match="zip file that can be opened"):
        from_upload("a.zip", b"PK no zip")
    with pytest.raises(UnusableFile, match="Excel file that can be opened"):
        read(Source("clinicians.xlsx", b"no excel"))
    with pytest.raises(UnusableFile, match="Excel file that can be opened"):
        read(Source("clinicians.xlsx", as_zip([Source("x.csv", b"")])))
    with pytest.raises(UnusableFile, match="is not a CSV file"):
        read(Source("clinicians.csv", b"a\0b"))
    with pytest.raises(UnusableFile, match="is empty"):
        read(Source("clinicians.csv", b"\n\n"))


def test_too_large_and_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_FILE_BYTES", 10)
    with pytest.raises(UnusableFile, match="larger than"):
        from_upload("sites.csv", b"x" * 11)
    monkeypatch.undo()
    many = as_zip([Source(f"{at}.csv", b"") for at in range(41)])
    with pytest.raises(UnusableFile, match="too many"):
        from_upload("all.zip", many)


@pytest.mark.parametrize(
    "data",
    [
        b"Practice;E-mail\r\n\r\nA, B;x\r\n",
        b'\xef\xbb\xbfpractice,e mail\n\n"A, B",x\n',
        "practice\te-mail\n\nA, B\tx".encode("utf-16"),
    ],
)
def test_csv_is_read_whatever_delimiter_and_encoding(data: bytes) -> None:
    sheet = read(Source("Practices.CSV", data))
    assert (sheet.kind, sheet.columns) == ("practices", ["practice", "e_mail"])
    assert sheet.rows == [(3, ["A, B", "x"])]


def test_excel_rows_count_as_a_person_sees_them() -> None:
    sheet = read(Source("sites.xlsx", workbook(["Site", "ZIP "], ["A", 97034], [None, None], ["B", 97005, ""])))
    assert sheet.columns == ["site", "zip"]
    assert sheet.rows == [(2, ["A", 97034]), (4, ["B", 97005])]


def test_formulas_are_never_taken_for_values() -> None:
    sheet = read(Source("sites.xlsx", workbook(["site"], ["=1+1"], ["A"])))
    assert sheet.rows == [(3, ["A"])]
