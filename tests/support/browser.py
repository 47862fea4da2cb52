"""A real browser for the journeys: Debian's Chromium, or the one Playwright installed."""

import contextlib
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from scheduling_portal.folders import VAR

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = VAR / "screenshots"  # of the pages on which a journey failed
DESKTOP = (1440, 900)
PHONE = (390, 844)

failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[failed] = True
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all journeys of a process."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in the test's own thread
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Watcher:
    """What a page complained of: script errors, and whatever the content security policy blocked."""

    complaints: list[str] = field(default_factory=list)
    # a refused form (422) or a stranger's page (404) is an answer that tests ask for
    ignored: list[str] = field(default_factory=lambda: ["Failed to load resource"])

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(tuple(self.ignored)):
            self.complaints.append(message.text)

    def watch(self, page: Page) -> None:
        page.on("console", self.on_console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))


PageFactory = Callable[..., Page]


@pytest.fixture
def watcher() -> Watcher:
    """What the pages of this test complained of."""
    return Watcher()


@pytest.fixture
def browser_page(
    browser: Browser, site: str, watcher: Watcher, request: pytest.FixtureRequest
) -> Iterator[PageFactory]:
    """Opens pages: `browser_page(viewport=PHONE, scheme="dark")`, each with cookies of its own.

    Relative addresses go to `site`. At the end the test fails if a page logged an error.
    """
    contexts: list[BrowserContext] = []

    def open_page(
        *, viewport: tuple[int, int] = DESKTOP, scheme: Literal["light", "dark"] = "light", **options: Any
    ) -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": viewport[0], "height": viewport[1]},
            color_scheme=scheme,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(10_000)  # milliseconds
        contexts.append(context)
        page = context.new_page()
        watcher.watch(page)
        context.on("page", watcher.watch)
        return page

    yield open_page
    if request.node.stash.get(failed, False):
        _keep_screenshots(contexts, request.node.name)
    for context in contexts:
        context.close()
    assert not watcher.complaints, watcher.complaints


def _keep_screenshots(contexts: list[BrowserContext], name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    pages = [page for context in contexts for page in context.pages]
    for number, page in enumerate(pages):
        with contextlib.suppress(Exception):  # the page may be what failed
            page.screenshot(path=SCREENSHOTS / f"{name}-{number}.png", full_page=True)


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> str:
    """The address of a running product on this test's database; links in its messages lead back to it."""
    settings.PUBLIC_BASE_URL = live_server.url
    return str(live_server.url)


def _describe(finding: dict[str, Any]) -> str:
    places = "; ".join(str(node["target"]) for node in finding["nodes"][:3])
    return f"{finding['impact']}: {finding['id']} ({finding['help']}) at {places}"


@pytest.fixture
def axe(watcher: Watcher) -> Callable[[Page], list[str]]:
    """`axe(page)` lists the serious and critical accessibility faults of what the page shows now."""

    def findings(page: Page) -> list[str]:
        watcher.ignored.append("Applying inline style")  # the tool tries to, and our policy blocks it
        page.evaluate(AXE_SCRIPT)
        result = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
        return [_describe(one) for one in result["violations"] if one["impact"] in {"serious", "critical"}]

    return findings
