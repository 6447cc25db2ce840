"""What every change of a record begins with: lock it, may they, can it."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fingerpost.customers.errors import not_found
from fingerpost.customers.models import Customer, CustomerState
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, NotPermitted


def require(actor: Actor, capability: str) -> None:
    """Raise NotPermitted where the actor's role doesn't hold a capability."""
    if not actor.can(capability):
        raise NotPermitted(_("Your role can't change this part of a record."), code="not_your_role")


def lock_customer(customer_id: UUID) -> Customer:
    """The record, locked for a change. NotFound without a grant, Conflict where it is closed."""
    customer = Customer.objects.select_for_update().filter(id=customer_id).first()
    if customer is None:
        raise not_found()
    if customer.state == CustomerState.CLOSED:
        raise Conflict(_("This record is closed, so nothing on it can be changed."), code="record_closed")
    return customer
