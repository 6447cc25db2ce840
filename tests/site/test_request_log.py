"""One JSON line for each request, with ids only."""

import json
import logging
import re
import sys

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from fingerpost.site.request_log import JsonLines, RequestLogMiddleware, current_request_id


def _record(message: str = "said", name: str = "fingerpost.x", **extra: object) -> logging.LogRecord:
    record = logging.LogRecord(name, logging.INFO, __file__, 1, message, None, None)
    record.__dict__.update(extra)
    return record


def _line(record: logging.LogRecord) -> dict[str, object]:
    line: dict[str, object] = json.loads(JsonLines().format(record))
    return line


def test_line_holds_only_the_named_fields() -> None:
    line = _line(_record(status=200, surname="canary", code="locked"))
    assert (line["status"], line["code"]) == (200, "locked")
    assert "canary" not in json.dumps(line)


def test_exception_is_named_without_its_words() -> None:
    def refuse() -> None:
        raise ValueError("canary typed by a person")

    try:
        refuse()
    except ValueError:
        record = _record()
        record.exc_info = sys.exc_info()
    line = _line(record)
    assert line["error"] == "ValueError"
    assert "refuse" in str(line["trace"])
    assert "canary" not in json.dumps(line)


@pytest.mark.parametrize("name", ["django.request", "django.security.csrf", "django.db.backends"])
def test_arguments_of_djangos_messages_are_left_out(name: str) -> None:
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, "Not Found: %s", ("/canary/",), None)
    assert "canary" not in json.dumps(_line(record))


def test_request_has_one_id_from_first_to_last() -> None:
    seen: list[str] = []

    def view(request: object) -> HttpResponse:
        seen.append(current_request_id())
        return HttpResponse()

    response = RequestLogMiddleware(view)(RequestFactory().get("/"))
    assert seen == [response["X-Request-ID"]]
    assert current_request_id() == ""


def test_id_of_a_proxy_is_taken_over() -> None:
    request = RequestFactory().get("/", headers={"X-Request-ID": "0f9b6c2e-1d5a-7c3e-9a41-5b6c7d8e9f01"})
    assert (
        RequestLogMiddleware(lambda _: HttpResponse())(request)["X-Request-ID"]
        == "0f9b6c2e-1d5a-7c3e-9a41-5b6c7d8e9f01"
    )


@pytest.mark.parametrize("offered", ["short", "x" * 65, 'a"b"c"d"e', "name surname 1"])
def test_anything_else_offered_as_an_id_is_replaced(offered: str) -> None:
    request = RequestFactory().get("/", headers={"X-Request-ID": offered})
    answered = RequestLogMiddleware(lambda _: HttpResponse())(request)["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f-]{36}", answered)
