"""The day on which the spreadsheets of these tests are loaded."""

from collections.abc import Iterator

import pytest
import time_machine


@pytest.fixture(autouse=True)
def before_the_period() -> Iterator[None]:
    """The files speak of January 2027."""
    with time_machine.travel("2026-12-01 17:00:00+00:00", tick=False):
        yield
