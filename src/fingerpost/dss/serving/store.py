"""Where wire records are found and kept: words that may not stand taken out, the record told, notices queued."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from fingerpost.dss.models import ResourceName, WireFinding, WireRecord
from fingerpost.dss.notices.queueing import LONGEST_URL, queue_notice
from fingerpost.dss.serving.exchange import Exchange
from fingerpost.dss.serving.sealing import Withheld, withhold
from fingerpost.dss.serving.special import afterwards
from fingerpost.dss.translating.base import Carried, Coming, Found, Translator
from fingerpost.dss.wire.description import Resource, Switch
from fingerpost.house import events

_PARENTS = {"customer": "customerId", "interaction": "interactionId", "plan": "actionPlanId"}
_PLACES = {ResourceName.CUSTOMER.value: "customerId", ResourceName.INTERACTION.value: "interactionId"}
_COLUMNS = {"customer": "customer_id", "interaction": "interaction_id", "plan": "plan_id"}


def find_record(exchange: Exchange) -> WireRecord | None:
    """The record of the route, under those parents that the operation matches; a writer locks it."""
    place = _PLACES.get(exchange.resource.segment, "recordId")
    record_id = exchange.ids[place if place in exchange.ids else "recordId"]
    records = _under(exchange, exchange.operation.scope).filter(id=record_id)
    if exchange.is_write:
        records = records.select_for_update()
    return records.first()


def list_records(exchange: Exchange) -> list[WireRecord]:
    """Every record under the parents that the operation looks at, oldest id first.

    By a switch those under the very interaction or plan of the route.
    """
    scope = exchange.operation.scope
    if Switch.OWN_PARENT_ONLY in exchange.switches:
        scope = scope | {name for name, place in _PARENTS.items() if place in exchange.ids}
    return list(_under(exchange, scope).order_by("id"))


def keep_new(exchange: Exchange, record_id: UUID, body: Mapping[str, object]) -> WireRecord:
    """Keep a new record, and everything that follows from it, in the transaction of the request.

    ``body`` is whole and as it is kept (``merging.lowered``). Of a customer the record itself is made first, and with
    it the grant under which its wire record may be written.
    """
    resource, entered = exchange.resource, exchange.entered
    customer_id = record_id if resource.segment == ResourceName.CUSTOMER else exchange.ids.get("customerId")
    body = _kept(resource, body)
    withheld = withhold(resource, body, now=exchange.now, customer_id=customer_id)
    record = WireRecord(
        id=record_id,
        resource=resource.segment,
        customer_id=customer_id,
        interaction_id=exchange.ids.get("interactionId"),
        plan_id=exchange.ids.get("actionPlanId"),
        touchpoint=entered.code,
        modified_by=entered.code,
        modified_at=exchange.now,
        body=withheld.body,
        sealed=withheld.sealed,
        sealed_until=withheld.until,
    )
    given = frozenset(name for name, value in body.items() if value is not None)
    carried = _carry(exchange, record, given, is_new=True)
    record.told = dict(carried.told)
    record.save(force_insert=True)
    _follow(
        exchange,
        record,
        withheld,
        carried,
        did="added",
        url=f"{exchange.request.url}/{_named(exchange, record)}",
    )
    return record


def keep_change(exchange: Exchange, body: Mapping[str, object], given: Iterable[str]) -> WireRecord:
    """Keep a changed record, whole as it will stand, and everything that follows. ``given``: what was sent of it."""
    record = exchange.record
    if record is None:
        raise LookupError("no record was found to change")
    before, body = record.body, _kept(exchange.resource, body)
    withheld = withhold(
        exchange.resource, body, now=exchange.now, customer_id=record.customer_id, stored=record
    )
    changed = {name for name, value in withheld.body.items() if value != before.get(name)}
    record.body = withheld.body
    record.sealed, record.sealed_until = withheld.sealed, withheld.until
    record.modified_by, record.modified_at = exchange.entered.code, exchange.now
    record.version += 1
    carried = _carry(exchange, record, frozenset(changed | set(given)), is_new=False)
    if carried.told:
        record.told = dict(carried.told)
    record.save(force_update=True)
    _follow(exchange, record, withheld, carried, did="changed", url=exchange.request.url)
    return record


def _kept(resource: Resource, body: Mapping[str, object]) -> dict[str, object]:
    """What is kept of a body: secrets pass by."""
    passing = {each.name for each in resource.fields if not each.is_kept}
    return {name: None if name in passing else value for name, value in body.items()}


def _under(exchange: Exchange, scope: Iterable[str]) -> QuerySet[WireRecord]:
    records = WireRecord.objects.filter(resource=exchange.resource.segment)
    for name in scope:
        if _PARENTS[name] in exchange.ids:
            records = records.filter(**{_COLUMNS[name]: exchange.ids[_PARENTS[name]]})
    return records


def _carry(exchange: Exchange, record: WireRecord, changed: frozenset[str], *, is_new: bool) -> Carried:
    translator = _translators().get(record.resource)
    if translator is None:
        return Carried()
    coming = Coming(
        record=record,
        changed=changed,
        is_new=is_new,
        contract_id=exchange.entered.contract_id,
        touchpoint=exchange.entered.code,
    )
    return translator.carry_in(coming, actor=exchange.entered.actor, now=exchange.now)


def _follow(
    exchange: Exchange, record: WireRecord, withheld: Withheld, carried: Carried, *, did: str, url: str
) -> None:
    _keep_findings(exchange, record, [*withheld.findings, *carried.findings])
    events.record(
        f"wire.{record.resource}.{did}",
        actor=exchange.entered.actor,
        now=exchange.now,
        customer_id=record.customer_id,
        subject={"record": record.id},
    )
    set_off = afterwards().get((record.resource, exchange.request.method))
    if set_off is not None:
        set_off(exchange, record)
    if exchange.resource.notifies and record.customer_id is not None:
        queue_notice(record=record, url=url[:LONGEST_URL], code=exchange.entered.code, now=exchange.now)


def _keep_findings(exchange: Exchange, record: WireRecord, found: Iterable[Found]) -> None:
    """One open finding of a rule at a record, however often it is found."""
    WireFinding.objects.bulk_create(
        [
            WireFinding(
                customer_id=record.customer_id,
                record=record,
                touchpoint_id=exchange.entered.door_id,
                rule=each.rule,
                fields=list(each.fields),
                found_at=exchange.now,
            )
            for each in found
        ],
        ignore_conflicts=True,
    )


def _named(exchange: Exchange, record: WireRecord) -> UUID:
    """What the address of a new record ends with."""
    is_as_built = Switch.WEB_CHAT_NOTICE_AS_BUILT in exchange.switches
    if record.resource == ResourceName.WEB_CHAT and is_as_built and record.interaction_id is not None:
        return record.interaction_id
    return record.id


@lru_cache(maxsize=1)
def _translators() -> Mapping[str, Translator]:
    """Translators know every room of the record, so they are loaded with the first write."""
    from fingerpost.dss.translating.registry import TRANSLATORS

    return TRANSLATORS
