"""What the hammering tests share."""

import pytest

from tests.architecture.conftest import _built, world
from tests.reliability.figures import DEEP

__all__ = ["_built", "world"]
LONG = 6 * 3600  # seconds that one test may take before a release


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before a release they take as long as they take."""
    for item in items:
        if DEEP and "tests/reliability/" in item.nodeid:
            item.add_marker(pytest.mark.timeout(LONG))
