"""What came of the nation's outcomes: shown by evidence, sent back, claimed or refused, each by a decision."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db import connections
from django.db.models import Exists

from fingerpost.demo.agreed_words import SENT_BACK
from fingerpost.demo.claimed import plans_to_claim_by
from fingerpost.demo.papers import make_paper
from fingerpost.demo.plan import Plan
from fingerpost.demo.world import World
from fingerpost.files.models import FileContent, FileKind, StoredFile
from fingerpost.files.sealing import seal
from fingerpost.funding import facts
from fingerpost.funding.deciding import decide, year_of
from fingerpost.funding.frozen import Inputs
from fingerpost.funding.models import Verdict
from fingerpost.funding.schemes import scheme_of
from fingerpost.funding.services import decision_row
from fingerpost.interactions.models import Attendance, AttendanceResult, Channel, PriorityAssessment, Session
from fingerpost.organisations.models import Contract, Touchpoint
from fingerpost.outcomes.models import Evidence, Outcome
from fingerpost.policy import Rules, shipped_rules
from fingerpost.policy.civil import civil_date, civil_time

MOST: Final = 60
"""Outcomes that a claims officer has looked at, in a nation of any size."""

_GOT_ON: Final = "5"
_EARNED_BEFORE, _EARNED_AFTER = 132_500, 148_000
_LOOKED_AFTER: Final = timedelta(days=2)
_STATES: Final = ("with_evidence", "claimed", "sent_back", "claimed", "claimed", "without")
_PAPERS: Final = {"3": "payslip", "5": "employer_letter", "4": "learning_document", "2": "customer_answer"}


def make_claims(world: World, plan: Plan, *, using: str, now: datetime) -> None:
    """Take the latest outcomes of sessions with a plan through the hands of the prime's claims officer.

    As owner, with history awake; the engine decides, from the facts as the service would have gathered them.
    """
    desk = _Desk(world, using=using, now=min(now, _last_moment(plan)))
    contracts = [world.contracts[name] for name in ("prime_north_east", "prime_north_west")]
    outcomes = desk.outcomes_to_look_at(contracts)
    looked_at = Counter(outcome.customer_id for outcome in outcomes)
    for number, outcome in enumerate(outcomes):
        has_two = looked_at[outcome.customer_id] > 1
        state = "claimed" if has_two else _STATES[number % len(_STATES)]
        if state == "without":
            continue
        desk.show(outcome)
        if state == "sent_back":
            desk.send_back(outcome)
        elif state == "claimed":
            desk.decide(outcome)


def _last_moment(plan: Plan) -> datetime:
    return plan.calendar.moment(plan.calendar.last, 16 * 60).at


class _Desk:
    """The claims officer's desk; each row is written as the person who would have written it."""

    def __init__(self, world: World, *, using: str, now: datetime) -> None:
        self._using, self._now = using, now
        self._officer = world.accounts["claims_officer"]
        self._rules: Rules = shipped_rules()

    def outcomes_to_look_at(self, contracts: Sequence[UUID]) -> list[Outcome]:
        """The latest outcomes whose session has an accepted and given plan, in the order in which we were told."""
        found = (
            Outcome.objects.using(self._using)
            .filter(
                contract_id__in=contracts,
                attendance__completed_at__isnull=False,
                told_on__lte=civil_date(self._now - _LOOKED_AFTER),
            )
            .filter(Exists(plans_to_claim_by(self._using)))
            .select_related("contract", "customer", "touchpoint", "attendance__session")
            .order_by("-told_on", "id")
        )
        return list(found[:MOST])[::-1]

    def show(self, outcome: Outcome) -> None:
        """The adviser adds a paper that shows it, on the day on which they were told."""
        assert outcome.told_on is not None
        self._begin_as(outcome.recorded_by_id)
        kind = _PAPERS[outcome.kind]
        content = make_paper(kind, name=outcome.customer.full_name, outcome=outcome)
        stored = StoredFile.objects.using(self._using).create(
            kind=FileKind.EVIDENCE,
            customer_id=outcome.customer_id,
            name="evidence-1.pdf",
            media_type="application/pdf",
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            stored_by_id=outcome.recorded_by_id,
            stored_at=outcome.recorded_at,
            recorded_at=outcome.recorded_at,
        )
        FileContent.objects.using(self._using).create(file=stored, sealed=seal(content))
        Evidence.objects.using(self._using).create(
            outcome=outcome,
            customer_id=outcome.customer_id,
            kind=kind,
            file=stored,
            received_on=outcome.told_on,
            is_signed=kind != "customer_answer",
            dated_on=outcome.told_on,
            earned_before_pence=_EARNED_BEFORE if outcome.kind == _GOT_ON else None,
            earned_after_pence=_EARNED_AFTER if outcome.kind == _GOT_ON else None,
            added_by_id=outcome.recorded_by_id,
            added_at=outcome.recorded_at,
        )
        self._save(outcome, evidenced_on=outcome.told_on)

    def send_back(self, outcome: Outcome) -> None:
        """The officer gives it back with what to mend."""
        self._begin_as(self._officer)
        self._save(outcome, sent_back_why=SENT_BACK)

    def decide(self, outcome: Outcome) -> None:
        """The officer lets it be decided, and claims what is payable; what is refused stays as it is."""
        self._begin_as(self._officer)
        at = min(self._now, outcome.recorded_at + _LOOKED_AFTER)
        inputs = self._inputs(outcome, at)
        decided = decide(inputs, rules=self._rules)
        row = decision_row(outcome, inputs, decided, by=self._officer, at=at, rules=self._rules)
        row.recorded_at = at
        row.save(force_insert=True, using=self._using)
        if decided.verdict != Verdict.REFUSE.value:
            self._save(
                outcome,
                checked_at=at,
                checked_by_id=self._officer,
                claimed_at=at,
                claimed_by_id=self._officer,
            )

    def _inputs(self, outcome: Outcome, at: datetime) -> Inputs:
        """What `funding.gather` would find, read as owner."""
        assert outcome.told_on is not None
        scheme = scheme_of(outcome.contract.scheme, self._rules)
        others = Outcome.objects.using(self._using).filter(customer_id=outcome.customer_id)
        return Inputs(
            outcome=str(outcome.id),
            scheme=scheme.code,
            carried_on=outcome.contract.scheme_is_example,
            contract=facts.Contract(touchpoint=self._touchpoint(outcome)),
            period=year_of(outcome.told_on, scheme, self._rules),
            customer=facts.Customer(
                id=str(outcome.customer_id),
                sessions=self._sessions(outcome.customer_id),
                outcomes=tuple(
                    self._outcome(each, scheme.code, at if each.id == outcome.id else None)
                    for each in others.select_related("touchpoint", "contract").order_by("recorded_at", "id")
                ),
            ),
        )

    def _outcome(self, each: Outcome, scheme: str, decided_at: datetime | None) -> facts.Outcome:
        assert each.attendance_id is not None
        assert each.told_on is not None
        assert each.started_on is not None
        groups = PriorityAssessment.objects.using(self._using).filter(
            attendance_id=each.attendance_id, set_name=scheme
        )
        assessed = groups.first()
        claimed = civil_time(each.claimed_at).replace(tzinfo=None) if each.claimed_at else None
        if decided_at is not None:
            claimed = datetime.combine(civil_date(decided_at), time.min)
        return facts.Outcome(
            id=str(each.id),
            type=each.kind,
            session=str(each.attendance_id),
            is_priority=bool(assessed.groups) if assessed else None,
            effective_at=datetime.combine(each.told_on, time.min),
            claimed_at=claimed,
            touchpoint=self._touchpoint(each),
            weeks_sustained=(each.told_on - each.started_on).days // 7,
            evidence_pieces=Evidence.objects.using(self._using).filter(outcome_id=each.id).count(),
        )

    def _touchpoint(self, outcome: Outcome) -> str:
        if outcome.touchpoint is not None and outcome.touchpoint.contract_id == outcome.contract_id:
            return outcome.touchpoint.code
        return self._first_touchpoint(outcome.contract)

    def _touchpoint_of(self, session: Session) -> str:
        touchpoint = session.contact.touchpoint if session.contact else None
        if touchpoint is not None and touchpoint.contract_id == session.contract_id:
            return touchpoint.code
        return self._first_touchpoint(session.contract)

    def _first_touchpoint(self, contract: Contract) -> str:
        codes = Touchpoint.objects.using(self._using).filter(contract_id=contract.id).order_by("code")
        return codes.values_list("code", flat=True).first() or contract.reference

    def _sessions(self, customer_id: UUID) -> tuple[facts.Session, ...]:
        found = (
            Attendance.objects.using(self._using)
            .filter(customer_id=customer_id, result=AttendanceResult.ATTENDED)
            .select_related("session__contact__touchpoint", "session__contract")
            .order_by("session__started_at", "id")
        )
        return tuple(
            facts.Session(
                id=str(each.id),
                held_at=civil_time(each.session.started_at).replace(tzinfo=None),
                touchpoint=self._touchpoint_of(each.session),
                channel=Channel(each.session.channel).name.lower(),
                completed=each.completed_at is not None,
            )
            for each in found
        )

    def _save(self, outcome: Outcome, **values: object) -> None:
        for name, value in values.items():
            setattr(outcome, name, value)
        outcome.version += 1
        fields = [name.removesuffix("_id") for name in values]
        outcome.save(using=self._using, update_fields=[*fields, "version"])

    def _begin_as(self, account: UUID) -> None:
        with connections[self._using].cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pghistory.context_metadata', context::text, true)"
                " FROM demo_author WHERE account_id = %s",
                [account],
            )
