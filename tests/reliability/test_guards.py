"""Each guard of the product has a control: a test with the guard switched off, which shows that the guard is needed."""

import re
from pathlib import Path

from tests.reliability.figures import tell
from tests.reliability.test_invariants import GUARDS

TESTS = Path(__file__).resolve().parent.parent
MARKED = re.compile(r'@pytest\.mark\.guard\("([^"]+)"\)')


def _files() -> dict[str, str]:
    return {str(path.relative_to(TESTS)): path.read_text() for path in sorted(TESTS.rglob("test_*.py"))}


def test_at_least_fifteen_guards_have_a_control() -> None:
    guards = [words for text in _files().values() for words in MARKED.findall(text)]
    guards += [words for words, *_ in GUARDS]
    tell("G23", guards=len(guards), names="; ".join(sorted(guards)))
    assert len(guards) == len(set(guards)), "two controls of one name"
    assert len(guards) >= 15
