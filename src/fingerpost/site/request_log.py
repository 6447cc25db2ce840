"""Logs as JSON lines: one line for each request and event, with the request id and no personal data."""

import json
import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import uuid_utils
from django.http import HttpRequest, HttpResponseBase

_request_id: ContextVar[str] = ContextVar("fingerpost_request_id", default="")
# A UUID, or the 32 digits of a trace: anything looser could carry a name, a telephone number or a postcode.
_ACCEPTED_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}")
_log = logging.getLogger("fingerpost.request")

# What a line may carry beside its message. Anything else given as `extra` is left out on purpose.
_FIELDS = ("method", "route", "status", "milliseconds", "account", "code", "kind", "job")


def current_request_id() -> str:
    """Return the id of the request being answered, or an empty string outside one."""
    return _request_id.get()


class JsonLines(logging.Formatter):
    """Write a record as one line of JSON.

    Of an exception only its kind and the places in the code are kept: its message may repeat what a
    person typed, and a database error repeats whole rows.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line for `record`."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if request_id := _request_id.get():
            line["request"] = request_id
        line |= {name: record.__dict__[name] for name in _FIELDS if name in record.__dict__}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    """Return the message; of Django's own, which hold the address typed, only the pattern."""
    if record.name.startswith(("django.request", "django.security", "django.db", "django.template")):
        return str(record.msg)
    return record.getMessage()


def _places(traceback: Any) -> list[str]:
    """Return `file:line function` for each step of a traceback, innermost last."""
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/src/', 1)[-1]}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places[-12:]


class RequestLogMiddleware:
    """Give each request an id, send it back in `X-Request-ID`, and log one line with the route's pattern."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer `request` under its id."""
        offered = request.headers.get("X-Request-ID", "")
        request_id = offered if _ACCEPTED_ID.fullmatch(offered) else str(uuid_utils.uuid7())
        token = _request_id.set(request_id)
        request.META["FINGERPOST_REQUEST_ID"] = request_id
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            match = request.resolver_match
            _log.info(
                "answered",
                extra={
                    "method": request.method,
                    "route": request.META.get("FINGERPOST_ROUTE")
                    or (getattr(match.func, "logged_as", match.route) if match else ""),
                    "status": response.status_code,
                    "milliseconds": round((time.perf_counter() - started) * 1000, 1),
                },
            )
            return response
        finally:
            _request_id.reset(token)
