"""Who may change opening hours (BR-1.3b)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotPermitted
from fingerpost.organisations.models import Contract, Organisation

SET_HOURS: Final = "set_hours"
"""The capability, as text: the roles that hold it are named in the room staff."""


def may_set_hours(actor: Actor) -> bool:
    """Whether somebody may change the hours of their own organisation: a prime contractor with an area contract."""
    if not actor.can(SET_HOURS):
        return False
    return Contract.objects.filter(prime_id=actor.organisation_id, service=Contract.Service.AREA).exists()


def ensure_may_set_hours(actor: Actor) -> None:
    """Raise NotPermitted where this person may not change hours."""
    if not may_set_hours(actor):
        raise NotPermitted(
            _(
                "A prime contractor's returns manager or compliance officer changes its opening hours. Ask them."
            ),
            code="may_not_set_hours",
        )


def sees_every_call_point(actor: Actor) -> bool:
    """Whether somebody reads the hours of all prime contractors: the agency and the contact centre (OI-5.8)."""
    kinds = (Organisation.Kind.AGENCY, Organisation.Kind.CONTACT_CENTRE)
    return Organisation.objects.filter(id=actor.organisation_id, kind__in=kinds).exists()
