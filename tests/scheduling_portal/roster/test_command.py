"""`manage.py import_roster`."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Clinician

DATA = Path(__file__).parents[2] / "data"
pytestmark = pytest.mark.django_db


def test_good_folder_is_saved_with_its_counts(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_roster", DATA / "northwest")
    out = capsys.readouterr().out
    assert "clinicians.csv    45 new, 0 changed, 0 unchanged" in out
    assert "availability.csv: 936 rows read" in out
    assert "Saved." in out and "invite" in out


def test_messy_folder_fails_and_lists_every_row(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match=r"15 rows cannot be taken\. 22 more cannot be loaded without them"):
        call_command("import_roster", DATA / "northwest-messy")
    out = capsys.readouterr().out
    assert 'clinicians.xlsx, row 6, provider_type: not nurse, medic or anesthesiologist ("Surgeon")' in out
    assert out.count(", row ") == 15
    assert not Clinician.objects.exists()


def test_messy_folder_loads_without_its_bad_rows(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_roster", DATA / "northwest-messy", skip_bad=True)
    out = capsys.readouterr().out
    assert "credentials.csv, row 25: skipped because row 6 of clinicians.xlsx was skipped" in out
    assert "Saved, without 37 rows." in out
    assert Clinician.objects.count() == 41


def test_dry_run_says_that_nothing_was_saved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "clinicians.csv").write_bytes((DATA / "northwest" / "clinicians.csv").read_bytes())
    call_command("import_roster", tmp_path, dry_run=True)
    assert "Nothing was saved: this was a dry run." in capsys.readouterr().out
    assert not Clinician.objects.exists()


def test_folder_without_files_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no CSV or Excel file"):
        call_command("import_roster", tmp_path)
