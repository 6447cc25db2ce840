"""The follow-ups of a team: how they are spread, and taking one or handing it to a colleague (OI-12.11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import ProgrammingError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.outcomes.models import FollowUp, FollowUpState
from fingerpost.outcomes.rules.sharing import share_out
from fingerpost.policy import Rules
from fingerpost.staff.access import CAPABILITIES, Capability, Role
from fingerpost.staff.models import Account

MOST_COLLEAGUES = 200
MOST_UNOWNED = 500
PAGE_SIZE = 25
_ROLES = [role for role, held in CAPABILITIES.items() if Capability.FOLLOW_UP in held]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who follows up here, and how many follow-ups of theirs are due."""

    account: Account
    due: int


@dataclass(frozen=True, slots=True)
class Team:
    """Who follows up here with their loads, what is offered to whom, and whose follow-ups this person may move."""

    colleagues: Sequence[Colleague]
    offered: dict[UUID, UUID]
    may_move_all: bool


def team_of(actor: Actor, *, today: date, rules: Rules | None = None) -> Team:
    """The team of this person's organisation: loads, and what nobody owns, offered to whoever has fewest."""
    rules = rules or rules_in_force()
    due = FollowUp.objects.filter(
        state=FollowUpState.OPEN, due_on__lte=today, organisation_id=actor.organisation_id
    )
    loads_now = dict(
        due.filter(owner__isnull=False).order_by().values_list("owner_id").annotate(number=Count("id"))
    )
    colleagues = [
        Colleague(one, loads_now.get(one.id, 0))
        for one in _there(actor.organisation_id, today)[:MOST_COLLEAGUES]
    ]
    unowned = list(
        due.filter(owner=None).order_by("due_on", "id").values_list("id", flat=True)[:MOST_UNOWNED]
    )
    loads = {one.account.id: one.due for one in colleagues}
    offered = share_out(unowned, loads, most=rules.get_int("follow_up.most_offered", today))
    return Team(colleagues, offered, actor.role == Role.SUBCONTRACTOR_ADMINISTRATOR)


@transaction.atomic
def take_follow_up(*, actor: Actor, now: datetime, follow_up_id: UUID, today: date) -> FollowUp:
    """Take a follow-up that nobody owns, or that somebody left behind. The first to take it has it."""
    return hand_over(actor=actor, now=now, follow_up_id=follow_up_id, to_id=actor.account_id, today=today)


@transaction.atomic
def hand_over(*, actor: Actor, now: datetime, follow_up_id: UUID, to_id: UUID, today: date) -> FollowUp:
    """Hand a follow-up to a colleague who follows up here; it stays theirs while they are there.

    One's own, nobody's, a leaver's, those of people one manages, and any for the organisation's administrator. Raises
    NotFound, NotPermitted, or Conflict where somebody else took or closed it first.
    """
    if not actor.can(Capability.FOLLOW_UP):
        raise NotPermitted(_("Your role does not follow customers up."), code="no_follow_ups")
    seen = FollowUp.objects.filter(id=follow_up_id).first()
    if seen is None or seen.organisation_id != actor.organisation_id:
        raise NotFound(_("There is no follow-up of your organisation here."), code="follow_up_not_found")
    held = FollowUp.objects.select_for_update(of=("self",)).filter(id=follow_up_id).first()
    if held is None:
        raise Conflict(_("This follow-up is closed."), code="follow_up_closed")
    if held.owner_id == to_id:
        return held
    if not _there(actor.organisation_id, today).filter(id=to_id).exists():
        raise NotPermitted(
            _("Choose somebody who follows customers up in your organisation now."), code="not_a_colleague"
        )
    held.owner_id = to_id
    held.handed_at = now
    held.version += 1
    try:
        with transaction.atomic():
            held.save(update_fields=["owner", "handed_at", "version"])
    except ProgrammingError as error:
        raise Conflict(
            _(
                "Somebody else has taken this follow-up. Only they, their manager or your administrator hands it on."
            ),
            code="follow_up_taken",
        ) from error
    events.record(
        "follow_up.handed_over",
        actor=actor,
        now=now,
        customer_id=held.customer_id,
        subject={"follow_up": held.id, "to": to_id},
    )
    return held


def list_team(
    actor: Actor, *, today: date, owner_id: UUID | None, page: int
) -> tuple[Sequence[FollowUp], bool]:
    """One page of the due follow-ups of the organisation, the first due first; of one person where named."""
    start = (max(page, 1) - 1) * PAGE_SIZE
    due = FollowUp.objects.filter(
        state=FollowUpState.OPEN, due_on__lte=today, organisation_id=actor.organisation_id
    )
    if owner_id is not None:
        due = due.filter(owner_id=owner_id)
    found = list(
        due.select_related("customer", "owner")
        .annotate(tries=Count("attempts"))
        .order_by("due_on", "id")[start : start + PAGE_SIZE + 1]
    )
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def may_move(actor: Actor, follow_up: FollowUp, there: set[UUID]) -> bool:
    """Whether this person may take a follow-up or hand it on; ``there`` are those who follow up here now."""
    owner = follow_up.owner
    if owner is None or owner.id == actor.account_id or owner.id not in there:
        return True
    return actor.role == Role.SUBCONTRACTOR_ADMINISTRATOR or owner.line_manager_id == actor.account_id


def _there(organisation_id: UUID, today: date) -> QuerySet[Account]:
    """Those who follow up for an organisation on a day, by name."""
    return (
        Account.objects.filter(
            Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=today),
            memberships__organisation_id=organisation_id,
            memberships__role__in=_ROLES,
            memberships__starts_on__lte=today,
            is_active=True,
            suspended_at__isnull=True,
        )
        .distinct()
        .order_by("full_name", "id")
    )
