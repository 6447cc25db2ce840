"""The service's addresses, the baseline page, and the baselines of the wire."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from fingerpost.dss.models import WireRecord
from fingerpost.dss.serving.entering import Entered, enter
from fingerpost.house.ids import new_id
from fingerpost.house.permissions import keyed_endpoint, signed_in_page
from fingerpost.house.reading import log_read


@signed_in_page
def empty_page(request: HttpRequest) -> HttpResponse:
    """A page of the staff workspace that asks the database nothing: session and actor are the frame's."""
    return render(request, "house/page_staff.html")


@csrf_exempt
@keyed_endpoint
def constant(request: HttpRequest, customer_id: UUID, size: int) -> HttpResponse:
    """JSON of so many bytes behind the wire's own key check, in a transaction, with a row in the read log."""
    entered = _enter(request)
    log_read(actor=entered.actor, customer_id=customer_id, what="bench", reason="wire", now=timezone.now())
    return HttpResponse(f'"{"x" * (size - 2)}"', content_type="application/json")


@csrf_exempt
@keyed_endpoint
def row(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """One row of the wire kept as it was sent, behind the same key check, with a row in the read log."""
    entered, now = _enter(request), timezone.now()
    kept = WireRecord(
        id=new_id(),
        resource="webchats",
        customer_id=customer_id,
        touchpoint=entered.code,
        modified_by=entered.code,
        modified_at=now,
        body=json.loads(request.body),
    )
    kept.save(force_insert=True)
    log_read(actor=entered.actor, customer_id=customer_id, what="bench", reason="wire", now=now)
    return HttpResponse(request.body, content_type="application/json", status=201)


def _enter(request: HttpRequest) -> Entered:
    entered = enter(
        key=request.headers["Ocp-Apim-Subscription-Key"],
        touchpoint=request.headers["TouchpointId"],
        request_id="",
        now=timezone.now(),
    )
    if not isinstance(entered, Entered):
        raise RuntimeError(entered.message)
    return entered


urlpatterns = [
    path("bench/empty/", empty_page),
    path("bench/constant/<uuid:customer_id>/<int:size>/", constant),
    path("bench/row/<uuid:customer_id>/", row),
    path("", include("fingerpost.site.urls")),
]
