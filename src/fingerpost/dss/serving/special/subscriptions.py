"""Subscriptions: a touchpoint's own, and those that come of making a customer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.db.models import QuerySet

from fingerpost.dss.models import ResourceName, WireRecord
from fingerpost.dss.notices.queueing import subscribe
from fingerpost.dss.serving.exchange import Exchange
from fingerpost.dss.serving.handlers import listed, note_read
from fingerpost.dss.serving.presenting import present
from fingerpost.dss.serving.replies import Answer, nothing

_NO_CONTENT: Final = 204


def _own(exchange: Exchange) -> QuerySet[WireRecord]:
    """The touchpoint's subscriptions to the customer of the route; nobody sees another's."""
    return WireRecord.objects.filter(
        resource=ResourceName.SUBSCRIPTION,
        customer_id=exchange.ids["customerId"],
        body__TouchPointId=exchange.entered.code,
    )


def _list(exchange: Exchange) -> Answer:
    """Ended ones too. The id is presented here like anywhere: without a grant nothing of a customer is seen."""
    exchange.presented = present(
        customer_id=exchange.ids["customerId"], entered=exchange.entered, now=exchange.now, writing=False
    )
    if exchange.presented is None:
        return nothing(_NO_CONTENT)
    records = list(_own(exchange).order_by("id"))
    note_read(exchange)
    return listed(exchange, records)


def _none_active(exchange: Exchange) -> bool:
    return not _own(exchange).filter(body__Subscribe=True).exists()


def _found(exchange: Exchange) -> bool:
    exchange.record = _own(exchange).select_for_update().filter(id=exchange.ids["recordId"]).first()
    return exchange.record is not None


def _subscribe_maker(exchange: Exchange, record: WireRecord) -> None:
    """Whoever makes a customer subscribes to them."""
    if record.customer_id is not None:
        subscribe(customer_id=record.customer_id, code=exchange.entered.code, now=exchange.now)


HANDLERS: Final[Mapping[tuple[str, str], Callable[[Exchange], Answer]]] = {
    (ResourceName.SUBSCRIPTION.value, "list"): _list,
}
CHECKS: Final[Mapping[tuple[str, str], Callable[[Exchange], bool]]] = {
    (ResourceName.SUBSCRIPTION.value, "D"): _none_active,
    (ResourceName.SUBSCRIPTION.value, "X"): _found,
}
AFTER: Final[Mapping[tuple[str, str], Callable[[Exchange, WireRecord], None]]] = {
    (ResourceName.CUSTOMER.value, "POST"): _subscribe_maker,
}
