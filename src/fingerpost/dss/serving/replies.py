"""Answers of the wire: the bodies of refusals, and how an answer becomes a response."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.http import HttpResponse

from fingerpost.dss.wire.description import Body, Step
from fingerpost.dss.wire.reading import read_id
from fingerpost.dss.wire.writing import as_json, show_failures
from fingerpost.house.ids import new_id

if TYPE_CHECKING:
    from fingerpost.dss.serving.exchange import Exchange

NO_ID: Final = str(UUID(int=0))
# Beside those of every page: what the gateway of the national service sends.
_GATEWAY: Final = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-XSS-Protection": "1;mode=block",
        "X-Permitted-Cross-Domain-Policies": "none",
    }
)
_TITLES: Final = MappingProxyType(
    {404: "Resource not found", 429: "Rate limit is exceeded. Try again later."}
)


class Shape(StrEnum):
    """What an answer's content is."""

    NOTHING = ""
    JSON = "application/json; charset=utf-8"
    TEXT = "text/plain; charset=utf-8"
    FILE = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status with its content, before it is a response."""

    status: int
    content: str | bytes = ""
    shape: Shape = Shape.NOTHING
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def nothing(status: int) -> Answer:
    """A status without a body."""
    return Answer(status=status)


def json(content: str, status: int = 200) -> Answer:
    """JSON that is written already."""
    return Answer(status=status, content=content, shape=Shape.JSON)


def text(content: str, status: int) -> Answer:
    """Plain words."""
    return Answer(status=status, content=content, shape=Shape.TEXT)


def of_gateway(status: int, message: str = "", headers: Mapping[str, str] | None = None) -> Answer:
    """A refusal before any operation: no key, another's touchpoint, no such route, too many requests."""
    content = as_json({"statusCode": status, "message": message or _TITLES[status]})
    return Answer(
        status=status, content=content, shape=Shape.JSON, headers=MappingProxyType(dict(headers or {}))
    )


def refusal(step: Step, exchange: Exchange) -> Answer:
    """What a step answers where it fails."""
    status = step.status
    match step.body:
        case Body.EMPTY:
            return nothing(status)
        case Body.TEXT:
            return text(step.words, status)
        case Body.NUMBER:
            return json(str(status), status)
        case Body.ZERO_ID:
            return json(as_json(NO_ID), status)
        case Body.ZERO_ID_TEXT:
            return text(NO_ID, status)
        case Body.ECHO:
            return text(exchange.offending, status)
        case Body.CUSTOMER_ID:
            return json(as_json(_id(exchange, "customerId")), status)
        case Body.CUSTOMER_ID_TEXT:
            return text(_id(exchange, "customerId"), status)
        case Body.RECORD_ID:
            return json(as_json(_id(exchange, "recordId")), status)
        case Body.ERRORS:
            return json(show_failures(exchange.failures, switches=exchange.switches), status)
        case Body.EXCEPTION:
            return json(_exception(exchange.unreadable), status)
        case Body.DUPLICATE:
            correlation = read_id(exchange.request.correlation) or str(new_id())
            return json(as_json({"errors": [step.words], "correlationId": correlation}), status)
        case Body.HTTP_CONTENT:
            content = {"Headers": [{"Key": "Content-Type", "Value": [Shape.JSON.value]}]}
            return json(as_json(content), status)


def response(answer: Answer, *, accept: str) -> HttpResponse:
    """The answer as a response. Whoever accepts JSON alone is given plain words as a JSON string."""
    content, shape = answer.content, answer.shape
    if shape is Shape.TEXT and _wants_json(accept):
        content, shape = as_json(content), Shape.JSON
    made = HttpResponse(content, status=answer.status, content_type=shape.value or None)
    if shape is Shape.NOTHING:
        del made["Content-Type"]
    for name, value in (*answer.headers.items(), *_GATEWAY.items()):
        made[name] = value
    return made


def _id(exchange: Exchange, place: str) -> str:
    return str(exchange.ids.get(place) or NO_ID)


def _wants_json(accept: str) -> bool:
    accepted = accept.lower()
    return "application/json" in accepted and "*/*" not in accepted and "text/" not in accepted


def _exception(message: str) -> str:
    """A body that can't be read, in the shape of the reader's own exception."""
    return as_json(
        {
            "Message": message,
            "Data": {},
            "InnerException": None,
            "HelpLink": None,
            "Source": "Newtonsoft.Json",
            "HResult": -2146233088,
            "StackTrace": None,
        }
    )
