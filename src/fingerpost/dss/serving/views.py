"""The one view of the wire: who asks, what for, whether they may, and the answer.

Order: the key, the route, the key's touchpoints, the rate, then the checks of the operation itself.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from fingerpost.dss.serving import limits
from fingerpost.dss.serving.definitions import definition
from fingerpost.dss.serving.entering import Entered, Refusal, enter
from fingerpost.dss.serving.exchange import Exchange, Incoming
from fingerpost.dss.serving.handlers import handle
from fingerpost.dss.serving.replies import Answer, nothing, of_gateway, response
from fingerpost.dss.serving.sealing import VEILED
from fingerpost.dss.serving.special import searching
from fingerpost.dss.serving.steps import run
from fingerpost.dss.wire.catalogue import Asked, find_operation
from fingerpost.dss.wire.reading import read_id
from fingerpost.house.permissions import keyed_endpoint

_log = logging.getLogger("fingerpost.dss")
_TOO_LARGE, _FAULT, _NOT_FOUND, _NOT_THEIRS, _TOO_MANY = 413, 500, 404, 403, 429


@csrf_exempt
@keyed_endpoint
def wire(request: HttpRequest, segment: str, path: str | None = None) -> HttpResponse:
    """Answer a system. Whatever goes wrong inside answers 500 with nothing, and nothing of it is kept."""
    accept = request.headers.get("Accept", "")
    try:
        answer = definition(segment.lower(), request.method or "", path or "") or _answer(
            request, segment.lower(), path or ""
        )
    except RequestDataTooBig:
        answer = nothing(_TOO_LARGE)
    except Exception:  # noqa: BLE001 - the wire has no page for a fault: undone, logged, and told by its status
        request.META["FINGERPOST_UNDO"] = True
        _log.exception("a request of the wire failed")
        answer = nothing(_FAULT)
    return response(answer, accept=accept)


def _answer(request: HttpRequest, segment: str, path: str) -> Answer:
    now = timezone.now()
    version = request.headers.get("version", "")
    found = find_operation(segment, request.method or "", path, version=version)
    search = searching.form_of(segment, request.method or "", path, version=version)
    # The log names routes, never the ids in them.
    request.META["FINGERPOST_ROUTE"] = (
        f"{segment}/api/{found.operation.route}" if found is not None else search or f"{segment}/api/"
    )
    touchpoint = request.headers.get("TouchpointId", "").strip()
    entered = enter(
        key=request.headers.get("Ocp-Apim-Subscription-Key", ""),
        touchpoint=touchpoint,
        request_id=str(request.META.get("FINGERPOST_REQUEST_ID", "")),
        now=now,
    )
    if isinstance(entered, Refusal) and entered.key_id is None:
        return of_gateway(entered.status, entered.message)
    if found is None and search is None:
        return of_gateway(_NOT_FOUND)
    if isinstance(entered, Refusal) and entered.status == _NOT_THEIRS:
        return of_gateway(entered.status, entered.message)
    wait = limits.wait_for(entered.key_id, now=now) if entered.key_id is not None else 0
    if wait:
        return of_gateway(_TOO_MANY, limits.message(wait), {"Retry-After": str(wait)})
    if search is not None:
        return searching.answer(
            search,
            key=request.headers.get("Ocp-Apim-Subscription-Key", ""),
            entered=entered,
            query=request.GET,
            base=f"{request.scheme}://{request.get_host()}/search/api",
            version=version,
            switches=settings.DSS_SWITCHES,
            now=now,
        )
    if found is None:
        return of_gateway(_NOT_FOUND)
    exchange = Exchange(
        request=_incoming(request, touchpoint, asked=found),
        asked=found,
        actor_entered=entered if isinstance(entered, Entered) else None,
        now=now,
        switches=settings.DSS_SWITCHES,
    )
    return run(exchange) or handle(exchange)


def _incoming(request: HttpRequest, touchpoint: str, *, asked: Asked) -> Incoming:
    headers = request.headers
    return Incoming(
        method=request.method or "",
        touchpoint=touchpoint,
        subcontractor=headers.get("SubcontractorId", "").strip(),
        url=_outside_url(headers.get("apimurl"), asked),
        accept=headers.get("Accept", ""),
        correlation=headers.get("DssCorrelationId", ""),
        body=request.body,
        is_veiled=request.META.get(VEILED) is True,
    )


def _outside_url(sent: str | None, asked: Asked) -> str:
    """The address of the request as others see it: this service's own and the route that was matched.

    It is pushed to other touchpoints, which go there with their keys and present the ids in it: of what was sent in
    ``apimurl`` nothing is in it. "" where the header was sent with nothing in it and the operation asks for it.
    """
    if sent is not None and not sent.strip() and any(step.code == "AU" for step in asked.operation.steps):
        return ""
    # An id that can't be read goes no further than the check of it.
    ids = {name: read_id(written) or "" for name, written in asked.places.items()}
    path = "/".join(part for part in asked.operation.route.format(**ids).split("/") if part)
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/{asked.resource.segment}/api/{path}"
