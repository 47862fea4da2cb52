"""Log lines that help whoever runs the product and tell nothing about people.

A line names the event, the request it belongs to and where it happened. Paths are given as patterns
(`manager/case-days/<int:pk>/`), query strings never; of an exception its type and the places in the code, not its
message, which may quote what somebody typed.
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")

FIELDS = ("method", "route", "status", "ms")


def route_of(request: Any) -> str:
    """The pattern of a request's address, or `unmatched`."""
    match = getattr(request, "resolver_match", None)
    return match.route if match is not None else "unmatched"


def _message(record: logging.LogRecord) -> str:
    if record.name == "django.request":  # its message holds the path as it was asked for
        return f"failed: {route_of(getattr(record, 'request', None))}"
    if record.name == "celery.app.trace" and record.exc_info:  # its message holds the exception's
        return f"task failed: {getattr(record, 'data', {}).get('name', 'unknown')}"
    return record.getMessage()


def _exception(record: logging.LogRecord) -> tuple[str, list[str]] | None:
    if not record.exc_info or record.exc_info[0] is None:
        return None
    kind, _, trace = record.exc_info
    frames = traceback.extract_tb(trace)
    return f"{kind.__module__}.{kind.__qualname__}", [f"{f.filename}:{f.lineno} {f.name}" for f in frames]


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _message(record),
        }
        if current := request_id.get():
            line["request_id"] = current
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if exception := _exception(record):
            line["exception"], line["frames"] = exception
        return json.dumps(line, default=str)


class TextFormatter(logging.Formatter):
    """For a person at the machine: short lines, and tracebacks in full."""

    def format(self, record: logging.LogRecord) -> str:
        parts = [f"{record.levelname.lower():7} {_message(record)}"]
        parts += [f"{name}={getattr(record, name)}" for name in FIELDS if hasattr(record, name)]
        text = " ".join(parts)
        return f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text
