"""What a container's health check runs: `python -m scheduling_portal.probe web|beat`. Exit code 0 means healthy."""

import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

STALE = 10 * 60  # seconds; beat writes its schedule every three minutes


def web() -> bool:
    """Whether the server in this container can serve pages, asked under the name people use."""
    host = urlsplit(os.environ["PUBLIC_BASE_URL"]).netloc
    request = urllib.request.Request("http://127.0.0.1:8000/readyz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=4) as response:  # noqa: S310  our own address
            return bool(response.status == 200)
    except (urllib.error.URLError, TimeoutError):
        return False


def beat() -> bool:
    """Whether beat has written its schedule lately."""
    schedule = Path(os.environ["BEAT_SCHEDULE_FILE"])
    written = [path.stat().st_mtime for path in schedule.parent.glob(f"{schedule.name}*")]
    return bool(written) and time.time() - max(written) < STALE


if __name__ == "__main__":
    sys.exit(0 if {"web": web, "beat": beat}[sys.argv[1]]() else 1)
