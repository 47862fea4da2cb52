"""Log lines tell what happened and nothing about people."""

import json
import logging
import sys

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve

from scheduling_portal.logs import JsonFormatter, TextFormatter, request_id

SECRET = "Jane Roe 1990-01-01"


def record_of(message: str, **extra: object) -> logging.LogRecord:
    record = logging.makeLogRecord({"name": "trio.test", "levelname": "INFO", "msg": message})
    record.__dict__.update(extra)
    return record


def failed_record() -> logging.LogRecord:
    try:
        raise ValueError(SECRET)
    except ValueError:
        return record_of("it failed", exc_info=sys.exc_info())


def test_json_line_names_the_request() -> None:
    token = request_id.set("abc-12345")
    try:
        line = json.loads(JsonFormatter().format(record_of("request", status=200, ms=12)))
    finally:
        request_id.reset(token)
    assert line["event"] == "request"
    assert line["level"] == "info"
    assert (line["request_id"], line["status"], line["ms"]) == ("abc-12345", 200, 12)


def test_json_line_of_an_exception_has_type_and_place_but_no_message() -> None:
    text = JsonFormatter().format(failed_record())
    line = json.loads(text)
    assert line["exception"] == "builtins.ValueError"
    assert "failed_record" in line["frames"][-1]
    assert SECRET not in text


def test_json_line_of_a_failed_request_has_the_pattern_of_its_path() -> None:
    request = RequestFactory().get(f"/healthz?q={SECRET}")
    request.resolver_match = resolve("/healthz")
    record = record_of("Internal Server Error: %s", request=request)
    record.name = "django.request"
    record.args = (f"/healthz/{SECRET}",)
    text = JsonFormatter().format(record)
    assert SECRET not in text
    assert "failed: healthz" in text


def test_json_line_of_a_failed_task_has_its_name_and_not_its_message() -> None:
    record = failed_record()
    record.name, record.msg = "celery.app.trace", f"Task raised {SECRET}"
    record.__dict__["data"] = {"name": "notifications.tasks.deliver", "args": SECRET}
    text = JsonFormatter().format(record)
    assert SECRET not in text
    assert "task failed: notifications.tasks.deliver" in text


def test_text_line_shows_a_person_at_the_machine_the_traceback() -> None:
    assert "Traceback" in TextFormatter().format(failed_record())


def test_request_line_has_pattern_status_and_time_and_no_query(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "trio.request"):
        response = client.get("/no-such-page/", {"q": SECRET})
    (line,) = [record for record in caplog.records if record.name == "trio.request"]
    assert (line.__dict__["method"], line.__dict__["status"]) == ("GET", response.status_code)
    assert line.__dict__["ms"] >= 0
    assert SECRET not in JsonFormatter().format(line)


@pytest.mark.parametrize(("given", "kept"), [("0123456789abcdef", True), ("x", False), ("a b\nc" * 3, False)])
def test_request_id_of_the_proxy_is_kept_only_when_it_looks_like_one(client: Client, given: str, *, kept: bool) -> None:
    answered = client.get("/healthz", headers={"x-request-id": given})["X-Request-ID"]
    assert (answered == given) is kept
    assert len(answered) >= 16


def test_health_questions_are_not_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "trio.request"):
        client.get("/healthz")
    assert not [record for record in caplog.records if record.name == "trio.request"]
