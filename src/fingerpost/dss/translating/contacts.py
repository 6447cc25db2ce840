"""Contact details, both ways: one record of the wire for up to four numbers and addresses of the record.

The wire can't say what is safe. So a number that the customer said is not safe, that others read, or for which they
gave a name to ask for, is not told to another system; and one that comes from a system counts as not asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from fingerpost.customers.models import ContactPoint, ContactPointKind, Customer, CustomerState
from fingerpost.customers.services.carried import change_carried, keep_number
from fingerpost.dss.models import ResourceName, WireRecord
from fingerpost.dss.translating import findings
from fingerpost.dss.translating.base import Carried, Coming, Found, Rendered
from fingerpost.dss.translating.places import customer_of
from fingerpost.dss.translating.values import derived_id, number_of, text_of
from fingerpost.house.actor import Actor
from fingerpost.house.rules import rules_in_force

_POINTS: Final[Mapping[str, ContactPointKind]] = MappingProxyType(
    {
        "MobileNumber": ContactPointKind.MOBILE,
        "HomeNumber": ContactPointKind.HOME,
        "AlternativeNumber": ContactPointKind.ALTERNATIVE,
        "EmailAddress": ContactPointKind.EMAIL,
    }
)
_METHOD: Final = "PreferredContactMethod"
_NOT_KNOWN: Final = 99


class Contacts:
    """Between the wire's contact details and the customer's contact points and wishes."""

    resource = ResourceName.CONTACT.value

    def carry_in(self, coming: Coming, *, actor: Actor, now: datetime) -> Carried:
        """Keep each number that came, end each that was emptied, and keep how the customer wants to be reached."""
        record = coming.record
        body: Mapping[str, object] = record.body
        customer = Customer.objects.select_for_update().get(id=customer_of(record))
        if customer.state == CustomerState.CLOSED:
            return Carried(told=_fields_of(customer), findings=[Found(findings.RECORD_CLOSED)])
        method = number_of(body.get(_METHOD))
        if _METHOD in coming.changed and method is not None:
            change_carried(
                customer=customer,
                now=now,
                facts={"preferred_contact_method": method},
                is_closed=False,
                rules=rules_in_force(),
            )
        for name, kind in _POINTS.items():
            if name in coming.changed:
                keep_number(customer_id=customer.id, kind=kind, value=text_of(body.get(name)), now=now)
        return Carried(told=_fields_of(customer))

    def render(self, customer_id: UUID) -> list[Rendered]:
        """One record, where there was ever a number or a wish to tell of; three queries."""
        customer = Customer.objects.filter(id=customer_id).first()
        if customer is None:
            return []
        known = WireRecord.objects.filter(customer_id=customer_id, resource=self.resource)
        record_id = known.values_list("id", flat=True).first()
        fields = _fields_of(customer)
        if record_id is None and not any(value not in (None, _NOT_KNOWN) for value in fields.values()):
            return []
        return [Rendered(id=record_id or derived_id(self.resource, customer_id), fields=fields)]


TRANSLATOR = Contacts()


def _fields_of(customer: Customer) -> dict[str, object]:
    points = {
        point.kind: point
        for point in ContactPoint.objects.filter(customer_id=customer.id, ended_at__isnull=True)
    }
    said: dict[str, object] = {_METHOD: customer.preferred_contact_method}
    for name, kind in _POINTS.items():
        point = points.get(kind)
        said[name] = point.value if point is not None and _may_be_told(point) else None
    return said


def _may_be_told(point: ContactPoint) -> bool:
    return point.is_safe is not False and not point.read_by_others and not point.name_to_give
