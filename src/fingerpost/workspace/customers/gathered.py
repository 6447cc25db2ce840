"""Reads of the record page that join rooms: priority groups, notices given, what was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from fingerpost.customers.queries import CircumstancesNow, list_schemes
from fingerpost.customers.rules import priority_facts
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import AttendanceResult, AttendanceSection, NoticeGiven, Section
from fingerpost.interactions.queries.sessions import face_to_face_days
from fingerpost.policy import NotInForce
from fingerpost.policy.civil import civil_date
from fingerpost.policy.entitlement import sessions_entitled
from fingerpost.policy.messages import Message
from fingerpost.policy.priority import UnknownScheme, evaluate
from fingerpost.workspace.customers.pages import RecordPage

AGREED = 5
_LONGEST_YEAR = 366
_SESSIONS = ("entitlement.funded", "entitlement.could_be", "entitlement.none_funded", "entitlement.further.")


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed in one session, and when to talk again."""

    on: date
    text: str
    next_contact_on: date | None


def priority(page: RecordPage, now: CircumstancesNow) -> list[tuple[str, tuple[Message, ...]]]:
    """Each set of the actor's contracts: its one public explanation, alike for every group, and the funded sessions.

    Evaluated from circumstances and age alone (BR-20.3a): neither the indicator nor the restricted part is asked, so
    that what the page says can't be traced to them. A group that is not found may therefore apply all the same, and
    the sessions are told as not decided.
    """
    facts = priority_facts(date_of_birth=page.customer.date_of_birth, now=now.values)
    found: list[tuple[str, tuple[Message, ...]]] = []
    rules = rules_in_force()
    had = face_to_face_days(page.customer.id, since=page.today - timedelta(days=_LONGEST_YEAR))
    for scheme in list_schemes(page.actor):
        try:
            verdict = evaluate(facts, scheme=scheme, on=page.today, rules=rules)
            sessions = sessions_entitled(
                date_of_birth=page.customer.date_of_birth,
                in_group=verdict.value.is_priority or None,
                scheme=scheme,
                on=page.today,
                rules=rules,
                funded_on=had,
                exception_at_18=True if page.customer.entitlement_checked_on else None,
            )
        except (UnknownScheme, NotInForce):
            continue  # a contract whose scheme has no set today has nothing to show
        told = [reason for reason in sessions.reasons if reason.key.startswith(_SESSIONS)]
        found.append((scheme, (verdict.reasons[0], *told)))
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
