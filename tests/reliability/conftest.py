"""What the hammering tests share."""

import pytest

from tests.architecture.conftest import _built, world
from tests.reliability.figures import size

__all__ = ["_built", "world"]
#: Seconds that one test may take; a machine busy with other things is slow.
LONGEST = size(600, 12 * 3600)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/reliability/" in item.nodeid:
            item.add_marker(pytest.mark.timeout(LONGEST))
