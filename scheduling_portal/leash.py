"""Ties a child process to the life of its parent, so that a killed trial leaves nothing running.

As a program it runs another one on the leash: `python -m scheduling_portal.leash COMMAND ARGUMENT...`
"""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def hold(*, parent: int, with_signal: signal.Signals = signal.SIGTERM) -> None:
    """Have the kernel send `with_signal` to this process as soon as `parent` is gone.

    Only Linux can; elsewhere a parent killed with -9 leaves its children to be stopped by hand.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0)
    if os.getppid() != parent:  # it died before the kernel was asked
        os.kill(os.getpid(), with_signal)


def leashed(with_signal: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """A `preexec_fn` for a child of the calling process."""
    parent = os.getpid()

    def before_exec() -> None:
        hold(parent=parent, with_signal=with_signal)

    return before_exec


def main() -> None:
    hold(parent=os.getppid())
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606  the words are our own Procfile's


if __name__ == "__main__":
    main()
