"""What is done in a figure: searches, sessions, pages, each through the door that the product uses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle
from uuid import UUID, uuid4

from django.db import connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fingerpost.customers.models import Customer, Grant, GrantReason
from fingerpost.house.actor import Actor
from fingerpost.interactions.models import Session
from fingerpost.interactions.services.checks import FourItems, pass_on_evidence, search_for_customer
from fingerpost.interactions.services.contacts import close_contact, open_contact
from fingerpost.interactions.services.sections import Typed, save_sections
from fingerpost.interactions.services.sessions import Place, SessionDetails, record_session
from fingerpost.organisations.models import Contract, Venue
from fingerpost.staff import sessions
from fingerpost.staff.models import Account, Membership
from fingerpost.staff.services import acting_as

NOTES = {
    "reason": "Would like to leave shop work for an office.",
    "situation": "Works twenty hours a week and has a level 2 certificate.",
    "discussed": "Compared two courses and one vacancy near home.",
    "information_used": "Job profile: bookkeeper; course directory.",
    "next_steps": "Will visit the open evening and ring afterwards.",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A customer by the four items, as the matching and the page want them."""

    customer_id: UUID
    items: FourItems


@dataclass(slots=True)
class Desk:
    """One adviser of the nation under measurement, and customers to work with."""

    account_id: UUID
    membership_id: UUID
    contract_id: UUID
    venue_id: UUID
    others: list[Known]
    own: list[UUID]
    _next: Iterator[Known] = field(init=False)

    def __post_init__(self) -> None:
        self._next = cycle(self.others)

    def next_known(self) -> Known:
        """The next customer to search for."""
        return next(self._next)


def find_desk() -> Desk:
    """The area adviser of the demo; customers of other organisations to find, and some of their own."""
    owner = connections["owner"].alias
    account = Account.objects.using(owner).get(email="area.adviser@prime.example")
    membership = Membership.objects.using(owner).get(account=account)
    contract = Contract.objects.using(owner).get(reference="DEMO-NE")
    venue = Venue.objects.using(owner).get(label="Market Street Centre")
    strangers = Customer.objects.using(owner).filter(state="confirmed").exclude(contract=contract)
    keys = list(strangers.exclude(given_name="").order_by("-id")[:4_000:10])
    known = [known_by(customer) for customer in keys]
    own = Grant.objects.using(owner).filter(
        reason=GrantReason.RELATIONSHIP,
        contract=contract,
        organisation=membership.organisation_id,
        ends_at__gt=timezone.now(),
    )
    # Those with most behind them: a record page is as slow as its longest line of time.
    with_most = own.order_by("-customer__contacts__opened_at", "id").values_list("customer_id", flat=True)
    return Desk(
        account.id, membership.id, contract.id, venue.id, known, list(dict.fromkeys(with_most[:400]))[:100]
    )


def known_by(customer: Customer) -> Known:
    """A customer by what they say of themselves, read as owner."""
    owner = connections["owner"].alias
    return Known(
        customer.id,
        FourItems(
            family_name=customer.family_name,
            given_name=customer.given_name,
            date_of_birth=customer.date_of_birth or date(1900, 1, 1),
            postcode=customer.addresses.using(owner).filter(until_on__isnull=True).get().postcode,
        ),
    )


@contextmanager
def acting(desk: Desk) -> Iterator[Actor]:
    """Act as the adviser in a transaction of *app* that commits."""
    with acting_as(desk.membership_id) as actor:
        yield actor


def open_walk_in(desk: Desk) -> UUID:
    """An open contact, committed."""
    with acting(desk) as actor:
        return open_contact(
            actor=actor,
            now=timezone.now(),
            kind="walk_in",
            contract_id=desk.contract_id,
            venue_id=desk.venue_id,
        ).id


def check_identity(desk: Desk, contact_id: UUID, known: Known) -> UUID | None:
    """Search, confirm on evidence and commit: one transaction of the service."""
    now = timezone.now()
    with acting(desk) as actor:
        found = search_for_customer(actor=actor, now=now, contact_id=contact_id, items=known.items)
        assert found.check_id is not None, found.outcome
        passed = pass_on_evidence(actor=actor, now=now, check_id=found.check_id, evidence="passport")
        return passed.customer_id


def contact_with_customer(desk: Desk) -> tuple[UUID, UUID]:
    """An open contact in which a customer was confirmed, committed."""
    known = desk.next_known()
    contact_id = open_walk_in(desk)
    found = check_identity(desk, contact_id, known)
    assert found is not None, "the customer was not found"
    return contact_id, found


def save_session(desk: Desk, contact_id: UUID, customer_id: UUID) -> UUID:
    """Record a session with one attendance and all its notes: one transaction of the services."""
    now = timezone.now()
    with acting(desk) as actor:
        session = record_session(
            actor=actor,
            now=now,
            contact_id=contact_id,
            details=_details(desk),
            places=[Place(customer_id=customer_id, seen_at=now, result="attended")],
        )
        attendance = session.attendances.get()
        texts = {name: Typed(text, 0) for name, text in NOTES.items()}
        save_sections(actor=actor, now=now, attendance_id=attendance.id, sections=texts)
    return session.id


def _details(desk: Desk) -> SessionDetails:
    return SessionDetails(
        kind="one_to_one",
        channel=1,
        contract_id=desk.contract_id,
        adviser_id=desk.account_id,
        started_at=timezone.now() - timedelta(minutes=30),
        venue_id=desk.venue_id,
    )


def session_at_hand(desk: Desk) -> tuple[UUID, UUID, UUID, UUID]:
    """Contact, customer, session and attendance, freshly made."""
    contact_id, customer_id = contact_with_customer(desk)
    session_id = save_session(desk, contact_id, customer_id)
    with acting(desk):
        session = Session.objects.get(id=session_id)
        return contact_id, customer_id, session_id, session.attendances.get().id


def waiting_check(desk: Desk) -> tuple[UUID, UUID]:
    """An open contact and a check in it that waits for an answer."""
    contact_id, now = open_walk_in(desk), timezone.now()
    with acting(desk) as actor:
        found = search_for_customer(
            actor=actor, now=now, contact_id=contact_id, items=desk.next_known().items
        )
    assert found.check_id is not None, found.outcome
    return contact_id, found.check_id


def close(desk: Desk, contact_id: UUID) -> None:
    """End a contact."""
    with acting(desk) as actor:
        close_contact(actor=actor, now=timezone.now(), contact_id=contact_id)


def signed_in_client(desk: Desk) -> Client:
    """A client with a session of the adviser's, as a browser would send it."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(Account.objects.get(id=desk.account_id))
    session = client.session
    sessions.begin(session, membership_id=desk.membership_id, now=timezone.now())
    session.save()
    return client


def search_form(known: Known) -> dict[str, str]:
    """What the page "Find the customer" sends."""
    born = known.items.date_of_birth
    return {
        "submission": str(uuid4()),
        "given_name": known.items.given_name,
        "family_name": known.items.family_name,
        "date_of_birth-day": str(born.day),
        "date_of_birth-month": str(born.month),
        "date_of_birth-year": str(born.year),
        "postcode": known.items.postcode,
    }


def confirm_form() -> dict[str, str]:
    """What the page of a check sends when papers were seen."""
    return {"submission": str(uuid4()), "way": "evidence", "evidence": "passport"}


def find_address(contact_id: UUID) -> str:
    """The address of the search page of a contact."""
    return reverse("workspace:find_customer", args=[contact_id])


def forget_tries(desk: Desk) -> None:
    """Let earlier searches be long ago, as owner, so that the limits on searching don't stop a measurement."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE interactions_identitycheck SET searched_at = searched_at - interval '3 days'"
            " WHERE account_id = %s AND searched_at > now() - interval '1 day'",
            [desk.account_id],
        )


def clear_desk(desk: Desk) -> None:
    """End what earlier measurements left open on the desk, as owner, so that Today is as the nation had it."""
    forget_tries(desk)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT made_at FROM demo_nation")
        values = {"account": desk.account_id, "since": cursor.fetchone()[0]}
        cursor.execute(
            "UPDATE interactions_attendance SET completed_at = now(), completed_by_id = %(account)s"
            " WHERE recorded_by_id = %(account)s AND completed_at IS NULL AND recorded_at > %(since)s",
            values,
        )
        cursor.execute(
            "UPDATE interactions_contact SET state = 'closed', ended_at = now()"
            " WHERE opened_by_id = %(account)s AND state = 'open' AND recorded_at > %(since)s",
            values,
        )
        cursor.execute(
            "UPDATE interactions_contactstaff s SET left_at = now() WHERE s.account_id = %(account)s"
            " AND s.left_at IS NULL AND s.joined_at > %(since)s",
            values,
        )
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "VACUUM ANALYZE interactions_attendance, interactions_contact, interactions_contactstaff"
        )
