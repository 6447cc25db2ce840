"""The nation's day itself: what is booked, a call that was cut off, one that is open, a concern that waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db import connections

from fingerpost.appointments.models import Appointment, Booking
from fingerpost.customers.models import Grant, GrantReason
from fingerpost.demo.plan import Plan
from fingerpost.demo.visit_rows import MOST_CONTACTS, reference
from fingerpost.demo.world import World
from fingerpost.house.ids import new_id
from fingerpost.house.models import Event
from fingerpost.interactions.models import (
    Channel,
    Contact,
    ContactKind,
    ContactStaff,
    ContactState,
    SessionKind,
    StaffPart,
)
from fingerpost.organisations.models import Venue
from fingerpost.policy.civil import london_moment, next_working_day
from fingerpost.safeguarding.models import Concern

_GROUP: Final = 12
_BOOKED_DAYS_BEFORE: Final = 5
_MINUTES: Final = 45


@dataclass(frozen=True, slots=True)
class _Time:
    """One booked time: on the day itself or the next working day, at which hour, for which of the showcase."""

    is_today: bool
    at: time
    first: int
    count: int = 1
    kind: SessionKind = SessionKind.ONE_TO_ONE
    label: str = ""
    minutes: int = _MINUTES

    @property
    def is_group(self) -> bool:
        return self.kind == SessionKind.GROUP


_DIARY: Final = (
    _Time(True, time(9, 30), 0),
    _Time(True, time(10, 30), 1),
    _Time(True, time(11, 30), 2),
    _Time(True, time(13, 30), 0, _GROUP, SessionKind.GROUP, "Job search workshop", 90),
    _Time(True, time(15, 30), 6),
    _Time(False, time(9, 30), 3),
    _Time(False, time(11, 0), 4, kind=SessionKind.TELEPHONE),
    _Time(False, time(14, 0), 5),
)

# nickname, organisation, contract, venue: others who sign in, with customers of their own.
_OTHERS: Final = (
    ("second_area_adviser", "prime", "prime_north_east", "Station Row"),
    ("subcontractor_adviser", "subcontractor", "prime_north_west", "Community Room"),
    ("second_prime_adviser", "second_prime", "second_prime_south_west", "Harbour House"),
    ("telephone_adviser", "contact_centre", "contact_centre_adult", ""),
    ("language_adviser", "contact_centre", "contact_centre_adult", ""),
    ("young_people_adviser", "contact_centre", "contact_centre_young", ""),
)


def make_present(world: World, plan: Plan, showcase: Sequence[str], *, using: str, now: datetime) -> None:
    """Write the day of the people who sign in. Nothing happens after ``now``; bookings may lie ahead."""
    day = _Day(world, plan, using, now)
    day.begin_as("area_adviser")
    for booked in _DIARY:
        customers = [UUID(each) for each in showcase[booked.first : booked.first + booked.count]]
        day.book("area_adviser", "prime", "prime_north_east", "Market Street Centre", booked, customers)
    for nickname, organisation, contract, venue in _OTHERS:
        day.begin_as(nickname)
        kind = SessionKind.ONE_TO_ONE if venue else SessionKind.TELEPHONE
        for place, customer in enumerate(_customers_of(world, organisation, contract, now, using)):
            at = time(9 + place * 2, 15)
            day.book(nickname, organisation, contract, venue, _Time(place < 2, at, 0, kind=kind), [customer])
    day.begin_as("telephone_adviser")
    day.open_call("telephone_adviser", number=0, minutes_ago=25, is_dropped=True)
    day.open_call("telephone_adviser", number=1, minutes_ago=6, is_dropped=False)
    day.begin_as("area_adviser")
    day.raise_concern("area_adviser", "prime", UUID(showcase[7]) if len(showcase) > 7 else None)


def _customers_of(world: World, organisation: str, contract: str, now: datetime, using: str) -> list[UUID]:
    """Three customers whom an organisation works with now under a contract; others than the showcase."""
    grants = Grant.objects.using(using).filter(
        reason=GrantReason.RELATIONSHIP,
        ends_at__gt=now,
        organisation_id=world.organisations[organisation],
        contract_id=world.contracts[contract],
    )
    newest = grants.order_by("-starts_at", "id").values_list("customer_id", flat=True)[:9]
    return list(dict.fromkeys(newest))[:3]


class _Day:
    """Writes rows of one day as owner; history says on whose behalf."""

    def __init__(self, world: World, plan: Plan, using: str, now: datetime) -> None:
        self._world, self._plan, self._using = world, plan, using
        self._now = min(now, london_moment(plan.until, time(16, 40)))
        self._venues = dict(Venue.objects.using(using).values_list("label", "id"))

    def begin_as(self, nickname: str) -> None:
        """Let history name this person from here on."""
        with connections[self._using].cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pghistory.context_metadata', context::text, true)"
                " FROM demo_author WHERE account_id = %s",
                [self._world.accounts[nickname]],
            )

    def book(
        self,
        nickname: str,
        organisation: str,
        contract: str,
        venue: str,
        booked: _Time,
        customers: Sequence[UUID],
    ) -> None:
        """Keep a time of an adviser with its bookings, made some days before."""
        if not customers:
            return
        is_call = booked.kind == SessionKind.TELEPHONE
        begins = london_moment(self._on(booked), booked.at)
        made_at = min(begins, self._now) - timedelta(days=_BOOKED_DAYS_BEFORE)
        account = self._world.accounts[nickname]
        appointment = Appointment.objects.using(self._using).create(
            kind=booked.kind,
            channel=Channel.TELEPHONE if is_call else Channel.FACE_TO_FACE,
            label=booked.label,
            adviser_id=account,
            organisation_id=self._world.organisations[organisation],
            contract_id=self._world.contracts[contract],
            venue_id=None if is_call else self._venues[venue],
            starts_at=begins,
            ends_at=begins + timedelta(minutes=booked.minutes),
            capacity=booked.count,
            recorded_at=made_at,
        )
        self._note("appointment.booked", organisation, account, made_at, {"appointment": str(appointment.id)})
        Booking.objects.using(self._using).bulk_create(
            Booking(appointment=appointment, customer_id=customer, booked_by_id=account, booked_at=made_at)
            for customer in customers
        )
        for customer in customers:
            self._note(
                "booking.made", organisation, account, made_at, {"appointment": str(appointment.id)}, customer
            )

    def open_call(self, nickname: str, *, number: int, minutes_ago: int, is_dropped: bool) -> None:
        """A call of this morning or afternoon about which nobody knows yet who rang."""
        account = self._world.accounts[nickname]
        opened_at = self._now - timedelta(minutes=minutes_ago)
        ended_at = opened_at + timedelta(minutes=4) if is_dropped else None
        contact = Contact.objects.using(self._using).create(
            reference=reference(self._plan, self._plan.customers * MOST_CONTACTS + number),
            kind=ContactKind.CALL,
            channel=Channel.TELEPHONE,
            state=ContactState.DROPPED if is_dropped else ContactState.OPEN,
            organisation_id=self._world.organisations["contact_centre"],
            contract_id=self._world.contracts["contact_centre_adult"],
            dialled_number="0800 100 900",
            opened_by_id=account,
            opened_at=opened_at,
            ended_at=ended_at,
            recorded_at=opened_at,
            version=2 if is_dropped else 1,
        )
        ContactStaff.objects.using(self._using).create(
            contact=contact, account_id=account, part=StaffPart.ADVISER, joined_at=opened_at
        )
        told = {"contact": str(contact.id)}
        self._note("contact.opened", "contact_centre", account, opened_at, told)
        if ended_at is not None:
            self._note("contact.dropped", "contact_centre", account, ended_at, told)

    def raise_concern(self, nickname: str, organisation: str, customer: UUID | None) -> None:
        """A concern for the safeguarding lead to take up."""
        Concern.objects.using(self._using).create(
            organisation_id=self._world.organisations[organisation],
            customer_id=customer,
            text="Said that the room they rent has no heating and that they are often without a meal.",
            raised_by_id=self._world.accounts[nickname],
            raised_at=self._now - timedelta(hours=2),
            recorded_at=self._now - timedelta(hours=2),
        )

    def _on(self, booked: _Time) -> date:
        return self._plan.until if booked.is_today else next_working_day(self._plan.until)

    def _note(
        self,
        kind: str,
        organisation: str,
        account: UUID,
        at: datetime,
        subject: dict[str, str],
        customer: UUID | None = None,
    ) -> None:
        Event.objects.using(self._using).create(
            id=new_id(),
            kind=kind,
            recorded_at=at,
            happened_at=at,
            account_id=account,
            organisation_id=self._world.organisations[organisation],
            customer_id=customer,
            subject=subject,
        )
