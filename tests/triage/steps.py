"""A contact, and what is said in it, in one line each."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.interactions.models import Contact
from fingerpost.interactions.services.contacts import open_contact
from fingerpost.policy.civil import is_working_day, london_moment
from fingerpost.triage.models import ContactDecision
from fingerpost.triage.services import decide_contact
from fingerpost.triage.values import Answers

HOME = "north_east"
CENTRE = "contact_centre_adult"
PRIME = "prime_north_east"


def working_day(today: date) -> date:
    """The first working day from today on, with the day after it a working day too."""
    day = today
    while not (is_working_day(day) and is_working_day(day + timedelta(days=1))):
        day += timedelta(days=1)
    return day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a civil day."""
    return london_moment(day, time(hour, minute))


def call(actor: Actor, world: World, *, now: datetime, contract: str = CENTRE, kind: str = "call") -> Contact:
    """Somebody rings, or walks in."""
    return open_contact(actor=actor, now=now, kind=kind, contract_id=world.contracts[contract])


def decided(
    actor: Actor,
    contact: Contact,
    *,
    now: datetime,
    after: ContactDecision | None = None,
    **said: Any,
) -> ContactDecision:
    """The contact decided for an adult of the area who wants advice, unless something else is said."""
    answers = {"stated_need": "advice", "age": 34, "lives_in": HOME, **said}
    return decide_contact(
        actor=actor,
        now=now,
        contact_id=contact.id,
        answers=Answers(**answers),
        after_id=after.id if after is not None else None,
    )
