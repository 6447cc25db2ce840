"""What this room does: each use case is one function, one transaction and one event. Import from here."""

from fingerpost.customers.services.addresses import change_address
from fingerpost.customers.services.circumstances import record_circumstances
from fingerpost.customers.services.details import change_details, change_names
from fingerpost.customers.services.directions import hand_off, record_directions
from fingerpost.customers.services.reaching import end_contact_point, keep_contact_point
from fingerpost.customers.services.records import Confirmed, confirm_identity, make_customer
from fingerpost.customers.services.restricted import (
    Equality,
    keep_diversity,
    keep_indicator,
    take_indicator_away,
)
from fingerpost.customers.services.shared_secrets import drop_secrets, set_secrets

__all__ = [
    "Confirmed",
    "Equality",
    "change_address",
    "change_details",
    "change_names",
    "confirm_identity",
    "drop_secrets",
    "end_contact_point",
    "hand_off",
    "keep_contact_point",
    "keep_diversity",
    "keep_indicator",
    "make_customer",
    "record_circumstances",
    "record_directions",
    "set_secrets",
    "take_indicator_away",
]
