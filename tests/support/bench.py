"""A page that stands alone, in a real browser under the strict policy: for trying components without an application."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from playwright.sync_api import Browser, BrowserContext, Page, Route

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
FRAME = """<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><title>t</title>
<link rel="stylesheet" href="/static/css/site.css">
<script type="module" src="/static/js/components/site.js"></script>
<script type="module" src="/static/js/components/dialog.js"></script>{scripts}</head>
<body><main id="main" class="column-narrow">{body}</main></body></html>"""


class Bench:
    """A page that stands alone: what it shows, what was posted, what it complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pages: dict[str, str] = {}
        self.posts: list[list[tuple[str, str]]] = []
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.route("http://bench.test/**", self.answer)

    def answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if route.request.method == "POST":
            self.posts.append(parse_qsl(route.request.post_data or "", keep_blank_values=True))
        if path.startswith("/static/"):
            file = Path(str(finders.find(path.removeprefix("/static/"))))
            route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
            return
        headers = {"Content-Security-Policy": POLICY}
        route.fulfill(body=self.pages.get(path, ""), content_type="text/html; charset=utf-8", headers=headers)

    def show(self, source: str, *scripts: str, path: str = "/", go: bool = True, **context: object) -> None:
        tags = "".join(f'<script type="module" src="/static/js/pages/{name}.js"></script>' for name in scripts)
        self.pages[path] = FRAME.format(scripts=tags, body=Template(source).render(Context(context)))
        if go:
            self.page.goto(f"http://bench.test{path}")


@pytest.fixture
def bench(browser: Browser) -> Iterator[Callable[..., Bench]]:
    contexts: list[BrowserContext] = []
    benches: list[Bench] = []

    def make(width: int = 390, **options: object) -> Bench:
        context = browser.new_context(viewport={"width": width, "height": 844}, reduced_motion="reduce", **options)  # type: ignore[arg-type]
        contexts.append(context)
        benches.append(Bench(context.new_page()))
        return benches[-1]

    yield make
    for context in contexts:
        context.close()
    assert [one.complaints for one in benches] == [[] for _ in benches]
