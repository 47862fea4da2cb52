"""How much these tests try, and where they write down what they counted.

`DEEP=1` in the environment (what `make deep` sets) tries as much as before a release; else as much as every run does.
"""

import datetime as dt
import fcntl
import json
import os

from scheduling_portal.folders import VAR

DEEP = os.environ.get("DEEP", "") not in {"", "0"}
REPORT = VAR / "reliability.json"


def size(every_run: int, deep: int) -> int:
    """How many to try in this run."""
    return deep if DEEP else every_run


def tell(goal: str, **counts: float | str) -> None:
    """Write the counts of a goal, such as "G1", into the report and onto the test's output.

    Several processes may write at once; the newest counts of a goal stand.
    """
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    with REPORT.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        text = file.read()
        report = json.loads(text) if text else {}
        at = dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds")
        report[goal] = {"run": "deep" if DEEP else "every", "at": at, **counts}
        file.truncate(0)
        file.write(json.dumps(dict(sorted(report.items())), indent=2) + "\n")
    print(goal, counts)  # noqa: T201  pytest shows it with -s, and when the test fails
