"""What fails a test besides its own assertions: logged errors and unknown variables in our templates.

And what fails a run: a skipped test that is not on the list.
"""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

ALLOWED_SKIPS: frozenset[str] = frozenset()  # test ids, each with its reason beside it

# Overrides of others' templates follow those others' habits.
FOREIGN = ("account", "admin", "allauth", "bootstrap5", "django", "mfa", "usersessions")


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        cause = f" ({record.exc_info[1]!r})" if record.exc_info else ""
        self.lines.append(f"{record.name}: {record.getMessage()}{cause}")


@pytest.fixture(autouse=True)
def no_logged_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """An error in the log is a failure, unless the test is marked `logs_errors`."""
    collector = _Collector()
    logging.getLogger().addHandler(collector)
    yield
    logging.getLogger().removeHandler(collector)
    if request.node.get_closest_marker("logs_errors") is None:
        assert not collector.lines, collector.lines


class _UnknownVariable(str):
    """Stands where a template names a variable that is not there; Django fills in the name with `%`."""

    __slots__ = ("found",)
    found: list[str]

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, name: object) -> str:
        context = sys._getframe(1).f_locals.get("context")
        template = getattr(getattr(context, "render_context", None), "template", None)
        if template is not None and _is_ours(template.origin.name):
            self.found.append(f"{{{{ {name} }}}} in {template.origin.name}")
        return ""


def _is_ours(path: str) -> bool:
    folder = Path(settings.BASE_DIR) / "templates"
    return Path(path).is_relative_to(folder) and Path(path).relative_to(folder).parts[0] not in FOREIGN


@pytest.fixture(autouse=True)
def no_unknown_variables() -> Iterator[None]:
    """A template of ours that names a variable it was not given is a failure."""
    unknown = _UnknownVariable("%s")
    unknown.found = []
    engine = engines["django"].engine  # type: ignore[attr-defined]
    before, engine.string_if_invalid = engine.string_if_invalid, unknown
    yield
    engine.string_if_invalid = before
    assert not unknown.found, sorted(set(unknown.found))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nothing-skipped", action="store_true", help="a skipped test fails the run")


class SkipWatch:
    """Turns unexpected skips into a failed run, and says which."""

    def __init__(self) -> None:
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and report.nodeid not in ALLOWED_SKIPS:
            self.skipped.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.skipped.append(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for name in self.skipped:
            terminalreporter.write_line(f"skipped, which nobody allowed: {name}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("nothing_skipped") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(SkipWatch())
