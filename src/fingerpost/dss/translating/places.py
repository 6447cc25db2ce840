"""Which wire interaction a session belongs to, and by whose door a record of pages goes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from django.db.models import Q

from fingerpost.dss.models import ResourceName, WireRecord
from fingerpost.dss.translating.values import derived_id
from fingerpost.interactions.models import Attendance, Contact
from fingerpost.organisations.models import Touchpoint

NO_TOUCHPOINT: Final = "0000000999"
"""The careers helpline's: by it goes out what an organisation without a door of its own recorded."""

Place = tuple[UUID | None, UUID]
"""A contract, where one is known, and an organisation."""


def customer_of(record: WireRecord) -> UUID:
    """The customer of a wire record that is somebody's, as a constraint of the table sees to it."""
    if record.customer_id is None:
        raise LookupError("a wire record of a customer names none")
    return record.customer_id


def interaction_ids(attendances: Iterable[Attendance]) -> dict[UUID, UUID]:
    """The wire interaction of each attendance, by the attendance's id, in two queries.

    What came by wire keeps the interaction it came under. A session of a contact with this customer is under that
    contact; one that has no contact, or a group's, is an interaction of its own with a derived id.
    """
    wanted = [each for each in attendances if each.customer_id is not None]
    known = {
        record_id: interaction_id
        for record_id, interaction_id in WireRecord.objects.filter(
            id__in=[each.id for each in wanted], resource=ResourceName.SESSION
        ).values_list("id", "interaction_id")
        if interaction_id is not None
    }
    contacts = {each.session.contact_id for each in wanted} - {None}
    whose = dict(
        Contact.objects.filter(id__in=[one for one in contacts if one is not None]).values_list(
            "id", "customer_id"
        )
    )
    return {each.id: known.get(each.id) or _place_of(each, whose) for each in wanted}


def own_interaction_id(attendance_id: UUID) -> UUID:
    """The id of the interaction that an attendance is by itself."""
    return derived_id("interaction", attendance_id)


def _place_of(attendance: Attendance, whose: Mapping[UUID, UUID | None]) -> UUID:
    contact_id = attendance.session.contact_id
    if contact_id is not None and whose.get(contact_id) == attendance.customer_id:
        return contact_id
    return own_interaction_id(attendance.id)


def touchpoints_of(places: Sequence[Place]) -> dict[Place, str]:
    """The door by which each contract and organisation speaks the wire, in one query.

    The organisation's own under that contract, else one of its own, else the contract's, else the helpline's.
    """
    doors = list(
        Touchpoint.objects.filter(
            Q(organisation_id__in=[one for _contract, one in places])
            | Q(contract_id__in=[one for one, _organisation in places if one is not None])
        )
        .order_by("code")
        .values_list("contract_id", "organisation_id", "code")
    )
    return {place: _door_of(place, doors) for place in places}


def _door_of(place: Place, doors: Sequence[tuple[UUID | None, UUID | None, str]]) -> str:
    contract_id, organisation_id = place
    choices = (
        (code for held_under, held_by, code in doors if (held_under, held_by) == place),
        (code for _under, held_by, code in doors if held_by == organisation_id),
        (
            code
            for held_under, held_by, code in doors
            if contract_id is not None and held_under == contract_id and held_by is None
        ),
    )
    return next((code for each in choices for code in each), NO_TOUCHPOINT)
