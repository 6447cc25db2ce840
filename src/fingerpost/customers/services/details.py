"""Names, date of birth, and the other details of the record itself."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.customers.errors import changed_meanwhile
from fingerpost.customers.models import Customer, CustomerState, EarlierName
from fingerpost.customers.services.common import lock_customer, require
from fingerpost.customers.services.keys import refresh_match_keys
from fingerpost.customers.values import About, Names
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput
from fingerpost.policy.civil import civil_date


@transaction.atomic
def change_names(
    *,
    actor: Actor,
    now: datetime,
    customer_id: UUID,
    names: Names,
    date_of_birth: date | None,
    expected_version: int,
    is_correction: bool = False,
) -> Customer:
    """Change names and date of birth. The earlier name is kept, and still finds the record.

    ``is_correction``: the earlier spelling was a slip of ours, so it is not kept as a name the customer
    had. Raises Conflict where somebody else changed the record meanwhile.
    """
    require(actor, "make_records")
    customer = lock_customer(customer_id)
    if customer.version != expected_version:
        raise changed_meanwhile()
    tidy = names.tidied()
    if not tidy.family_name:
        raise InvalidInput(_("Enter at least one name."), code="no_name")
    if date_of_birth is None and customer.state == CustomerState.CONFIRMED:
        raise InvalidInput(_("Enter the date of birth."), code="no_date_of_birth")
    before = (customer.given_name, customer.family_name)
    if before != (tidy.given_name, tidy.family_name) and not is_correction:
        EarlierName.objects.create(
            customer=customer, given_name=before[0], family_name=before[1], until_on=civil_date(now)
        )
    customer.given_name, customer.family_name = tidy.given_name, tidy.family_name
    customer.known_as, customer.title = tidy.known_as, tidy.title
    customer.date_of_birth = date_of_birth
    customer.version += 1
    customer.save(
        update_fields=["given_name", "family_name", "known_as", "title", "date_of_birth", "version"]
    )
    refresh_match_keys(customer)
    events.record("customer.names_changed", actor=actor, now=now, customer_id=customer_id)
    return customer


@transaction.atomic
def change_details(
    *, actor: Actor, now: datetime, customer_id: UUID, about: About, expected_version: int
) -> Customer:
    """Change how the customer wants to be reached, who introduced them and the like (BR-1.1d, BR-4.5).

    Raises Conflict where somebody else changed the record meanwhile.
    """
    require(actor, "make_records")
    customer = lock_customer(customer_id)
    if customer.version != expected_version:
        raise changed_meanwhile()
    values = asdict(about)
    for name, value in values.items():
        setattr(customer, name, value)
    customer.version += 1
    customer.save(update_fields=[*values, "version"])
    events.record("customer.details_changed", actor=actor, now=now, customer_id=customer_id)
    return customer
