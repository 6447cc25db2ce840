"""What an operation does once all its checks have passed: read one, list, make, change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from fingerpost.dss.models import ResourceName, WireRecord
from fingerpost.dss.serving.exchange import Exchange
from fingerpost.dss.serving.replies import Answer, json, nothing
from fingerpost.dss.serving.special import handlers
from fingerpost.dss.serving.store import find_record, keep_change, keep_new, list_records
from fingerpost.dss.wire.description import Reply, Switch
from fingerpost.dss.wire.merging import lowered, made
from fingerpost.dss.wire.writing import show, show_many
from fingerpost.house.ids import new_id
from fingerpost.house.reading import log_read

REASON: Final = "wire"
_NO_CONTENT, _CREATED = 204, 201


def handle(exchange: Exchange) -> Answer:
    """Do what the operation says, in the way of its resource or in that of all."""
    does = exchange.operation.does
    own = handlers().get((exchange.resource.segment, does))
    return own(exchange) if own is not None else _GENERIC[does](exchange)


def get_one(exchange: Exchange) -> Answer:
    """The record that the steps found; that of a customer is found by presenting its id."""
    record = exchange.record or find_record(exchange)
    if record is None:
        return nothing(_NO_CONTENT)
    note_read(exchange)
    is_camel = exchange.resource.segment == ResourceName.ACTION and Switch.CAMEL_ACTION in exchange.switches
    return json(shown(exchange, exchange.seen(record), is_camel=is_camel))


def get_list(exchange: Exchange) -> Answer:
    """Every record under the parents of the route, or nothing where there is none."""
    records = list_records(exchange)
    note_read(exchange)
    return listed(exchange, records)


def listed(exchange: Exchange, records: list[WireRecord]) -> Answer:
    """Records in the shape that the operation answers in: none, a single one, or an array."""
    if not records:
        is_empty_list = (
            exchange.resource.segment == ResourceName.DIVERSITY
            and Switch.EMPTY_DIVERSITY_LIST in exchange.switches
        )
        return json("[]") if is_empty_list else nothing(_NO_CONTENT)
    bodies = [exchange.seen(each) for each in records]
    reply = exchange.operation.reply
    is_single = reply is Reply.LIST and len(bodies) == 1 and Switch.SINGLE_OBJECT in exchange.switches
    if reply is Reply.FIRST or is_single:
        return json(shown(exchange, bodies[0]))
    return json(
        show_many(exchange.resource, bodies, version=exchange.asked.version, switches=exchange.switches)
    )


def post(exchange: Exchange) -> Answer:
    """Keep a new record and answer with the whole of it."""
    record_id = new_id()
    body = lowered(made(exchange.resource, exchange.asks(), exchange.headers, exchange.context()))
    body[exchange.resource.key] = str(record_id)
    record = keep_new(exchange, record_id, body)
    return json(shown(exchange, _answered(exchange, record, body)), _CREATED)


def patch(exchange: Exchange) -> Answer:
    """Keep the merged record and answer with the whole of it."""
    body = lowered(exchange.merge())
    given = [name for name, value in exchange.body.values.items() if value is not None]
    emptied = [name for name in exchange.operation.nullable if name in exchange.body.raw]
    record = keep_change(exchange, body, [*given, *emptied])
    # The whole record goes out, whatever was sent of it.
    note_read(exchange)
    return json(shown(exchange, _answered(exchange, record, body)))


def _answered(exchange: Exchange, record: WireRecord, body: Mapping[str, object]) -> Mapping[str, object]:
    """What a writer is told was kept: their own words, but where nobody's are given back."""
    return record.body if exchange.request.is_veiled else body


def shown(exchange: Exchange, body: Mapping[str, object], *, is_camel: bool = False) -> str:
    """One record as the version and the switches show it."""
    return show(
        exchange.resource,
        body,
        version=exchange.asked.version,
        switches=exchange.switches,
        method=exchange.request.method,
        camel=is_camel,
    )


def note_read(exchange: Exchange) -> None:
    """Keep that a system saw this part of a customer's record (OI-14.15)."""
    customer_id = exchange.ids.get("customerId")
    if customer_id is None or exchange.presented is None:
        return
    log_read(
        actor=exchange.entered.actor,
        customer_id=customer_id,
        what=f"wire.{exchange.resource.segment}",
        reason=REASON,
        now=exchange.now,
    )


_GENERIC: Final[Mapping[str, Callable[[Exchange], Answer]]] = MappingProxyType(
    {"get": get_one, "list": get_list, "post": post, "patch": patch}
)
