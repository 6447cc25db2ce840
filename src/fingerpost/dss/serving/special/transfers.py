"""Transfers: their target is subscribed to the customer, and so is told of the transfer itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from fingerpost.dss.models import ResourceName, WireRecord
from fingerpost.dss.notices.queueing import subscribe
from fingerpost.dss.serving.exchange import Exchange


def _subscribe_target(exchange: Exchange, record: WireRecord) -> None:
    """An earlier target keeps its subscription."""
    target = record.body.get("TargetTouchpointId")
    if record.customer_id is not None and isinstance(target, str):
        subscribe(customer_id=record.customer_id, code=target, now=exchange.now, entered=exchange.entered)


AFTER: Final[Mapping[tuple[str, str], Callable[[Exchange, WireRecord], None]]] = {
    (ResourceName.TRANSFER.value, "POST"): _subscribe_target,
    (ResourceName.TRANSFER.value, "PATCH"): _subscribe_target,
}
