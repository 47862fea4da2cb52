"""Work about which nobody is told: what an import brings in is known to those who brought it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


@contextmanager
def notices() -> Iterator[None]:
    """Inside, events are written to the timeline as always, but no notice of them is made."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def is_on() -> bool:
    """Whether notices are to be left out just now."""
    return _quiet.get()
