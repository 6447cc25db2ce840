"""Interactions, both ways: a contact is one; a session without one, or of a group, is one by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from fingerpost.dss.models import ResourceName, WireTouchpoint
from fingerpost.dss.translating import findings
from fingerpost.dss.translating.advisers import adviser_id, advisers_of_sessions
from fingerpost.dss.translating.base import Carried, Coming, Found, Rendered
from fingerpost.dss.translating.places import customer_of, interaction_ids, own_interaction_id, touchpoints_of
from fingerpost.dss.translating.values import moment_of, moment_text, number_of
from fingerpost.house.actor import Actor
from fingerpost.interactions.models import Attendance, Channel, Contact, ContactKind
from fingerpost.interactions.services.carried import (
    CarriedContact,
    change_carried_contact,
    open_carried_contact,
)

_MOMENT: Final = "DateandTimeOfInteraction"
_TYPES: Final[Mapping[str, int]] = MappingProxyType(
    {ContactKind.APPOINTMENT: 3, ContactKind.CALL: 5, ContactKind.OUTREACH: 99}
)
"""What kind of interaction a contact of ours was. The wire's own kinds have no place in the record."""

_OTHER: Final = 99


class Interactions:
    """Between the wire's interaction and a contact of the same id."""

    resource = ResourceName.INTERACTION.value

    def carry_in(self, coming: Coming, *, actor: Actor, now: datetime) -> Carried:
        """Keep the contact. One whose moment the record can't hold stays with the wire."""
        record = coming.record
        body: Mapping[str, object] = record.body
        opened_at, channel = moment_of(body.get(_MOMENT)), number_of(body.get("Channel"))
        if body.get(_MOMENT) is not None and opened_at is None:
            return Carried(told=dict(record.told), findings=[Found(findings.NOT_CARRIED, (_MOMENT,))])
        if coming.is_new:
            return Carried(told=fields_of(_open(coming, actor, channel, opened_at or now)))
        if not Contact.objects.filter(id=record.id, customer_id=customer_of(record)).exists():
            return Carried(told=dict(record.told))
        contact, gaps = change_carried_contact(
            actor=actor,
            contact_id=record.id,
            channel=channel if "Channel" in coming.changed else None,
            opened_at=opened_at if _MOMENT in coming.changed else None,
        )
        found = [Found(findings.NOT_OUR_SESSION, (_MOMENT, "Channel"))] if gaps else []
        return Carried(told=fields_of(contact), findings=found)

    def render(self, customer_id: UUID) -> list[Rendered]:
        """Every contact, and every session that is an interaction by itself; seven queries."""
        contacts = list(Contact.objects.filter(customer_id=customer_id).order_by("id"))
        attendances = list(
            Attendance.objects.filter(customer_id=customer_id).select_related("session").order_by("id")
        )
        under = interaction_ids(attendances)
        alone = [each for each in attendances if under[each.id] == own_interaction_id(each.id)]
        gave = advisers_of_sessions(each.session_id for each in alone)
        doors = touchpoints_of(
            [
                *((each.contract_id, each.organisation_id) for each in contacts),
                *((each.session.contract_id, each.session.organisation_id) for each in alone),
            ]
        )
        made = [
            Rendered(
                id=each.id,
                fields=fields_of(each),
                touchpoint=doors[each.contract_id, each.organisation_id],
                modified_at=each.recorded_at,
            )
            for each in contacts
        ]
        made += [
            Rendered(
                id=under[each.id],
                fields=_fields_alone(each, gave.get(each.session_id)),
                touchpoint=doors[each.session.contract_id, each.session.organisation_id],
                modified_at=each.recorded_at,
            )
            for each in alone
        ]
        return sorted(made, key=lambda one: one.id)


TRANSLATOR = Interactions()


def fields_of(contact: Contact) -> dict[str, object]:
    """What the record says of a contact, as the wire says it."""
    said: dict[str, object] = {_MOMENT: moment_text(contact.opened_at), "Channel": contact.channel}
    if contact.kind != ContactKind.ELSEWHERE:
        said["InteractionType"] = _TYPES.get(contact.kind, _OTHER)
        said["AdviserDetailsId"] = str(adviser_id(contact.opened_by_id))
    return said


def _fields_alone(attendance: Attendance, account_id: UUID | None) -> dict[str, object]:
    session = attendance.session
    return {
        _MOMENT: moment_text(session.started_at),
        "Channel": session.channel,
        "InteractionType": _OTHER,
        "AdviserDetailsId": str(adviser_id(account_id)) if account_id is not None else None,
    }


def _open(coming: Coming, actor: Actor, channel: int | None, opened_at: datetime) -> Contact:
    door = WireTouchpoint.objects.filter(code=coming.touchpoint).values_list("touchpoint_id", flat=True)
    return open_carried_contact(
        actor=actor,
        said=CarriedContact(
            contact_id=coming.record.id,
            customer_id=customer_of(coming.record),
            contract_id=coming.contract_id,
            touchpoint_id=door.first(),
            channel=channel if channel is not None else Channel.OTHER.value,
            opened_at=opened_at,
        ),
    )
