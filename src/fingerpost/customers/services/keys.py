"""The keys under which a search finds a customer, kept with every name and postcode they ever had."""

from __future__ import annotations

from fingerpost.customers import doors
from fingerpost.customers.models import Customer
from fingerpost.customers.rules import match_keys


def refresh_match_keys(customer: Customer) -> None:
    """Replace the keys of a customer from the names and addresses now on the record (OI-14.19)."""
    names = [(customer.given_name, customer.family_name)]
    names += customer.earlier_names.order_by("id").values_list("given_name", "family_name")[:50]
    postcodes = customer.addresses.order_by("id").values_list("postcode", flat=True)[:50]
    doors.keep_match_keys(customer.id, match_keys(names, postcodes))
