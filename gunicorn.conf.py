"""How gunicorn serves the pages, in the trial and in production."""

import os

bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "sync"
preload_app = True
timeout = 30  # seconds; the database gives up on a statement after 15
graceful_timeout = 5
max_requests = 5000
max_requests_jitter = 500
loglevel = "warning"
accesslog = None  # our own middleware writes a line per request, without addresses of people
control_socket_disable = True
# Heartbeats are files: in memory where the system offers that, so that a slow disk kills no worker.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
