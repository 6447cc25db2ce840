"""What the pages of the ledger show: the months of a contract, one claim with its lines, its steps, its actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from fingerpost.funding.audits.proofs import reference_of
from fingerpost.funding.ledger.queries import Item, LinesPage, Statement, list_steps
from fingerpost.funding.ledger.services import invoice_due_on
from fingerpost.funding.ledger.steps import MOVES
from fingerpost.funding.models import (
    Claim,
    ClaimLine,
    ClaimStep,
    ClaimStepKind,
    ClaimSum,
    LineKind,
)
from fingerpost.house.actor import Actor
from fingerpost.house.navigation import href_of
from fingerpost.organisations.models import Contract
from fingerpost.outcomes.models import Outcome
from fingerpost.policy import Rules
from fingerpost.policy.civil import add_months, civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.claims.words import kind_labels, plain_day
from fingerpost.workspace.ledger.words import STATES, pounds, reason_words, sum_words
from fingerpost.workspace.months import month_code, month_words

MONTHS_SHOWN: Final = 24


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of a contract: how it stands, when its invoice is due, what was claimed, where it leads."""

    name: str
    state: str
    colour: str
    due: str
    amount: str
    href: str
    action: str


@dataclass(frozen=True, slots=True)
class Amount:
    """One row of money: what, how many, how much."""

    words: str
    number: str
    amount: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of a claim. ``href`` leads to the decision and its evidence, ``audit_href`` to opening it for audit.

    ``reference`` is how an audit calls it; a statement has none.
    """

    kind: str
    pays: str
    month: str
    amount: str
    by: str
    why: str
    href: str
    hold_href: str
    reference: str
    audit_href: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: what, by whom, when, with which words."""

    words: str
    told: str
    note: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """What one subcontractor delivered, and what goes on to it."""

    name: str
    lines: int
    claimed: str
    due: str
    below: str
    href: str


def month_rows(
    contract: Contract,
    claims: Sequence[Claim],
    *,
    following: date | None,
    may_claim: bool,
    today: date,
    rules: Rules,
) -> list[MonthRow]:
    """Months from the newest that is over back to the first claimed one; at most 24."""
    by_month = {claim.month: claim for claim in claims}
    stands = newest_steps(claims)
    newest = add_months(today.replace(day=1), -1)
    oldest = min(by_month, default=newest)
    rows: list[MonthRow] = []
    month = newest
    while month >= oldest and len(rows) < MONTHS_SHOWN:
        claim = by_month.get(month)
        due = invoice_due_on(month, rules=rules)
        kind = stands.get(claim.id, "") if claim is not None else _unclaimed(month, following, due, today)
        words, colour = STATES[kind]
        href = action = ""
        if claim is not None:
            href, action = href_of("workspace:ledger_claim", claim.id), _("Open the claim")
        elif may_claim and month == following:
            href = href_of("workspace:ledger_make", contract.id, month_code(month))
            action = _("See what is in it")
        amount = pounds(claim.total_pence) if claim is not None else ""
        rows.append(MonthRow(month_words(month), str(words), colour, plain_day(due), amount, href, action))
        month = add_months(month, -1)
    return rows


def _unclaimed(month: date, following: date | None, due: date, today: date) -> str:
    if today > due:
        return "overdue"
    return "next" if month == following else "later"


def newest_steps(claims: Sequence[Claim]) -> dict[UUID, str]:
    """How each claim stands: the kind of its last step."""
    return {step.claim_id: step.kind for step in list_steps([claim.id for claim in claims])}


def item_rows(items: Sequence[Item], kinds: Mapping[str, str]) -> list[Amount]:
    """What a claim pays and takes back by kind of outcome."""
    rows = []
    for item in items:
        label = kinds.get(item.outcome_kind, _("Outcome"))
        words = _("%(kind)s, taken back") % {"kind": label} if item.line_kind == LineKind.REVERSAL else label
        if item.unpriced:
            words = _("%(what)s (%(number)s without a rate)") % {"what": words, "number": item.unpriced}
        rows.append(Amount(words, str(item.lines), pounds(item.pence)))
    return rows


def sum_rows(sums: Sequence[ClaimSum], scheme: str, rules: Rules) -> list[Amount]:
    """The sums of a claim that are about nobody."""
    return [Amount(sum_words(each, scheme, rules), "", pounds(each.amount_pence)) for each in sums]


def line_rows(
    page: LinesPage,
    kinds: Mapping[str, str],
    *,
    may_hold: bool = False,
    may_audit: bool = False,
    claim: Claim | None = None,
) -> list[LineRow]:
    """The lines of a page; the kind of an outcome is told to whoever may see its record.

    ``claim`` with its contract: each line gets the reference by which an audit opens it.
    """
    names = {line.id: reference_of(line, claim) for line in page.lines} if claim is not None else {}
    ids = [line.outcome_id for line in page.lines]
    seen = dict(Outcome.objects.filter(id__in=ids).values_list("id", "kind"))
    undone = set(
        ClaimLine.objects.filter(outcome_id__in=ids, kind=LineKind.REVERSAL).values_list(
            "outcome_id", "place"
        )
    )
    return [
        LineRow(
            kind=kinds.get(seen.get(line.outcome_id, ""), _("Outcome")),
            pays=str(LineKind(line.kind).label),
            month=month_words(date.fromisoformat(f"{line.period}-01")),
            amount=pounds(line.amount_pence),
            by=line.organisation.name,
            why=reason_words(line.reason, line.detail),
            href=href_of("workspace:claim", line.outcome_id) if line.outcome_id in seen else "",
            hold_href=(
                href_of("workspace:ledger_hold", line.outcome_id)
                if may_hold
                and line.kind == LineKind.PAYMENT
                and (line.outcome_id, line.place + 1) not in undone
                else ""
            ),
            reference=names.get(line.id, ""),
            audit_href=_audit_href(names[line.id]) if may_audit and line.id in names else "",
        )
        for line in page.lines
    ]


def _audit_href(reference: str) -> str:
    href = href_of("workspace:audit_line")
    return f"{href}?{urlencode({'reference': reference})}" if href else ""


def step_rows(claim: Claim, steps: Sequence[ClaimStep]) -> list[StepRow]:
    """How a claim came to stand as it stands."""
    rows = [StepRow(_("Made"), _told(claim.made_by.full_name, civil_date(claim.made_at)), "")]
    return rows + [
        StepRow(
            str(ClaimStepKind(step.kind).label),
            _told(step.taken_by.full_name, civil_date(step.taken_at)),
            step.note,
        )
        for step in steps
    ]


def statement_rows(claim: Claim, statements: Sequence[Statement]) -> list[StatementRow]:
    """The subcontractors of a claim; what is passed on below the claimed value is said (OI-20.F11)."""
    return [
        StatementRow(
            each.name,
            each.lines,
            pounds(each.claimed_pence),
            pounds(each.due_pence),
            pounds(each.claimed_pence - each.due_pence) if each.is_below else "",
            href_of("workspace:ledger_statement", claim.id, each.organisation_id),
        )
        for each in statements
    ]


def steps_open_to(actor: Actor, claim: Claim, stands: str) -> list[str]:
    """The steps that this person may take now."""
    allowed: set[str] = set()
    if actor.can(Capability.CLAIM_OUTCOMES) and claim.contract_id in actor.prime_contract_ids:
        allowed.add(ClaimStepKind.INVOICED)
    if actor.can(Capability.RECEIVE_RETURNS):
        allowed |= {ClaimStepKind.ACCEPTED, ClaimStepKind.QUERIED, ClaimStepKind.PAID}
    return [kind for kind in ClaimStepKind.values if kind in MOVES[stands] & allowed]


def kinds_of_claim(claim: Claim, rules: Rules) -> dict[str, str]:
    """The kinds of outcome of a claim's scheme, as they were called in its month."""
    return kind_labels(claim.scheme, on=claim.month, rules=rules)


def _told(person: str, on: date) -> str:
    return _("%(day)s, by %(person)s") % {"day": plain_day(on), "person": person}
