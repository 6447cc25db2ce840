"""What this room says when it can't do something: the same words wherever it happens."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fingerpost.house.errors import Conflict, InvalidInput, NotFound


def not_found() -> NotFound:
    """The same words for a record that is not there and one that this actor may not see."""
    return NotFound(
        _("There is no record here that you can open. Find the customer in a contact first."),
        code="customer_not_found",
    )


def changed_meanwhile() -> Conflict:
    """Somebody else changed this since the page was opened; nothing was written."""
    return Conflict(
        _("Somebody else changed this while you had it open. Nothing was overwritten."),
        code="changed_meanwhile",
    )


def home_not_kept() -> InvalidInput:
    """A postcode that can't be a home here. The words say what to do and never why (XD-9)."""
    return InvalidInput(
        _(
            "This postcode can't be kept as a home address. Ask where the customer usually lives or gets "
            "post, or leave the address empty."
        ),
        code="home_not_kept",
    )
