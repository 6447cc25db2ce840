"""Steps that the tests of sessions share: a contact, a customer in it, a session of it. All by the services."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from fingerpost.customers.models import Customer
from fingerpost.customers.services import make_customer
from fingerpost.customers.values import Evidence, Home, Names, NewRecord
from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.interactions.models import Attendance, AttendanceResult, Contact, Session
from fingerpost.interactions.services.contacts import attach_customer, open_contact
from fingerpost.interactions.services.sessions import Place, SessionDetails, record_session

NOTES = {
    "reason": "Wants to leave shop work.",
    "situation": "Works twenty hours a week and has no car.",
    "discussed": "Office work near home, and an evening course.",
    "information_used": "Job profile: bookkeeper.",
    "next_steps": "Reads the profile before we speak again.",
}
REFUSED = "He was on probation last year."


def open_one(
    actor: Actor, world: World, *, kind: str = "walk_in", contract: str = "prime_north_east", **parts: Any
) -> Contact:
    """An open contact."""
    return open_contact(
        actor=actor, now=timezone.now(), kind=kind, contract_id=world.contracts[contract], **parts
    )


def make_one(
    actor: Actor,
    world: World,
    *,
    given: str = "Vashti",
    family: str = "Placeholder",
    contact: Contact | None = None,
    evidence: tuple[str, ...] = ("passport",),
    born: date = date(1980, 5, 17),
    contract: str = "prime_north_east",
) -> Customer:
    """A record of an invented person; in a contact, the contact is then about them."""
    customer = make_customer(
        actor=actor,
        now=timezone.now(),
        contact_id=contact.id if contact else None,
        record=NewRecord(
            names=Names(given_name=given, family_name=family),
            date_of_birth=born,
            home=Home(postcode="ZZ5 5AA", lines=("1 Example Road",)),
            evidence=Evidence(kinds=evidence),
            contract_id=world.contracts[contract],
        ),
    )
    if contact is not None:
        attach_customer(actor=actor, now=timezone.now(), contact=contact, customer_id=customer.id)
    return customer


def record_one(
    actor: Actor,
    world: World,
    contact: Contact,
    *,
    started_at: datetime | None = None,
    now: datetime | None = None,
    kind: str = "one_to_one",
    contract: str = "prime_north_east",
    result: str = AttendanceResult.ATTENDED,
    places: list[Place] | None = None,
    **details: Any,
) -> Session:
    """The session of a contact, with whoever the contact is with."""
    now = now or timezone.now()
    started_at = started_at or now - timedelta(minutes=30)
    contact.refresh_from_db()
    if places is None:
        places = [Place(customer_id=contact.customer_id, seen_at=started_at, result=result)]
    values: dict[str, Any] = {
        "kind": kind,
        "channel": 1,
        "contract_id": world.contracts[contract],
        "adviser_id": actor.account_id,
        "started_at": started_at,
        **details,
    }
    return record_session(
        actor=actor, now=now, contact_id=contact.id, details=SessionDetails(**values), places=places
    )


def place_of(session: Session) -> Attendance:
    """The first place of a session."""
    return session.attendances.order_by("id")[0]


def details_data(attendance: Attendance, **changes: str) -> dict[str, str]:
    """What the details part of the page sends, as it stands in the page."""
    return {
        "details-version": str(attendance.version),
        "details-result": attendance.result,
        "details-gave": attendance.gave,
        "details-helper": "nobody",
        "details-language": "en-GB",
        **{f"details-{name}": value for name, value in changes.items()},
    }


def notes_data(versions: dict[str, int] | None = None, **texts: str) -> dict[str, str]:
    """What the notes of the page send."""
    data = {}
    for name, text in texts.items():
        data[f"{name}-text"] = text
        data[f"{name}-version"] = str((versions or {}).get(name, 0))
    return data


def page_data(attendance: Attendance, **changes: str) -> dict[str, str]:
    """Everything that the page sends, with all five parts written."""
    return {**details_data(attendance, **changes), **notes_data(None, **NOTES)}


def tell(value: UUID | None) -> str:
    """An id as a form sends it."""
    return str(value or "")
