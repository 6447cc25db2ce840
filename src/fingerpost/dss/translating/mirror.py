"""Brings a customer's wire records up to what pages changed, so that nobody on the wire reads what no longer holds.

``WireRecord.told`` is what the record said when the wire record was last written. Where it says otherwise now, the
record is right, field by field; what the wire alone knows stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from fingerpost.customers.models import Customer
from fingerpost.dss.models import WireMark, WireRecord, WireTouchpoint
from fingerpost.dss.notices.queueing import LONGEST_URL, queue_notice
from fingerpost.dss.translating.base import Rendered
from fingerpost.dss.translating.places import touchpoints_of
from fingerpost.dss.translating.registry import TRANSLATORS
from fingerpost.dss.translating.values import moment_text
from fingerpost.dss.wire.catalogue import RESOURCES
from fingerpost.dss.wire.description import Resource
from fingerpost.dss.wire.moments import of_datetime, read_moment
from fingerpost.house.actor import Actor
from fingerpost.house.models import Event

_ABSENT = object()
_OWN_TOUCHPOINT = ("TouchpointId", "CreatedBy")


@dataclass(frozen=True, slots=True)
class Origin:
    """By whose door the latest change of pages goes out, and when it was made (UTC)."""

    code: str
    at: datetime


@transaction.atomic
def refresh(customer_id: UUID, *, actor: Actor, now: datetime, events: int) -> list[WireRecord]:
    """Put into the wire records of a customer what the record says otherwise by now; return those that changed.

    ``actor`` is a system with a grant on the customer, ``events`` the number of the customer's events that no system
    caused. Change notices go out as by the touchpoint of the organisation that made the latest change, except the
    first time, when nobody can know an older state. Safe to do twice, and at once: the second finds it done.
    """
    lock_customer_of_wire(customer_id)
    mark = WireMark.objects.filter(customer_id=customer_id).first()
    if mark is not None and mark.events_seen >= events:
        return []
    customer = Customer.objects.filter(id=customer_id).first()
    if customer is None:
        return []
    origin = _origin(customer)
    changed: list[WireRecord] = []
    for segment, translator in TRANSLATORS.items():
        resource = RESOURCES[segment]
        changed += _mirror(resource, translator.render(customer_id), customer_id, origin, now)
    WireMark.objects.update_or_create(
        customer_id=customer_id, defaults={"events_seen": events, "mirrored_at": now}
    )
    if mark is not None:
        _tell(changed, origin, now)
    return changed


def lock_customer_of_wire(customer_id: UUID) -> None:
    """Wait for whoever else writes this customer's wire records to end their transaction. Taken before any row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"dss.customer.{customer_id}"]
        )


def record_url(record: WireRecord) -> str:
    """Where a wire record is read, by this service's public address."""
    resource = RESOURCES[record.resource]
    routes = [each.route for each in resource.operations if each.does == "get" and each.method == "GET"]
    places = {
        "customerId": record.customer_id,
        "interactionId": record.interaction_id,
        "actionPlanId": record.plan_id or record.id,
        "recordId": record.id,
    }
    # The longest route names every parent.
    path = max(routes, key=len).format(**places)
    return f"{settings.PUBLIC_ADDRESS}/{resource.segment}/api/{path}"[:LONGEST_URL]


def _mirror(
    resource: Resource, said: Sequence[Rendered], customer_id: UUID, origin: Origin, now: datetime
) -> list[WireRecord]:
    stands = {
        each.id: each
        for each in WireRecord.objects.select_for_update().filter(
            id__in=[one.id for one in said], resource=resource.segment
        )
    }
    changed = [
        stands[one.id] for one in said if one.id in stands and _change(stands[one.id], one, resource, origin)
    ]
    for record in changed:
        record.modified_at = now
        record.version += 1
        record.save(force_update=True)
    made = [_make(resource, one, customer_id, origin, now) for one in said if one.id not in stands]
    # Adviser details are nobody's: two customers of one adviser may be mirrored at once.
    WireRecord.objects.bulk_create(made, ignore_conflicts=True)
    return [*changed, *made]


def _change(record: WireRecord, one: Rendered, resource: Resource, origin: Origin) -> bool:
    """Put into a wire record each field that the record tells otherwise than before; whether there was any."""
    told: Mapping[str, object] = record.told
    differing = {name: value for name, value in one.fields.items() if told.get(name, _ABSENT) != value}
    if not differing:
        return False
    shown = {name: value for name, value in differing.items() if record.body.get(name) != value}
    record.told = {**told, **differing}
    if not shown:
        record.save(update_fields=["told"])
        return False
    record.body = {**record.body, **shown}
    _sign(record, resource, origin.code, _later(record.body.get(resource.modified), origin.at))
    return True


def _make(resource: Resource, one: Rendered, customer_id: UUID, origin: Origin, now: datetime) -> WireRecord:
    code = one.touchpoint or origin.code
    names = {each.name for each in resource.fields}
    body: dict[str, object] = dict.fromkeys((each.name for each in resource.fields), None)
    parents = {
        "CustomerId": customer_id,
        "InteractionId": one.interaction_id,
        "ActionPlanId": one.plan_id,
        resource.key: one.id,
    }
    body |= {name: str(value) for name, value in parents.items() if name in names and value is not None}
    body |= {name: code for name in _OWN_TOUCHPOINT if name in names}
    body |= one.fields
    record = WireRecord(
        id=one.id,
        resource=resource.segment,
        customer_id=customer_id if "CustomerId" in names else None,
        interaction_id=one.interaction_id,
        plan_id=one.plan_id,
        touchpoint=code,
        modified_at=now,
        body=body,
        told=dict(one.fields),
    )
    _sign(record, resource, code, moment_text(one.modified_at or origin.at))
    return record


def _sign(record: WireRecord, resource: Resource, code: str, modified: str | None) -> None:
    record.modified_by = code
    record.body[resource.modifier] = code
    record.body[resource.modified] = modified


def _later(stands: object, at: datetime) -> str:
    """A change is never dated before the one that it follows."""
    before = read_moment(stands) if isinstance(stands, str) else None
    after = of_datetime(at)
    return (before if before is not None and before > after else after).text


def _origin(customer: Customer) -> Origin:
    systems = WireTouchpoint.objects.values("account_id")
    latest = (
        Event.objects.filter(customer_id=customer.id, organisation_id__isnull=False)
        .exclude(kind__startswith="concern.")
        .exclude(account_id__in=systems)
        .order_by("-recorded_at", "-id")
        .values_list("organisation_id", "happened_at")
        .first()
    )
    by, at = latest or (customer.organisation_id, customer.registered_at)
    organisation_id = by or customer.organisation_id
    contract_id = customer.contract_id if organisation_id == customer.organisation_id else None
    place = (contract_id, organisation_id)
    return Origin(touchpoints_of([place])[place], at)


def _tell(changed: Sequence[WireRecord], origin: Origin, now: datetime) -> None:
    for record in changed:
        if RESOURCES[record.resource].notifies and record.customer_id is not None:
            queue_notice(record=record, url=record_url(record), code=origin.code, now=now)
