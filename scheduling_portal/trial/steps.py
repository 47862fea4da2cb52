"""How the trial speaks: one line a step, one line for what stands in the way."""

import sys


class CannotRunError(Exception):
    """The trial cannot start here. The message is one line that says what to do."""


def say(text: str) -> None:
    """Show one step."""
    bold, plain = ("\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "")
    print(f"{bold}==>{plain} {text}", flush=True)
