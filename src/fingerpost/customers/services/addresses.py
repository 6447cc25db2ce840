"""Where a customer lives: the earlier address ends on the day they moved, and stays findable."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.customers import doors
from fingerpost.customers.errors import changed_meanwhile, home_not_kept
from fingerpost.customers.models import Address, Customer
from fingerpost.customers.queries import find_home
from fingerpost.customers.services.common import lock_customer, require
from fingerpost.customers.services.keys import refresh_match_keys
from fingerpost.customers.values import Home
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput
from fingerpost.policy.civil import civil_date

LINES = 5


def add_home(customer: Customer, home: Home, *, from_on: date | None = None) -> Address:
    """Write a current address; the caller has checked that it may be kept and that no other is current."""
    return Address.objects.create(customer=customer, postcode=home.postcode, from_on=from_on, **_lines(home))


@transaction.atomic
def change_address(
    *,
    actor: Actor,
    now: datetime,
    customer_id: UUID,
    home: Home,
    expected_address_id: UUID | None,
    moved_on: date | None = None,
    is_correction: bool = False,
) -> Address | None:
    """End the address of until now and begin a new one, or none where ``home`` is empty.

    ``moved_on`` is the first day at the new address (today where not known). ``is_correction`` rewrites the
    same home in place. ``expected_address_id`` is the address that the page showed: Conflict where another
    stands there by now. Raises InvalidInput for a home that can't be kept, or a move before the earlier
    address began.
    """
    require(actor, "make_records")
    customer = lock_customer(customer_id)
    current = find_home(customer_id)
    if (current.id if current else None) != expected_address_id:
        raise changed_meanwhile()
    if home.is_given and not doors.home_postcode_allowed(home.postcode):
        raise home_not_kept()
    day = moved_on or civil_date(now)
    if current is not None and is_correction and home.is_given:
        kept: Address | None = _correct(current, home)
    else:
        if current is not None:
            _end(current, day)
        kept = add_home(customer, home, from_on=day) if home.is_given else None
    refresh_match_keys(customer)
    events.record("customer.address_changed", actor=actor, now=now, customer_id=customer_id)
    return kept


def _end(address: Address, day: date) -> None:
    if address.from_on is not None and day < address.from_on:
        raise InvalidInput(
            _("The move must be on or after the day the earlier address began."), code="moved_too_early"
        )
    address.until_on = day
    address.save(update_fields=["until_on"])


def _correct(address: Address, home: Home) -> Address:
    address.postcode = home.postcode
    for name, line in _lines(home).items():
        setattr(address, name, line)
    address.save()
    return address


def _lines(home: Home) -> dict[str, str]:
    lines = (*home.lines, *[""] * LINES)[:LINES]
    return {f"line_{number}": line for number, line in enumerate(lines, start=1)}
