"""The matcher is pure: loading it loads neither Django nor anything of the product but itself."""

import subprocess
import sys

from django.conf import settings

SCRIPT = """
import sys
import casedays.matching.solver, casedays.matching.solver.files
print(*sorted(name for name in sys.modules if name.split(".")[0] in {
    "django", "accounts", "availability", "casedays", "notifications", "practices", "scheduling_portal"}))
"""


def test_nothing_but_itself_is_loaded() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    loaded = done.stdout.split()
    assert "casedays.matching.solver.flows" in loaded
    others = [name for name in loaded if not name.startswith("casedays.matching.solver")]
    assert others == ["casedays", "casedays.matching"]
