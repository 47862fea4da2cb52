"""The command: a file in, a proposal out, no database anywhere; and a broken file is refused with its place."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.casedays.matching.referee import faults
from tests.casedays.matching.solver.worlds import world

Json = dict[str, Any]


def run(name: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command as from a shell, with databases that nobody can reach."""
    environment = os.environ | {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/nowhere",
        "REDIS_URL": "redis://127.0.0.1:9/0",
    }
    return subprocess.run(
        [sys.executable, "manage.py", "solve_matching", name],
        input=stdin,
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_a_problem_is_solved_without_a_database(tmp_path: Path) -> None:
    problem = world(3, days=12, people=12, dates=6, eligible=0.6)
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(problem))
    done = run(str(file))
    assert (done.returncode, done.stderr) == (0, b"")
    answer = json.loads(done.stdout)
    assert faults(problem, answer) == []
    assert answer["proven"]
    assert 20 < answer["peak_mb"] < 1_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1, column 1: is not JSON"),
        (b'{"version": 1,', "line 1, column 15: is not JSON"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b"[]", "the file: is [], not an object"),
        (b'{"version": 2}', "version: is 2, and only version 1 can be read"),
        (b'{"version": NaN}', "the file: has NaN, which is no number"),
        (b'{"version": ' + b"1" * 5_000 + b"}", "the file: has a number too long"),
        (b"[" * 100_000, "the file: has a number too long or lists too deep"),
        (
            b'{"version": 1, "days": [], "clinicians": [], "pairs": [[1, 2, 3]], "seconds": 1}',
            "pairs[0][0]: 1 is no id",
        ),
    ],
)
def test_a_broken_file_is_refused_with_its_place(content: bytes, words: str, tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=re.escape(words)) as caught:
        call_command("solve_matching", str(file))
    assert caught.value.returncode == 2


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.json cannot be read: No such file or directory") as caught:
        call_command("solve_matching", str(tmp_path / "none.json"))
    assert caught.value.returncode == 2


def test_a_refusal_is_one_line_and_status_two() -> None:
    done = run("-", b'{"version": 3}')
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == "CommandError: -: version: is 3, and only version 1 can be read\n"
