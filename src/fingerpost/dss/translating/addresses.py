"""Addresses, both ways. The record holds one home at a time; the wire any number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from fingerpost.customers.models import Address, Customer, CustomerState
from fingerpost.customers.services.carried_homes import CarriedHome, keep_home
from fingerpost.dss.models import ResourceName, WireRecord
from fingerpost.dss.serving.sealing import NEUTRAL_POSTCODE
from fingerpost.dss.translating import findings
from fingerpost.dss.translating.base import Carried, Coming, Found, Rendered
from fingerpost.dss.translating.places import customer_of
from fingerpost.dss.translating.values import day_of, day_text, text_of
from fingerpost.house.actor import Actor
from fingerpost.policy.names import normal_postcode

_DAYS = ("EffectiveFrom", "EffectiveTo")
_LINES = ("Address1", "Address2", "Address3", "Address4", "Address5")
_POSTCODES = ("PostCode", "AlternativePostCode")


class Addresses:
    """Between the wire's address and a home of the customer of the same id."""

    resource = ResourceName.ADDRESS.value

    def carry_in(self, coming: Coming, *, actor: Actor, now: datetime) -> Carried:
        """Keep the home. One at a guarded postcode stays out of the record (XD-9), and so does one without room."""
        record = coming.record
        body: Mapping[str, object] = record.body
        if any(body.get(name) == NEUTRAL_POSTCODE for name in _POSTCODES):
            return Carried(told=dict(record.told))
        customer = Customer.objects.select_for_update().get(id=customer_of(record))
        stands = Address.objects.filter(id=record.id, customer=customer).first()
        if customer.state == CustomerState.CLOSED:
            told = fields_of(stands) if stands else {}
            return Carried(told=told, findings=[Found(findings.RECORD_CLOSED)])
        if stands is not None and not coming.changed & fields_of(stands).keys():
            return Carried(told=fields_of(stands))
        kept = keep_home(
            customer=customer,
            address_id=record.id,
            home=_home_of(body, stands, coming.changed),
            now=now,
        )
        _retell_others(customer.id, record.id)
        if kept.address is None:
            told = fields_of(stands) if stands else {}
            return Carried(told=told, findings=[Found(findings.ADDRESS_NOT_KEPT, _DAYS)])
        found = [Found(findings.ADDRESS_DATES_MOVED, _DAYS)] if kept.days_moved else []
        return Carried(told=fields_of(kept.address), findings=found)

    def render(self, customer_id: UUID) -> list[Rendered]:
        """Every home, of now and of earlier, in one query."""
        return [
            Rendered(id=each.id, fields=fields_of(each), modified_at=each.recorded_at)
            for each in Address.objects.filter(customer_id=customer_id).order_by("id")
        ]


TRANSLATOR = Addresses()


def fields_of(address: Address) -> dict[str, object]:
    """What the record says of a home, as the wire says it."""
    lines = (address.line_1, address.line_2, address.line_3, address.line_4, address.line_5)
    said: dict[str, object] = {name: line or None for name, line in zip(_LINES, lines, strict=True)}
    said["PostCode"] = address.postcode
    said["AlternativePostCode"] = address.alternative_postcode or None
    said["EffectiveFrom"] = day_text(address.from_on)
    said["EffectiveTo"] = day_text(address.until_on)
    return said


def _home_of(body: Mapping[str, object], stands: Address | None, changed: frozenset[str]) -> CarriedHome:
    """A home as a body says it. Days that this request didn't give stay as the record has them."""
    from_on, until_on = (day_of(body.get(name)) for name in _DAYS)
    if stands is not None:
        from_on = from_on if "EffectiveFrom" in changed else stands.from_on
        until_on = until_on if "EffectiveTo" in changed else stands.until_on
    one, two, three, four, five = (text_of(body.get(name)) for name in _LINES)
    alternative = text_of(body.get("AlternativePostCode"))
    return CarriedHome(
        lines=(one, two, three, four, five),
        postcode=normal_postcode(text_of(body.get("PostCode"))),
        alternative_postcode=normal_postcode(alternative) if alternative else "",
        from_on=from_on,
        until_on=until_on,
    )


def _retell_others(customer_id: UUID, but: UUID) -> None:
    """The end that a newer home gave an earlier one is the record's alone: on the wire both may stand.

    So it is told as if it had always been so, and changes nothing there.
    """
    homes = {each.id: each for each in Address.objects.filter(customer_id=customer_id).exclude(id=but)}
    for record in WireRecord.objects.select_for_update().filter(id__in=homes):
        told = fields_of(homes[record.id])
        if told != record.told:
            record.told = told
            record.save(update_fields=["told"])
