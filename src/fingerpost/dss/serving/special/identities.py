"""Digital identities: one at most stands for a customer, and a closed one still answers for some seconds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from fingerpost.dss.models import NoticeKind, ResourceName, WireRecord
from fingerpost.dss.notices.queueing import queue_notice
from fingerpost.dss.serving.exchange import Exchange
from fingerpost.dss.serving.handlers import get_one, patch, shown
from fingerpost.dss.serving.presenting import present
from fingerpost.dss.serving.replies import Answer, json, nothing, text
from fingerpost.dss.serving.store import keep_new
from fingerpost.dss.wire.merging import lowered, made
from fingerpost.dss.wire.moments import of_datetime
from fingerpost.dss.wire.resources.digital_identity import CLOSED_SECONDS, WEBSITE
from fingerpost.house import events
from fingerpost.house.ids import new_id

_SEGMENT: Final = ResourceName.DIGITAL_IDENTITY.value
_NOBODY: Final = UUID(int=0)
_OK, _CREATED, _UNPROCESSABLE = 200, 201, 422
_TAKEN: Final = "The id belongs to another digital identity."


def _standing(now: datetime) -> QuerySet[WireRecord]:
    """Identities that answer: open ones, and those closed a moment ago; the open one of a customer first."""
    return WireRecord.objects.filter(
        Q(closed_at__isnull=True) | Q(closed_at__gt=now - timedelta(seconds=CLOSED_SECONDS)),
        resource=_SEGMENT,
    ).order_by(F("closed_at").desc(nulls_first=True), "id")


def _names_a_customer(exchange: Exchange) -> bool:
    """The customer stands in the body, not in the route."""
    named = exchange.body.values.get("CustomerId")
    if not isinstance(named, str) or UUID(named) == _NOBODY:
        return False
    exchange.ids["customerId"] = UUID(named)
    return True


def _present(exchange: Exchange, customer_id: UUID) -> bool:
    exchange.presented = present(
        customer_id=customer_id, entered=exchange.entered, now=exchange.now, writing=exchange.is_write
    )
    return exchange.presented is not None


def _customer(exchange: Exchange) -> bool:
    """The customer of the route or the body. A PATCH by the identity's id may name none."""
    if "customerId" not in exchange.ids:
        named = exchange.body.values.get("CustomerId")
        return not isinstance(named, str) or _present(exchange, UUID(named))
    return _present(exchange, exchange.ids["customerId"])


def _found(exchange: Exchange) -> bool:
    """The identity of the route. By its own id only one whose customer the touchpoint may see already."""
    records = _standing(exchange.now)
    if "recordId" in exchange.ids:
        records = records.filter(id=exchange.ids["recordId"])
    else:
        records = records.filter(customer_id=exchange.ids["customerId"])
    record = records.first()
    if record is not None and record.customer_id is not None and "recordId" in exchange.ids:
        exchange.ids["customerId"] = record.customer_id
        _present(exchange, record.customer_id)
    if record is not None and exchange.is_write:
        record = WireRecord.objects.select_for_update().get(id=record.id)
    exchange.record = record
    return record is not None


def _none_yet(exchange: Exchange) -> bool:
    return not _standing(exchange.now).filter(customer_id=exchange.ids["customerId"]).exists()


def _no_closure(exchange: Exchange) -> bool:
    return exchange.body.values.get("DateOfClosure") is None


def _no_other(exchange: Exchange) -> bool:
    """No identity holds an email address, so none can be another's."""
    return True


def _has_email(exchange: Exchange) -> bool:
    return bool(_email(exchange.ids["customerId"]))


def _login_is_own(exchange: Exchange) -> bool:
    """A new identity has not been used; later the website alone says when it was."""
    if exchange.body.values.get("LastLoggedInDateTime") is None:
        return True
    return exchange.request.method == "PATCH" and exchange.entered.code == WEBSITE


def _is_open(exchange: Exchange) -> bool:
    return exchange.record is None or exchange.record.closed_at is None


def _post(exchange: Exchange) -> Answer:
    """Open an account; the sender may choose its id, but not one that is taken."""
    chosen = exchange.body.values.get("IdentityID")
    record_id = UUID(chosen) if isinstance(chosen, str) and UUID(chosen) != _NOBODY else new_id()
    body = lowered(made(exchange.resource, exchange.asks(), exchange.headers, exchange.context()))
    body[exchange.resource.key] = str(record_id)
    try:
        with transaction.atomic():
            keep_new(exchange, record_id, body)
    except IntegrityError:
        return text(_TAKEN, _UNPROCESSABLE)
    return json(shown(exchange, body), _CREATED)


def _delete(exchange: Exchange) -> Answer:
    """Close the account. One that is closed already stays as it is."""
    record = exchange.record
    if record is not None and record.closed_at is None:
        _close(exchange, record)
        _tell(exchange, record, levels=2)
    return nothing(_OK)


def _close(exchange: Exchange, record: WireRecord) -> None:
    record.body = {
        **record.body,
        "DateOfClosure": of_datetime(exchange.now).text,
        "LastModifiedTouchpointId": exchange.entered.code,
        "ttl": CLOSED_SECONDS,
    }
    record.closed_at, record.modified_at = exchange.now, exchange.now
    record.modified_by = exchange.entered.code
    record.version += 1
    record.save(force_update=True)
    events.record(
        f"wire.{_SEGMENT}.closed",
        actor=exchange.entered.actor,
        now=exchange.now,
        customer_id=record.customer_id,
        subject={"record": record.id},
    )


def _close_with_customer(exchange: Exchange, record: WireRecord) -> None:
    """Whose record is terminated has no account any more."""
    if exchange.body.values.get("DateOfTermination") is None or record.customer_id is None:
        return
    identity = (
        WireRecord.objects.select_for_update()
        .filter(resource=_SEGMENT, customer_id=record.customer_id, closed_at__isnull=True)
        .first()
    )
    if identity is not None:
        _close(exchange, identity)


def _tell_made(exchange: Exchange, record: WireRecord) -> None:
    """Others are told of a new account only where email address and both names are known."""
    customer = exchange.customer()
    names = (
        [customer.body.get(name) for name in ("GivenName", "FamilyName")] if customer is not None else [None]
    )
    if record.customer_id is not None and all(names) and _email(record.customer_id):
        _tell(exchange, record, levels=1)


def _tell(exchange: Exchange, record: WireRecord, *, levels: int) -> None:
    """The address is the one under which the identity can be read, ``levels`` up from that of the request."""
    app = exchange.request.url.rsplit("/", levels)[0]
    queue_notice(
        record=record,
        url=f"{app}/identities/{record.id}",
        code=exchange.entered.code,
        now=exchange.now,
        kind=NoticeKind.IDENTITY,
    )


def _email(customer_id: UUID) -> str:
    contact = WireRecord.objects.filter(resource=ResourceName.CONTACT, customer_id=customer_id).first()
    found = contact.body.get("EmailAddress") if contact is not None else None
    return found.strip() if isinstance(found, str) else ""


HANDLERS: Final[Mapping[tuple[str, str], Callable[[Exchange], Answer]]] = {
    (_SEGMENT, "post"): _post,
    (_SEGMENT, "get_by_customer"): get_one,
    (_SEGMENT, "patch_by_customer"): patch,
    (_SEGMENT, "delete"): _delete,
}
CHECKS: Final[Mapping[tuple[str, str], Callable[[Exchange], bool]]] = {
    (_SEGMENT, "IC"): _names_a_customer,
    (_SEGMENT, "ID"): _no_closure,
    (_SEGMENT, "C"): _customer,
    (_SEGMENT, "D"): _none_yet,
    (_SEGMENT, "DE"): _no_other,
    (_SEGMENT, "NE"): _has_email,
    (_SEGMENT, "IL"): _login_is_own,
    (_SEGMENT, "X"): _found,
    (_SEGMENT, "CL"): _is_open,
}
AFTER: Final[Mapping[tuple[str, str], Callable[[Exchange, WireRecord], None]]] = {
    (_SEGMENT, "POST"): _tell_made,
    (ResourceName.CUSTOMER.value, "PATCH"): _close_with_customer,
}
