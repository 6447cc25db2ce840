"""Reads of the ledger. Every list is bounded and ends its order in the id; row security says whose rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from fingerpost.funding.ledger.rules.fees import share_of
from fingerpost.funding.ledger.rules.profiles import MONTHS, Change, month_number
from fingerpost.funding.models import (
    Claim,
    ClaimLine,
    ClaimStep,
    ClaimSum,
    ContractYear,
    LineKind,
    MonthShare,
    PassThrough,
    Profile,
    SumKind,
)
from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotFound
from fingerpost.organisations.models import EXTERNAL_SCHEME, Contract
from fingerpost.policy.civil import add_months
from fingerpost.staff.access import Capability, Role

PAGE_SIZE: Final = 50
MOST_CLAIMS: Final = 24
MOST_STEPS: Final = 50
MOST_CONTRACTS: Final = 40


@dataclass(frozen=True, slots=True)
class LinesPage:
    """One page of a claim's lines; pages are counted from 1."""

    lines: Sequence[ClaimLine]
    number: int
    has_next: bool


@dataclass(frozen=True, slots=True)
class Item:
    """What a claim pays, or takes back, for one kind of outcome. Pence; ``unpriced`` are counted and not paid."""

    outcome_kind: str
    line_kind: str
    lines: int
    pence: int
    unpriced: int


@dataclass(frozen=True, slots=True)
class MonthProfile:
    """What a month is expected to bring of one category and class. ``number`` is a count, or pence, unrounded."""

    place: int
    month: date
    category: str
    customer_class: str
    is_money: bool
    number: Decimal | None


@dataclass(frozen=True, slots=True)
class StatementMonth:
    """A month in which lines of the actor's organisation were claimed."""

    claim_id: UUID
    contract_id: UUID
    reference: str
    month: date
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Statement:
    """What one organisation delivered of a claim, and what of it is passed on at the least. Pence, per cent.

    ``percent`` is None where nothing was agreed: then all of it is due. ``is_below`` says that less is passed on than
    was claimed (OI-20.F11).
    """

    organisation_id: UUID
    name: str
    lines: int
    claimed_pence: int
    unpriced: int
    percent: Decimal | None
    due_pence: int

    @property
    def is_below(self) -> bool:
        """Whether less is passed on than was claimed."""
        return self.due_pence < self.claimed_pence


def claim_of(contract_id: UUID, month: date) -> Claim | None:
    """The claim of a contract's month (its first day), where the actor may see it; None without one."""
    return Claim.objects.filter(contract_id=contract_id, month=month).select_related("contract").first()


def standing_lines(contract_id: UUID, *, through: date) -> list[ClaimLine]:
    """Payments of a contract that were not taken back by claims up to a month (its first day), by outcome.

    Not bounded: it is the whole of what a contract was paid for, for whoever adds it up.
    """
    undone = ClaimLine.objects.filter(
        outcome_id=OuterRef("outcome_id"), place=OuterRef("place") + 1, claim__month__lte=through
    )
    found = (
        ClaimLine.objects.filter(contract_id=contract_id, kind=LineKind.PAYMENT, claim__month__lte=through)
        .filter(~Exists(undone))
        .select_related("claim")
        .order_by("outcome_id", "place")
    )
    return list(found)


def list_contracts(actor: Actor) -> list[Contract]:
    """Contracts whose money the actor sees as a whole: those the prime holds, or every one for agency and auditor."""
    own = Contract.objects.exclude(scheme=EXTERNAL_SCHEME)
    found = own.select_related("prime").order_by("reference", "id")
    if not actor.can(Capability.RECEIVE_RETURNS) and actor.role != Role.AUDITOR:
        found = found.filter(id__in=actor.prime_contract_ids)
    return list(found[:MOST_CONTRACTS])


def list_claims_of(actor: Actor, *, contract_id: UUID) -> list[Claim]:
    """The claims of a contract that the actor may see, the newest month first."""
    allowed = {contract.id for contract in list_contracts(actor)}
    if contract_id not in allowed:
        return []
    return list(Claim.objects.filter(contract_id=contract_id).order_by("-month", "-id")[:MOST_CLAIMS])


def get_claim(claim_id: UUID) -> Claim:
    """One claim with its contract. Raises NotFound."""
    found = Claim.objects.select_related("contract__prime", "made_by").filter(id=claim_id).first()
    if found is None:
        raise NotFound(_("There is no claim here that you can see."), code="claim_not_found")
    return found


def list_steps(claim_ids: Sequence[UUID]) -> list[ClaimStep]:
    """The steps of some claims, the first taken first."""
    found = ClaimStep.objects.filter(claim_id__in=claim_ids).select_related("taken_by")
    return list(found.order_by("taken_at", "id")[: MOST_STEPS * MOST_CLAIMS])


def list_sums(claim_id: UUID) -> list[ClaimSum]:
    """Every sum of a claim, in the order of an invoice."""
    found = ClaimSum.objects.filter(claim_id=claim_id).order_by("kind", "detail", "id")
    return sorted(found, key=lambda each: SumKind.values.index(each.kind))


def claim_items(claim_id: UUID) -> list[Item]:
    """What a claim pays by kind of outcome, for whoever sees the claim; nothing about a person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM fingerpost_claim_items(%s)", [claim_id])
        return [Item(*row) for row in cursor.fetchall()]


def list_lines(
    claim_id: UUID, *, page: int, organisation_id: UUID | None = None, kind: str = ""
) -> LinesPage:
    """Lines of a claim by month of effect, a page at a time; of one organisation or kind alone if asked."""
    number = max(page, 1)
    start = (number - 1) * PAGE_SIZE
    found = list(_lines(claim_id, organisation_id, kind)[start : start + PAGE_SIZE + 1])
    return LinesPage(found[:PAGE_SIZE], number, len(found) > PAGE_SIZE)


def every_line(claim_id: UUID, *, organisation_id: UUID | None = None) -> QuerySet[ClaimLine]:
    """Every line of a claim, for a file. Not bounded: a file holds the whole claim."""
    return _lines(claim_id, organisation_id, "")


def _lines(claim_id: UUID, organisation_id: UUID | None, kind: str) -> QuerySet[ClaimLine]:
    found = ClaimLine.objects.filter(claim_id=claim_id).select_related("organisation")
    if organisation_id is not None:
        found = found.filter(organisation_id=organisation_id)
    if kind:
        found = found.filter(kind=kind)
    return found.order_by("period", "id")


def statements_of(claim: Claim) -> list[Statement]:
    """What each organisation of a claim delivered, the prime's own last; for the prime's money roles."""
    rows = (
        ClaimLine.objects.filter(claim=claim)
        .values_list("organisation_id", "organisation__name")
        .annotate(
            lines=Count("id"),
            pence=Sum("amount_pence"),
            unpriced=Count("id", filter=Q(amount_pence__isnull=True)),
        )
        .order_by("organisation__name", "organisation_id")
    )
    shares = _pass_through(claim.contract_id, claim.month)
    return [
        _statement(organisation, name, lines, pence or 0, unpriced, shares.get(organisation))
        for organisation, name, lines, pence, unpriced in rows
        if organisation != claim.contract.prime_id
    ]


def statement_of(claim_id: UUID, contract_id: UUID, month: date, organisation_id: UUID) -> Statement:
    """What one organisation delivered of a claim. Raises NotFound where it has no line that the actor may see."""
    row = (
        ClaimLine.objects.filter(claim_id=claim_id, organisation_id=organisation_id)
        .values_list("organisation__name")
        .annotate(
            lines=Count("id"),
            pence=Sum("amount_pence"),
            unpriced=Count("id", filter=Q(amount_pence__isnull=True)),
        )
        .order_by("organisation__name")
        .first()
    )
    if row is None:
        raise NotFound(_("There is no statement here that you can see."), code="statement_not_found")
    name, lines, pence, unpriced = row
    percent = _pass_through(contract_id, month).get(organisation_id)
    return _statement(organisation_id, name, lines, pence or 0, unpriced, percent)


def my_statements() -> list[StatementMonth]:
    """The months in which lines of the actor's own organisation were claimed, the newest first; at most 60."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.claim_id, s.contract_id, k.reference, s.month, s.made_at"
            " FROM fingerpost_my_statements() s JOIN organisations_contract k ON k.id = s.contract_id"
            " ORDER BY s.month DESC, k.reference, s.claim_id"
        )
        return [StatementMonth(*row) for row in cursor.fetchall()]


def profile_months(year: ContractYear) -> list[MonthProfile]:
    """What each month of a contract's year is expected to bring, by category and class (facts 5.3)."""
    shares: dict[tuple[str, str], dict[int, Decimal]] = {}
    for category, of, place, percent in MonthShare.objects.filter(year_starts_on=year.starts_on).values_list(
        "category", "customer_class", "place", "percent"
    ):
        shares.setdefault((category, of), {})[place] = percent
    found = []
    profiles = Profile.objects.filter(year=year).prefetch_related("changes")
    for profile in profiles.order_by("category", "customer_class", "is_money", "id"):
        # A nation may give one share for everybody instead of one for each class.
        of_month = shares.get((profile.category, profile.customer_class)) or shares.get(
            (profile.category, ""), {}
        )
        changes = [Change(each.after_quarter, each.amount) for each in profile.changes.all()]
        found += [
            MonthProfile(
                place,
                add_months(year.starts_on, place - 1),
                profile.category,
                profile.customer_class,
                profile.is_money,
                month_number(profile.annual, of_month, place=place, changes=changes),
            )
            for place in range(1, MONTHS + 1)
        ]
    return found


def _statement(
    organisation: UUID, name: str, lines: int, pence: int, unpriced: int, percent: Decimal | None
) -> Statement:
    due = pence if percent is None else share_of(pence, percent)
    return Statement(organisation, name, lines, pence, unpriced, percent, due)


def _pass_through(contract_id: UUID, month: date) -> dict[UUID, Decimal]:
    """The least share of each subcontractor in a month: the last one set by its first day."""
    found = (
        PassThrough.objects.filter(subcontract__contract_id=contract_id, starts_on__lte=month)
        .order_by("starts_on", "id")
        .values_list("subcontract__organisation_id", "percent")
    )
    return dict(found)
