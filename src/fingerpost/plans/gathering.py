"""Makes the content of a plan from a working copy: only what the customer agreed to record (OI-9.12b).

Nothing but the working copy, the customer's name, address and ways to be reached, the adviser and the session is
read: nothing of equality, health, circumstances, the notes or the indicator (OI-14.8).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import translation

from fingerpost.customers.models import Address, ContactPoint, ContactPointKind, Customer
from fingerpost.interactions.models import Session
from fingerpost.interactions.queries.attendances import GAVE
from fingerpost.interactions.rules.contacts import notice_text
from fingerpost.plans.content import (
    PARTS,
    ActionLine,
    AdviserSaid,
    Content,
    CustomerSaid,
    GoalLine,
    Marking,
    OptionLine,
    Privacy,
    SessionSaid,
    tidy,
)
from fingerpost.plans.models import Draft, DraftItem, DraftPart, ItemKind
from fingerpost.plans.rules.agreeing import PlanDraftFacts
from fingerpost.plans.rules.reading import pages, reading_age_of
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

MARK_KEY: Final = "classification.page_mark"
_TELEPHONES: Final = (ContactPointKind.MOBILE, ContactPointKind.HOME, ContactPointKind.ALTERNATIVE)


@dataclass(frozen=True, slots=True)
class Written:
    """The rows of a working copy."""

    parts: tuple[DraftPart, ...]
    items: tuple[DraftItem, ...]


def written_in(draft: Draft) -> Written:
    """The parts and lines of a working copy in the order of the page, in two queries."""
    order = {kind: place for place, kind in enumerate(ItemKind.values)}
    places = {part: place for place, part in enumerate(PARTS)}
    parts = sorted(draft.parts.select_related("saved_by"), key=lambda row: places[row.part])
    items = sorted(
        draft.items.select_related("saved_by"), key=lambda row: (order[row.kind], row.position, row.id)
    )
    return Written(tuple(parts), tuple(items))


def agreement_of_draft(draft: Draft, written: Written | None = None) -> Content:
    """The agreement of a working copy in the shape of a content, with nothing around it."""
    written = written or written_in(draft)
    return Content(
        title="",
        service="",
        marking=None,
        plan_id=draft.plan_id,
        number=0,
        made_on=date.min,
        session=SessionSaid(on=date.min, channel=0, channel_words=""),
        customer=CustomerSaid(name=""),
        adviser=AdviserSaid(name="", organisation=""),
        **_agreed(draft, written),
    )


def content_of(
    draft: Draft, *, number: int, now: datetime, rules: Rules, written: Written | None = None
) -> Content:
    """The whole content of a version that is made of a working copy now."""
    on = civil_date(now)
    attendance, customer = draft.attendance, draft.plan.customer
    session = attendance.session
    privacy = notice_text(rules, "privacy", on=on)
    with translation.override("en-gb"):
        channel_words = str(session.get_channel_display())
    return Content(
        title=rules.get_text("plan.title", on),
        service=str(settings.SERVICE_NAME),
        marking=marking_on(on, rules=rules),
        plan_id=draft.plan_id,
        number=number,
        made_on=on,
        session=SessionSaid(
            on=civil_date(session.started_at), channel=session.channel, channel_words=channel_words
        ),
        customer=customer_said(customer),
        adviser=adviser_said(session),
        privacy=Privacy(version=privacy.version, lines=privacy.body) if privacy else None,
        language="en-GB",
        **_agreed(draft, written or written_in(draft)),
    )


def facts_of_draft(
    draft: Draft, content: Content, *, on: date, rules: Rules, has_moved_on: bool
) -> PlanDraftFacts:
    """What the rules of agreeing look at, from the content that would be frozen now."""
    return PlanDraftFacts(
        has_customer=draft.attendance.customer_id is not None,
        has_contact_details=bool(
            content.customer.lines or content.customer.email or content.customer.telephone
        ),
        has_adviser=bool(content.adviser.name),
        has_moved_on=has_moved_on,
        filled_parts=frozenset(content.parts),
        options=len(content.options),
        chosen_options=sum(1 for one in content.options if one.chosen),
        goal_areas=frozenset(one.area for one in content.goals),
        actions=len(content.actions),
        english_maths=content.english_maths,
        has_english_maths_action=any(one.english_maths for one in content.actions),
        review_on=content.review_on,
        pages=pages(content, on=on, rules=rules),
        reading_age=reading_age_of(content, on=on, rules=rules),
    )


def marking_on(on: date, *, rules: Rules) -> Marking | None:
    """The mark that policy asks for on every page of a plan on a day; None where it asks for none (BR-30.1)."""
    if rules.find(MARK_KEY, on) is None:
        return None
    table = rules.get_table(MARK_KEY, on)
    places = table["places"]
    return Marking(
        text=str(table["text"]),
        places=tuple(str(each) for each in places) if isinstance(places, tuple) else (),
    )


def customer_said(customer: Customer) -> CustomerSaid:
    """The customer as the plan names them: name, address, the first email and the first number."""
    address = Address.objects.filter(customer=customer, until_on__isnull=True).first()
    points = list(
        ContactPoint.objects.filter(customer=customer, ended_at__isnull=True).order_by("recorded_at", "id")[
            :20
        ]
    )
    return CustomerSaid(
        name=customer.full_name,
        lines=tuple(address.lines) if address else (),
        email=_first_point(points, (ContactPointKind.EMAIL,)),
        telephone=_first_point(points, _TELEPHONES),
    )


def adviser_said(session: Session) -> AdviserSaid:
    """The adviser as the plan names them, with the service's number for whoever wants to call."""
    name = (
        session.staff.filter(part__in=GAVE)
        .order_by("part")
        .values_list("account__full_name", flat=True)
        .first()
    )
    return AdviserSaid(
        name=name or "",
        organisation=session.organisation.name,
        telephone=str(settings.SERVICE_TELEPHONE),
    )


def _first_point(points: Sequence[ContactPoint], kinds: Iterable[str]) -> str:
    return next((point.value for kind in kinds for point in points if point.kind == kind), "")


def _agreed(draft: Draft, written: Written) -> dict[str, Any]:
    agreed = [item for item in written.items if item.is_agreed]
    goals = {item.key for item in agreed if item.kind == ItemKind.GOAL}
    return {
        "parts": MappingProxyType(
            {row.part: tidy(row.text) for row in written.parts if row.is_agreed and tidy(row.text)}
        ),
        "options": tuple(
            OptionLine(key=item.key, text=item.text, detail=item.detail, chosen=item.is_chosen)
            for item in agreed
            if item.kind == ItemKind.OPTION
        ),
        "goals": tuple(
            GoalLine(key=item.key, area=item.area, horizon=item.horizon, text=item.text, detail=item.detail)
            for item in agreed
            if item.kind == ItemKind.GOAL
        ),
        "actions": tuple(
            _action(item, item.by_on, goals)
            for item in agreed
            if item.kind == ItemKind.ACTION and item.by_on is not None
        ),
        "review_on": draft.review_on,
        "english_maths": draft.english_maths,
    }


def _action(item: DraftItem, by_on: date, goals: set[UUID]) -> ActionLine:
    return ActionLine(
        key=item.key,
        kind=item.action_kind,
        text=item.text,
        by_on=by_on,
        detail=item.detail,
        who=item.who,
        organisation=item.organisation,
        goal=item.for_goal if item.for_goal in goals else None,
        english_maths=item.is_for_english_maths,
    )
