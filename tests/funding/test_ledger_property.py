"""Whole claims in any history of months: claim plus adjustments equals a fresh run; what is frozen makes it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.funding.contract_runs import ContractDecider, Setting, canonical
from fingerpost.funding.facts import Customer, Outcome, Period, Session
from fingerpost.funding.ledger.document import (
    Around,
    Terms,
    YearNumber,
    customer_from,
    header_from,
    header_text,
)
from fingerpost.funding.ledger.rules.lines import Last, after
from fingerpost.funding.ledger.rules.profiles import Change
from fingerpost.funding.ledger.used_rules import NotingRules, rules_from, rules_text
from fingerpost.funding.ledger.working import work_out
from fingerpost.funding.running import last_day
from fingerpost.policy import shipped_rules

RULES: Final = shipped_rules()
OURS, THEIRS = "0000000105", "0000000106"
START: Final = date(2019, 4, 1)
_DAY = st.dates(date(2019, 4, 1), date(2019, 9, 30))
_HELD = st.dates(date(2018, 6, 1), date(2019, 9, 30))


@st.composite
def _customers(draw: st.DrawFn, who: int) -> Customer:
    """A customer with up to three sessions and five outcomes, claimed or not, at either touchpoint."""
    sessions = tuple(
        Session(id=f"{who}-s{number}", held_at=_at(draw(_HELD)), touchpoint=OURS, channel="telephone")
        for number in range(draw(st.integers(1, 3)))
    )
    outcomes = []
    for number in range(draw(st.integers(0, 4))):
        effective = draw(_DAY)
        outcomes.append(
            Outcome(
                id=f"{who}-o{number}",
                type=draw(st.sampled_from("12345")),
                session=draw(st.sampled_from(sessions)).id,
                is_priority=draw(st.booleans()),
                effective_at=_at(effective),
                claimed_at=_at(max(effective, draw(_DAY))) if draw(st.booleans()) else None,
                touchpoint=draw(st.sampled_from((OURS, OURS, THEIRS))),
            )
        )
    return Customer(
        id=str(who),
        reason_for_termination=draw(st.sampled_from((None, None, None, 3))),
        sessions=sessions,
        outcomes=tuple(outcomes),
    )


_RECORD = st.tuples(_customers(1), _customers(2))
_MONTHS = st.lists(
    st.tuples(_RECORD, st.sets(st.sampled_from(("1-o0", "2-o0", "1-o1")))), min_size=1, max_size=4
)


def _at(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time())


def _setting(month: date) -> Setting:
    return Setting(
        scheme="NCS-2018",
        carried_on=False,
        touchpoints=(OURS,),
        period=Period(start=START, end=last_day(month)),
    )


def _around(month: date, last: list[Last], held: set[str], claimed: dict[tuple[str, str], int]) -> Around:
    return Around(
        month=month,
        setting=_setting(month),
        last=tuple(last),
        delivers={f"{who}-o{number}": ("prime", "") for who in (1, 2) for number in range(5)},
        held=dict.fromkeys(held, "held"),
        terms=Terms(fee_shares={}, profiles={}, claimed=claimed, maximum=20_000, satisfaction_cap=5_000),
    )


@settings(max_examples=1_000, deadline=None)
@given(_MONTHS)
@pytest.mark.requirement("OI-20.F20")
def test_claims_in_any_history_of_records_then_together_they_are_a_fresh_run_of_the_last_one(
    history: list[tuple[tuple[Customer, ...], set[str]]],
) -> None:
    """Records may change in any way from month to month: days, kinds, who is a duplicate, what is claimed."""
    last: list[Last] = []
    claimed: dict[tuple[str, str], int] = {}
    lines = total = 0
    for place, (record, held) in enumerate(history):
        month = date(2019, 4 + place, 1)
        around = _around(month, last, held, dict(claimed))
        around = replace(around, terms=replace(around.terms, outcomes_before=lines))
        result = work_out(around, record, rules=RULES)
        last = after(last, result.lines)
        for each in result.sums:
            claimed[each.kind, each.detail] = claimed.get((each.kind, each.detail), 0) + each.pence
        lines += result.outcomes_pence
        total += result.outcomes_pence + result.sums_pence
        decider = ContractDecider(_setting(month), RULES)
        fresh = {
            one.id: one.amount_pence
            for customer in record
            for one in decider.decide(customer)
            if one.kind == "outcome" and one.verdict == "pay" and one.id not in held
        }
        assert {one.outcome: one.pence for one in last if one.stands} == fresh
        assert lines == sum(pence or 0 for pence in fresh.values())
        assert all(line.reason for line in result.lines if line.kind == "reversal")
        # What both caps leave of the year is what a fresh claim of the whole year would come to.
        whole = work_out(_around(month, [], held, {}), record, rules=RULES)
        assert total == whole.outcomes_pence + whole.sums_pence <= 20_000


@settings(max_examples=60, deadline=None)
@given(_RECORD, st.sets(st.sampled_from(("1-o0", "2-o0"))))
def test_claim_when_frozen_and_read_again_then_the_same_facts_rules_and_bytes(
    record: tuple[Customer, ...], held: set[str]
) -> None:
    around = replace(
        _around(date(2019, 9, 1), [], held, {("costs", "delivery"): 5}),
        terms=Terms(
            place=6,
            fee=YearNumber(annual=120_000, changes=(Change(1, 600),)),
            fee_shares={place: _percent(place) for place in range(1, 13)},
            deduction=_percent(3),
            fixed=(("Recovery", 1_000),),
            costs=(("delivery", 7),),
            profiles={("CMO", "priority"): YearNumber(annual=3)},
            claimed={("costs", "delivery"): 5},
            pooled=None,
        ),
    )
    noting = NotingRules(RULES)
    made = work_out(around, record, rules=noting)
    read = header_from(header_text(around))
    assert (read, header_text(read)) == (around, header_text(around))
    again = [customer_from(canonical(each)) for each in record]
    assert [canonical(each) for each in again] == [canonical(each) for each in record]
    remade = work_out(read, again, rules=rules_from(rules_text(noting, noting.asked)))
    assert remade.text() == made.text()
    assert remade.sha256() == made.sha256()


def _percent(place: int) -> Decimal:
    return Decimal(place) / 4
