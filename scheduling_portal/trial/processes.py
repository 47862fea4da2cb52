"""Web, worker and beat of the Procfile under honcho, each of them ended when this process is, however it is."""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from honcho.environ import parse_procfile
from honcho.manager import SYSTEM_PRINTER_NAME, Manager
from honcho.printer import Message, Printer
from honcho.process import Process

from scheduling_portal.leash import hold

PROCFILE = Path(__file__).resolve().parent.parent.parent / "Procfile"


class LeashedProcess(Process):
    """Honcho's runner ignores the polite signals, so the kernel kills it; what it runs is on a leash of its own."""

    parent = os.getpid()

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:  # noqa: FBT001, FBT002
        hold(parent=self.parent, with_signal=signal.SIGKILL)
        super().run(events, ignore_signals)


class QuietPrinter(Printer):
    """Shows what the processes say, not honcho's own bookkeeping, and outlives the terminal it writes to."""

    def write(self, message: Message) -> None:
        if message.name == SYSTEM_PRINTER_NAME:
            return
        try:
            super().write(message)
        except OSError:
            self.output = open(os.devnull, "w")  # noqa: SIM115, PTH123


def main() -> int:
    """Run the Procfile until a process ends or this one is told to; returns the exit code."""
    manager = Manager(QuietPrinter(sys.stdout))
    manager._process_ctor = LeashedProcess  # noqa: SLF001  honcho offers no other place
    for name, command in parse_procfile(PROCFILE.read_text()).processes.items():
        manager.add_process(name, command, env=dict(os.environ))
    manager.loop()
    return int(manager.returncode or 0)


if __name__ == "__main__":
    sys.exit(main())
