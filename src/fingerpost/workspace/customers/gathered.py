"""Reads of the record page that join rooms: priority groups, notices given, what was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fingerpost.customers.queries import CircumstancesNow, list_schemes
from fingerpost.customers.rules import priority_facts
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import AttendanceResult, AttendanceSection, NoticeGiven, Section
from fingerpost.policy import NotInForce
from fingerpost.policy.civil import civil_date
from fingerpost.policy.messages import Message
from fingerpost.policy.priority import UnknownScheme, evaluate
from fingerpost.workspace.customers.pages import RecordPage

AGREED = 5


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed in one session, and when to talk again."""

    on: date
    text: str
    next_contact_on: date | None


def priority(page: RecordPage, now: CircumstancesNow) -> list[tuple[str, Message]]:
    """Each set of the actor's contracts with its one public explanation, alike for every group (BR-20.3a).

    Evaluated from circumstances and age alone: neither the indicator nor the restricted part is asked, so
    that what the page says can't be traced to them.
    """
    facts = priority_facts(date_of_birth=page.customer.date_of_birth, now=now.values)
    found: list[tuple[str, Message]] = []
    for scheme in list_schemes(page.actor):
        try:
            verdict = evaluate(facts, scheme=scheme, on=page.today, rules=rules_in_force())
        except (UnknownScheme, NotInForce):
            continue  # a contract whose scheme has no set today has nothing to show
        found.append((scheme, verdict.reasons[0]))
    return found


def notices(customer_id: UUID) -> list[NoticeGiven]:
    """The latest notice of each kind that was given to this customer."""
    given = NoticeGiven.objects.filter(customer_id=customer_id)
    return list(given.order_by("kind", "-shown_at", "-id").distinct("kind")[:20])


def agreed(customer_id: UUID, today: date) -> list[Agreed]:
    """What was agreed with this customer, latest first. An earlier day to talk again is left out."""
    sections = (
        AttendanceSection.objects.filter(
            attendance__customer_id=customer_id,
            attendance__result=AttendanceResult.ATTENDED,
            section=Section.NEXT_STEPS,
        )
        .exclude(text="")
        .select_related("attendance__session")
        .order_by("-attendance__session__started_at", "-id")[:AGREED]
    )
    return [
        Agreed(
            on=civil_date(section.attendance.session.started_at),
            text=section.text,
            next_contact_on=_still_to_come(section.attendance.next_contact_on, today),
        )
        for section in sections
    ]


def _still_to_come(day: date | None, today: date) -> date | None:
    return day if day is not None and day >= today else None
