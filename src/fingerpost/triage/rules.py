"""Decisions of this room: how a contact came in, who holds it, and what triage is asked. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.policy.eligibility import age_in_policy
from fingerpost.policy.triage import Contact
from fingerpost.policy.triage.contact import CONTACT_CENTRE
from fingerpost.triage.values import Answers, Known

ENGLAND: Final = "england"
FACE_TO_FACE, TELEPHONE, WEBCHAT, EMAIL = 1, 2, 3, 5

TRIAGED_KINDS: Final = frozenset({"appointment", "call", "walk_in", "outreach"})
"""Kinds of contact that are one person's, and live: a group is many, and paper is keyed afterwards."""

CONCERN: Final = "concern"
"""The need of which only those who took part in the contact know (policy of the table, migration 0004)."""

ENTITLEMENT_DECIDES: Final = frozenset({"advice", "book_face_to_face"})
"""Needs for which it matters at 18 whether somebody is entitled; for any other it is not asked (XD-12)."""

_ROUTES: Final[Mapping[tuple[int, bool], str]] = MappingProxyType(
    {
        (TELEPHONE, True): "phone",
        (TELEPHONE, False): "prime_phone",
        (FACE_TO_FACE, True): "walk_in",
        (FACE_TO_FACE, False): "walk_in",
        (WEBCHAT, True): "webchat",
        (EMAIL, True): "national_email",
    }
)
"""The way in by channel, and by whether the contact is with the contact centre."""


def route_of(kind: str, channel: int, *, is_with_contact_centre: bool, routes: Collection[str]) -> str | None:
    """The way in of a contact, as a code of `triage.routes`; None where it is none of those of the day."""
    if kind == "outreach" and kind in routes:
        return kind
    route = _ROUTES.get((channel, is_with_contact_centre))
    return route if route in routes else None


def holder_of(known: Known, home: str | None) -> str | None:
    """Who has a contact: the contact centre, or a prime contractor by its area.

    A prime contractor of several areas, under one contract or several, has the contact as that of the customer's home
    area, where that is one of them; else as that of the contract.
    """
    if known.is_with_contact_centre:
        return CONTACT_CENTRE
    if home in known.holder_areas:
        return home
    return known.holder_areas[0] if known.holder_areas else None


def home_area_of(lives_in: str | None, works_in: str | None, *, areas: Collection[str]) -> str:
    """The area of the home, else of the workplace; empty where neither is an area."""
    return next((place for place in (lives_in, works_in) if place is not None and place in areas), "")


def age_of(answers: Answers, known: Known, *, on: date, rules: Rules) -> int | None:
    """The age on the day: of the record, else of the date of birth that was said, else as it was said."""
    if known.age is not None:
        return known.age
    if answers.date_of_birth is not None:
        return age_in_policy(answers.date_of_birth, on=on, rules=rules)
    return answers.age


def asks_entitlement(age: int | None, need: str | None, *, on: date, rules: Rules) -> bool:
    """Whether the one question of BR-5.2b is to be asked: at that age only, and only where the answer decides."""
    return age == rules.get_int("eligibility.exception_age", on) and need in ENTITLEMENT_DECIDES


def contact_of(answers: Answers, known: Known, *, at: datetime, rules: Rules) -> Contact:
    """What triage is asked: what was said, and for the rest what is known."""
    on = civil_date(at)
    areas = {str(row["code"]) for row in rules.get_rows("places.areas", on)}
    age = age_of(answers, known, on=on, rules=rules)
    lives_in = answers.lives_in or (ENGLAND if known.lives_in_england else None)
    works_in = answers.works_in or (ENGLAND if known.works_in_england else None)
    is_asked = asks_entitlement(age, answers.need, on=on, rules=rules)
    return Contact(
        at=at,
        age=age,
        entitled_at_18=(known.is_entitled or answers.entitled_at_18) if is_asked else None,
        lives_in=lives_in,
        works_in=works_in,
        need=answers.need,
        complaint_is_local=answers.complaint_is_local,
        route_in=known.route_in,
        held_by=holder_of(known, home_area_of(lives_in, works_in, areas=areas) or None),
        needs_other_language=known.needs_other_language or answers.needs_other_language,
        in_priority_group=known.in_priority_group,
    )
