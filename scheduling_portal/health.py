"""What a load balancer asks: whether the process is alive, and whether it can serve."""

import logging

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry

from notifications import home

logger = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks nobody else."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when pages can be served, 503 when the database is away.

    Without Redis pages are served and messages leave with the next sweep, and a restored copy serves pages while its
    messages are held: so that is told but is no reason to take the process out of service.
    """
    database, doorbell = _database_answers(), _redis_answers()
    held = database and _messages_are_held()
    state = {
        "status": "ok" if database else "unavailable",
        "database": "ok" if database else "down",
        "redis": "ok" if doorbell else "down",
        "messages": "held" if held else "ok",
    }
    return JsonResponse(state, status=200 if database else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.warning("the database does not answer")
        return False
    return True


def _messages_are_held() -> bool:
    try:
        return home.held_since() is not None
    except DatabaseError:  # no table yet: `migrate` has not run
        return False


def _redis_answers() -> bool:
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=settings.REDIS_PATIENCE,
            socket_connect_timeout=settings.REDIS_PATIENCE,
            retry=Retry(NoBackoff(), 0),
        ) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
