"""Everything that proves one line of a claim, or is not there: read for many lines in a fixed number of queries.

Row security shows it to whoever holds a grant on the customer; an audit is given one, with its purpose. Nothing here
reads the additional indicator; of a class it says priority or other (BR-20.3).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from fingerpost.funding.deciding import Step
from fingerpost.funding.models import Claim, ClaimLine, FundingDecision
from fingerpost.funding.trails import unpack_trail
from fingerpost.outcomes.models import Evidence, SatisfactionAnswer
from fingerpost.outcomes.rules.outcomes import EvidenceKind, OutcomeKind, evidence_kinds, kinds_of
from fingerpost.plans.models import Answer, PlanAcceptance, PlanVersion
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

EVIDENCE, ANSWER, PLAN, SESSION, DECISION = "evidence", "answer", "plan", "session", "decision"


@dataclass(frozen=True, slots=True)
class RunTrail:
    """What the run of the claim decided on the outcome of a line, with every rule tried."""

    scheme: str
    rule_version: str
    rules_on: date
    as_of: datetime
    verdict: str
    amount_pence: int | None
    period: str
    customer_class: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One document that an audit looks for: there or not (OI-20.F19)."""

    code: str
    label: str
    is_there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One line with all that is held for it. ``version`` is the plan's version that the customer accepted."""

    line: ClaimLine
    reference: str
    kind: OutcomeKind | None
    trail: RunTrail | None
    decision: FundingDecision | None
    evidence: tuple[Evidence, ...]
    evidence_labels: dict[str, EvidenceKind]
    answer: SatisfactionAnswer | None
    version: PlanVersion | None
    acceptance: PlanAcceptance | None
    documents: tuple[Document, ...]

    @property
    def rules_on(self) -> date:
        """The day whose rules decided it."""
        if self.trail is not None:
            return self.trail.rules_on
        return self.decision.rules_on if self.decision is not None else civil_date(self.line.claim.made_at)


def reference_of(line: ClaimLine, claim: Claim | None = None) -> str:
    """How a claimed line is called: contract, month and the end of its id. Nothing of a customer.

    ``claim`` is the line's, where it is at hand with its contract.
    """
    claim = claim or line.claim
    return f"{claim.contract.reference}/{claim.month:%Y-%m}/{line.id.hex[-8:]}"


def proofs_of(contract_id: UUID, line_ids: Sequence[UUID], *, rules: Rules) -> list[Proof]:
    """What is held for some lines of one contract, in the order of the ids; lines that can't be seen are left out."""
    lines = {
        one.id: one
        for one in ClaimLine.objects.filter(id__in=line_ids, contract_id=contract_id).select_related(
            "claim__contract", "organisation", "decision", "outcome__contract", "outcome__attendance__session"
        )
    }
    held = _Held([lines[one] for one in line_ids if one in lines], contract_id)
    return [_proof(lines[one], held, rules) for one in line_ids if one in lines]


class _Held:
    """What is held for the lines, by the id of the outcome or of the place at a session."""

    def __init__(self, lines: Sequence[ClaimLine], contract_id: UUID) -> None:
        outcomes = [line.outcome_id for line in lines]
        attendances = [line.outcome.attendance_id for line in lines if line.outcome.attendance_id]
        self.trails = _trails(contract_id, [line.id for line in lines])
        self.decisions = {
            one.outcome_id: one
            for one in FundingDecision.objects.filter(outcome_id__in=outcomes, superseded_by__isnull=True)
        }
        self.evidence: dict[UUID, list[Evidence]] = {}
        pieces = Evidence.objects.filter(outcome_id__in=outcomes).select_related("file", "added_by")
        for piece in pieces.order_by("added_at", "id"):
            self.evidence.setdefault(piece.outcome_id, []).append(piece)
        self.answers = {
            one.attendance_id: one for one in SatisfactionAnswer.objects.filter(attendance_id__in=attendances)
        }
        accepted = PlanAcceptance.objects.filter(
            version__attendance_id__in=attendances, answer=Answer.ACCEPTED
        ).select_related("version", "witness", "recorded_by", "file")
        self.acceptances = {one.version.attendance_id: one for one in accepted.order_by("version__number")}


def _proof(line: ClaimLine, held: _Held, rules: Rules) -> Proof:
    outcome, trail = line.outcome, held.trails.get(line.id)
    decision = line.decision or held.decisions.get(line.outcome_id)
    on = outcome.told_on or civil_date(line.claim.made_at)
    kind = kinds_of(outcome.contract.scheme, rules=rules, on=on).get(outcome.kind)
    labels = evidence_kinds(rules=rules, on=on)
    evidence = tuple(held.evidence.get(outcome.id, ()))
    acceptance = held.acceptances.get(outcome.attendance_id) if outcome.attendance_id else None
    answer = held.answers.get(outcome.attendance_id) if outcome.attendance_id else None
    there = {
        EVIDENCE: any(
            one.withdrawn_at is None and one.kind in labels and kind is not None
            and kind.asks in labels[one.kind].shows
            for one in evidence
        ),
        ANSWER: answer is not None,
        PLAN: acceptance is not None,
        SESSION: outcome.attendance is not None and outcome.attendance.completed_at is not None,
        DECISION: trail is not None or decision is not None,
    }  # fmt: skip
    return Proof(
        line=line,
        reference=reference_of(line),
        kind=kind,
        trail=trail,
        decision=decision,
        evidence=evidence,
        evidence_labels=labels,
        answer=answer,
        version=acceptance.version if acceptance is not None else None,
        acceptance=acceptance,
        documents=_documents(kind, there, rules, on),
    )


def _documents(
    kind: OutcomeKind | None, there: dict[str, bool], rules: Rules, on: date
) -> tuple[Document, ...]:
    """OI-20.F19: each document that policy asks for on the day, or its absence."""
    if kind is None:
        return ()
    return tuple(
        Document(str(row["code"]), str(row["label"]), there.get(str(row["code"]), False))
        for row in rules.get_rows("evidence.audit_documents", on)
        if kind.asks in _texts(row["of"])
    )


def _trails(contract_id: UUID, line_ids: Sequence[UUID]) -> dict[UUID, RunTrail]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM fingerpost_audit_trails(%s, %s::uuid[])", [contract_id, list(line_ids)])
        rows = cursor.fetchall()
    return {
        line_id: RunTrail(
            scheme, version, rules_on, as_of, verdict, pence, period, its_class, unpack_trail(_read(trail))
        )
        for line_id, scheme, version, rules_on, as_of, verdict, pence, period, its_class, trail in rows
    }


def _read(value: Any) -> Any:
    """What a column of JSON holds: the driver hands it over as text."""
    return json.loads(value) if isinstance(value, str) else value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, tuple) else ()
