"""One run, in a process whose settings are those of the servers already started.

In the environment: SCALE=10 makes the world ten times as large, PAGES=board,month measures only pages named so.
"""

import logging
import os
import time
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from benchmarks import measuring, report, world
from benchmarks.pages import PAGES
from benchmarks.server import gunicorn
from scheduling_portal import embedded
from scheduling_portal.folders import BASE_DIR

TARGET = BASE_DIR / "docs" / "benchmarks.md"


def say(text: str) -> None:
    """One step."""
    print(f"==> {text}", flush=True)


def run(services: embedded.Services, folder: Path) -> None:
    """Fill the database, measure the pages, print the table; a whole run is also written to docs/benchmarks.md."""
    scale, wanted = int(os.environ.get("SCALE", "1")), os.environ.get("PAGES", "").lower().split(",")
    logging.disable(logging.WARNING)  # of the requests made in this process, to count queries
    readers = measuring.Readers(filled := prepare(scale))
    chosen = [page for page in PAGES if any(name.strip() in page.label.lower() for name in wanted)]
    costs = []
    with gunicorn(services, folder) as server:
        factor = measuring.middleware_factor(server)
        for page in chosen:
            say(page.label)
            calls, headers = page.calls(filled), readers.headers(page.reader)
            queries = measuring.queries_of(readers.browser(page.reader), calls)
            cost = measuring.Cost(page, queries, *measuring.weigh(server, page, calls, headers))
            measuring.measure(server, calls, headers, cost)
            costs.append(cost)
    print(f"\n{report.terminal(costs)}\n\nThe empty view costs {factor:.1f} empty views of a new project.")
    if chosen == PAGES and scale == 1:
        TARGET.write_text(report.markdown(costs, factor))
        say(f"Written to {TARGET.relative_to(BASE_DIR)}")


def prepare(scale: int) -> world.World:
    """An empty database migrated and filled, static files collected."""
    started = time.monotonic()
    say("Migrating, collecting static files")
    call_command("createcachetable")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    say(f"Filling the world ({time.monotonic() - started:.0f} s so far)")
    filled = world.build(scale)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connection.close()
    say(f"Measuring ({time.monotonic() - started:.0f} s so far)")
    return filled
