"""Advisers, out only: who had a contact or gave a session, by name.

A system's adviser is nobody whom this service engages, so adviser details that come by wire make no account and stay
with the wire. Our own go out under a derived id with their name; an address to sign in with is nobody else's to have.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from fingerpost.dss.models import ResourceName
from fingerpost.dss.translating.base import Carried, Coming, Rendered
from fingerpost.dss.translating.places import Place, touchpoints_of
from fingerpost.dss.translating.values import derived_id
from fingerpost.house.actor import Actor
from fingerpost.interactions.models import Attendance, Contact, ContactKind, SessionStaff
from fingerpost.interactions.queries.attendances import GAVE
from fingerpost.staff.models import Account


class Advisers:
    """From staff who worked with a customer to the wire's adviser details."""

    resource = ResourceName.ADVISER_DETAIL.value

    def carry_in(self, coming: Coming, *, actor: Actor, now: datetime) -> Carried:
        """Nothing: adviser details of a system have no place in the record."""
        return Carried()

    def render(self, customer_id: UUID) -> list[Rendered]:
        """Whoever opened a contact with this customer or gave them a session; five queries."""
        places: dict[UUID, Place] = {
            account_id: (contract_id, organisation_id)
            for account_id, contract_id, organisation_id in Contact.objects.filter(customer_id=customer_id)
            .exclude(kind=ContactKind.ELSEWHERE)
            .order_by("-id")
            .values_list("opened_by_id", "contract_id", "organisation_id")
        }
        sessions = {
            session_id: (contract_id, organisation_id)
            for session_id, contract_id, organisation_id in Attendance.objects.filter(customer_id=customer_id)
            .order_by("id")
            .values_list("session_id", "session__contract_id", "session__organisation_id")
        }
        for session_id, account_id in advisers_of_sessions(sessions).items():
            places.setdefault(account_id, sessions[session_id])
        doors = touchpoints_of(list(places.values()))
        names = Account.objects.filter(id__in=places).values_list("id", "full_name")
        made = [
            Rendered(
                id=adviser_id(account_id), fields={"AdviserName": name}, touchpoint=doors[places[account_id]]
            )
            for account_id, name in names
        ]
        return sorted(made, key=lambda one: one.id)


TRANSLATOR = Advisers()


def adviser_id(account_id: UUID) -> UUID:
    """The id of the adviser details of somebody of the staff."""
    return derived_id("adviser", account_id)


def advisers_of_sessions(session_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Who gave each of these sessions, by account; sessions without one are left out."""
    return dict(
        SessionStaff.objects.filter(session_id__in=list(session_ids), part__in=GAVE)
        .order_by("session_id", "-id")
        .values_list("session_id", "account_id")
    )
