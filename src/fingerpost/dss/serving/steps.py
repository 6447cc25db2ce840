"""The checks of an operation, one for each code of its description, in whatever order that gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from django.db import connection

from fingerpost.dss.models import ResourceName, WireRecord
from fingerpost.dss.serving.exchange import Exchange
from fingerpost.dss.serving.presenting import present
from fingerpost.dss.serving.replies import Answer, refusal
from fingerpost.dss.serving.special import checks
from fingerpost.dss.serving.store import find_record
from fingerpost.dss.wire.description import Failure, Step
from fingerpost.dss.wire.rules.outcomes import DUPLICATE, may_change_duplicate

Check = Callable[[Exchange], bool]


def run(exchange: Exchange) -> Answer | None:
    """Run every step of the operation; the first that fails answers. None where all pass."""
    for step in exchange.operation.steps:
        if exchange.asked.version >= step.since and not _passes(step, exchange):
            return refusal(step, exchange)
    return None


def _passes(step: Step, exchange: Exchange) -> bool:
    if step.code == "Ie":
        return _keeps_identity(step, exchange)
    check = checks().get((exchange.resource.segment, step.code)) or CHECKS[step.code]
    return check(exchange)


def _touchpoint(exchange: Exchange) -> bool:
    return bool(exchange.request.touchpoint)


def _subcontractor(exchange: Exchange) -> bool:
    return bool(exchange.request.subcontractor)


def _address(exchange: Exchange) -> bool:
    return bool(exchange.request.url)


def _place(name: str) -> Check:
    def is_read(exchange: Exchange) -> bool:
        return exchange.place(name)

    return is_read


def _readable(exchange: Exchange) -> bool:
    return exchange.read()


def _introduced_readable(exchange: Exchange) -> bool:
    return exchange.read() or "IntroducedBy" not in exchange.unreadable


def _something(exchange: Exchange) -> bool:
    exchange.read()
    return exchange.sent is not None


def _valid(exchange: Exchange) -> bool:
    return exchange.judge(exchange.asks(), require=exchange.request.method == "POST")


def _valid_merged(exchange: Exchange) -> bool:
    return exchange.judge(exchange.merge(), require=exchange.operation.validates == "merged")


def _customer(exchange: Exchange) -> bool:
    exchange.presented = present(
        customer_id=exchange.ids["customerId"],
        entered=exchange.entered,
        now=exchange.now,
        writing=exchange.is_write,
    )
    return exchange.presented is not None


def _changeable(exchange: Exchange) -> bool:
    # Where this is asked before the customer (C), nobody has a grant yet by whom the end of the record is seen.
    if exchange.presented is None:
        _customer(exchange)
    customer = exchange.kin(ResourceName.CUSTOMER, exchange.ids["customerId"])
    return customer is None or customer.terminated is None


def _changeable_or_duplicate(exchange: Exchange) -> bool:
    return _changeable(exchange) or _is_duplicate(exchange)


def _of_duplicate(exchange: Exchange) -> bool:
    """Of a customer who was a duplicate only the dates of an outcome may be removed."""
    return not _is_duplicate(exchange) or may_change_duplicate(exchange.body.raw)


def _is_duplicate(exchange: Exchange) -> bool:
    customer = exchange.kin(ResourceName.CUSTOMER, exchange.ids["customerId"])
    return customer is not None and customer.reason == DUPLICATE


def _interaction(exchange: Exchange) -> bool:
    found = exchange.kin(ResourceName.INTERACTION, exchange.ids["interactionId"])
    return found is not None and found.customer_id == exchange.ids["customerId"]


def _plan(exchange: Exchange) -> bool:
    found = exchange.kin(ResourceName.ACTION_PLAN, exchange.ids["actionPlanId"])
    return (
        found is not None
        and found.customer_id == exchange.ids["customerId"]
        and found.interaction_id == exchange.ids["interactionId"]
    )


def _record(exchange: Exchange) -> bool:
    exchange.record = find_record(exchange)
    return exchange.record is not None


def _none_yet(exchange: Exchange) -> bool:
    return not WireRecord.objects.filter(
        customer_id=exchange.ids["customerId"], resource=exchange.resource.segment
    ).exists()


def _email_free(exchange: Exchange) -> bool:
    """No other customer who can still change has this email address, letter for letter."""
    address = exchange.body.values.get("EmailAddress")
    if not isinstance(address, str) or not address:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerpost_wire_email_taken(%s, %s)", [address, exchange.ids["customerId"]])
        row = cursor.fetchone()
    return not (row and row[0])


def _keeps_identity(step: Step, exchange: Exchange) -> bool:
    """A digital identity is reached by email, so the address is not removed while there is one."""
    if exchange.body.values.get("EmailAddress") != "":
        return True
    has_identity = WireRecord.objects.filter(
        customer_id=exchange.ids["customerId"],
        resource=ResourceName.DIGITAL_IDENTITY,
        closed_at__isnull=True,
    ).exists()
    if has_identity:
        exchange.failures = [Failure(("EmailAddress",), step.words)]
    return not has_identity


def _kept(exchange: Exchange) -> bool:
    """Whatever can't be kept is undone with its request, so that there is no failed write to answer."""
    return True


CHECKS: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "TP": _touchpoint,
        "AU": _address,
        "SC": _subcontractor,
        "Gc": _place("customerId"),
        "Gi": _place("interactionId"),
        "Gp": _place("actionPlanId"),
        "Gr": _place("recordId"),
        "Bi": _introduced_readable,
        "B": _readable,
        "N": _something,
        "V": _valid,
        "Vm": _valid_merged,
        "C": _customer,
        "RO": _changeable,
        "RO3": _changeable_or_duplicate,
        "DG": _of_duplicate,
        "I": _interaction,
        "P": _plan,
        "X": _record,
        "D": _none_yet,
        "De": _email_free,
        "W": _kept,
    }
)
