"""What triage is asked about: one contact, with nothing in it that may not be kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

CONTACT_CENTRE = "contact_centre"
UNKNOWN_NEED = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One contact at the moment it is decided; None means not known.

    `at` has an offset. `age` is in completed years on that civil day. `entitled_at_18` is "entitled, checked":
    whoever makes a contact drops what made it so (XD-12). Places are codes of `places.areas` or `places.nations`,
    `held_by` is "contact_centre" or an area. The open and answered
    members are None where calendars decide. `sender_open` and `receiver_open` are of whoever that is; the two of a
    prime speak of its own call point, and only where that prime is the one meant.
    """

    at: datetime
    age: int | None = None
    entitled_at_18: bool | None = None
    lives_in: str | None = None
    works_in: str | None = None
    need: str | None = None
    complaint_is_local: bool | None = None
    route_in: str | None = None
    held_by: str | None = None
    sender_open: bool | None = None
    receiver_open: bool | None = None
    home_prime_open: bool | None = None
    holding_prime_open: bool | None = None
    answered: bool | None = None
    adviser_free: bool | None = None
    needs_other_language: bool = False
    session_number: int | None = None
    in_priority_group: bool | None = None
    registered: bool | None = None
