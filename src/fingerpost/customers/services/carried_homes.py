"""Homes that came by wire, where any number may stand at once and their days may overlap.

The record holds one home at a time. The newest to begin is where the customer lives now; an earlier one ends where it
begins. Days that still overlap are left out of the record, and come back as said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from fingerpost.customers import doors
from fingerpost.customers.models import Address, Customer
from fingerpost.customers.services.keys import refresh_match_keys
from fingerpost.policy.civil import civil_date


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedHome:
    """A home as a system says it: five lines, postcodes, and days, ``until_on`` being the first one elsewhere."""

    lines: tuple[str, str, str, str, str]
    postcode: str
    alternative_postcode: str = ""
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class HomeKept:
    """What became of a home: the row, None where the record has no room for it, and whether its days were changed."""

    address: Address | None
    days_moved: bool = False


@transaction.atomic(savepoint=False)
def keep_home(*, customer: Customer, address_id: UUID, home: CarriedHome, now: datetime) -> HomeKept:
    """Write one home of a customer, new or changed, and let the record be found by its postcode.

    ``address_id`` is its id on the wire and in the record. A home to come to an end counts as the present one.
    """
    today = civil_date(now)
    rows = {each.id: each for each in Address.objects.select_for_update().filter(customer=customer)}
    wanted = replace(home, until_on=None) if home.until_on and home.until_on > today else home
    if wanted.from_on and wanted.until_on and wanted.from_on > wanted.until_on:
        wanted = replace(wanted, from_on=None)
    row = rows.pop(address_id, None) or Address(id=address_id, customer=customer)
    current = next((each for each in rows.values() if each.until_on is None), None)
    if wanted.until_on is None and current is not None:
        wanted = _after(wanted, current, today)
    _write(row, wanted)
    kept = _save(row, current) or _save_without_days(row, current)
    refresh_match_keys(customer)
    doors.note_possible_duplicate(customer.id)
    moved = (row.from_on, row.until_on) != (home.from_on, home.until_on)
    return HomeKept(row if kept else None, moved or not kept)


def _after(wanted: CarriedHome, current: Address, today: date) -> CarriedHome:
    """Which of two open homes goes on: the one that began later, the new one where that isn't known.

    Ends the other, in ``current`` or in what is returned.
    """
    began = wanted.from_on or today
    if current.from_on is not None and began < current.from_on:
        return replace(wanted, until_on=current.from_on)
    current.until_on = began
    return wanted


def _write(row: Address, home: CarriedHome) -> None:
    row.line_1, row.line_2, row.line_3, row.line_4, row.line_5 = home.lines
    row.postcode, row.alternative_postcode = home.postcode, home.alternative_postcode
    row.from_on, row.until_on = home.from_on, home.until_on


def _save(row: Address, current: Address | None) -> bool:
    """Save a home and the end of the one before; False where their days overlap with a third."""
    try:
        with transaction.atomic():
            if current is not None and current.until_on is not None:
                current.save(update_fields=["until_on"])
            row.save(force_insert=row._state.adding)
    except IntegrityError:
        return False
    return True


def _save_without_days(row: Address, current: Address | None) -> bool:
    """Save a home whose first day is left out, so that it overlaps with nothing."""
    if row.until_on is None:
        return False
    row.from_on = None
    return _save(row, current)
