"""Collections: a touchpoint asks for reports, a job makes them, and the touchpoint fetches the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from fingerpost.dss.collecting.packing import FILE_NAME, unseal
from fingerpost.dss.models import ResourceName, WireRecord, WireReport
from fingerpost.dss.serving.exchange import Exchange
from fingerpost.dss.serving.handlers import listed, shown
from fingerpost.dss.serving.replies import Answer, Shape, json, nothing
from fingerpost.dss.serving.store import keep_new
from fingerpost.dss.wire.merging import lowered, made
from fingerpost.house import events
from fingerpost.house.ids import new_id

_SEGMENT: Final = ResourceName.COLLECTION.value
_CONTAINER: Final = "ncs-collections"
_NOBODY: Final = UUID(int=0)
_OK, _CREATED, _BAD_REQUEST = 200, 201, 400


def _own(exchange: Exchange) -> QuerySet[WireRecord]:
    return WireRecord.objects.filter(resource=_SEGMENT, touchpoint=exchange.entered.code)


def _post(exchange: Exchange) -> Answer:
    """Ask for reports; the sender may choose the id, but not one that is taken."""
    chosen = exchange.body.values.get("CollectionId")
    record_id = UUID(chosen) if isinstance(chosen, str) and UUID(chosen) != _NOBODY else new_id()
    body = lowered(made(exchange.resource, exchange.asks(), exchange.headers, exchange.context()))
    body |= {
        "CollectionId": str(record_id),
        "CollectionReports": f"{exchange.request.url}/{record_id}",
        "ContainerName": _CONTAINER,
        "ReportFileName": f"{exchange.entered.code}/{record_id}/{FILE_NAME}",
    }
    try:
        with transaction.atomic():
            keep_new(exchange, record_id, body)
    except IntegrityError:
        return nothing(_BAD_REQUEST)
    return json(shown(exchange, body), _CREATED)


def _list(exchange: Exchange) -> Answer:
    return listed(exchange, list(_own(exchange).order_by("id")))


def _is_made(exchange: Exchange) -> bool:
    """Found is a collection of one's own whose reports are made."""
    exchange.record = _own(exchange).filter(id=exchange.ids["recordId"], report__isnull=False).first()
    return exchange.record is not None


def _download(exchange: Exchange) -> Answer:
    report = WireReport.objects.get(collection_id=exchange.ids["recordId"])
    events.record(
        "wire.collections.fetched",
        actor=exchange.entered.actor,
        now=exchange.now,
        subject={"record": report.collection_id},
    )
    return Answer(status=_OK, content=unseal(bytes(report.sealed)), shape=Shape.FILE)


HANDLERS: Final[Mapping[tuple[str, str], Callable[[Exchange], Answer]]] = {
    (_SEGMENT, "post"): _post,
    (_SEGMENT, "list"): _list,
    (_SEGMENT, "download"): _download,
}
CHECKS: Final[Mapping[tuple[str, str], Callable[[Exchange], bool]]] = {(_SEGMENT, "X"): _is_made}
