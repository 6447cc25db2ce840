"""The ledger's pure rules: fees, shares, caps, discounts, costs, profiles, tolerance, and a claim's lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.funding.ledger.rules.caps import Counted, cap_of_year, discount_of_year
from fingerpost.funding.ledger.rules.costs import CostFault, fault_of, heads
from fingerpost.funding.ledger.rules.fees import (
    deduction,
    fee_is_allowed,
    most_a_customer_pays,
    share_of,
    telephone_split,
)
from fingerpost.funding.ledger.rules.lines import Due, Last, after, new_lines, total_pence
from fingerpost.funding.ledger.rules.profiles import Change, month_number, quarter_of, year_number
from fingerpost.funding.ledger.rules.tolerance import verdict
from fingerpost.funding.ledger.used_rules import NotingRules, rules_from, rules_text
from fingerpost.policy import shipped_rules

RULES = shipped_rules()
UNEVEN = dict(
    enumerate(map(Decimal, ("5", "5", "10", "10", "10", "10", "10", "10", "5", "5", "10", "10")), 1)
)


@pytest.mark.requirement("OI-20.T1")
def test_telephone_payment_when_in_its_first_year_then_three_quarters_are_fixed() -> None:
    split = telephone_split(10_000, on=date(2010, 8, 1), rules=RULES)
    assert split is not None
    assert (split.fixed, split.outcome) == (7_500, 2_500)
    for pence in (1, 99, 33_333):
        odd = telephone_split(pence, on=date(2011, 7, 31), rules=RULES)
        assert odd is not None
        assert odd.fixed + odd.outcome == pence
    # The shares of later years are not stated.
    assert telephone_split(10_000, on=date(2011, 8, 1), rules=RULES) is None


@pytest.mark.requirement("OI-20.F13")
@pytest.mark.requirement("OI-3.20")
def test_fee_of_a_paid_session_when_a_penny_above_the_rate_of_its_day_and_area_then_refused() -> None:
    on = date(2026, 5, 4)
    for region, most in (("london", 4650), ("south_east", 4300), ("north_east", 4000), (None, 4000)):
        assert most_a_customer_pays(region=region, on=on, rules=RULES) == most
        assert fee_is_allowed(most, region=region, on=on, rules=RULES)
        assert not fee_is_allowed(most + 1, region=region, on=on, rules=RULES)
    assert not fee_is_allowed(1, region="london", on=date(2010, 7, 31), rules=RULES)


def test_service_fee_when_something_is_deducted_then_the_rest_is_left_to_the_penny() -> None:
    assert deduction(100_000, Decimal("2.5")) == -2_500
    assert 3_333 + deduction(3_333, Decimal("10")) == 3_000
    assert deduction(101, Decimal(100)) == -101
    assert share_of(5, Decimal(50)) == 3


@pytest.mark.requirement("OI-20.F2")
def test_cost_when_head_is_missing_or_unknown_then_refused() -> None:
    scheme, on = "NEXTSTEP-2010", date(2010, 9, 1)
    assert set(heads(scheme, RULES)) == {"start_up", "training", "management", "delivery"}
    assert fault_of(scheme=scheme, head="", item="quality", spent_on=on, rules=RULES) == CostFault.HEAD
    assert (
        fault_of(scheme=scheme, head="delivery", item="quality", spent_on=on, rules=RULES) == CostFault.ITEM
    )
    assert fault_of(scheme="NCS-2018", head="delivery", item="delivery_staff", spent_on=on, rules=RULES) == (
        CostFault.NO_HEADS
    )


@pytest.mark.requirement("OI-20.F3")
@pytest.mark.requirement("OI-20.F4")
@pytest.mark.requirement("OI-20.F5")
@pytest.mark.requirement("OI-20.F7")
def test_cost_when_barred_or_outside_its_days_then_refused_and_every_item_of_a_head_accepted() -> None:
    scheme = "NEXTSTEP-2010"

    def fault(head: str, item: str, day: date) -> CostFault | None:
        return fault_of(scheme=scheme, head=head, item=item, spent_on=day, rules=RULES)

    first, last = date(2010, 4, 1), date(2010, 9, 30)
    assert fault("start_up", "equipment", first) is None
    assert fault("start_up", "equipment", last) is None
    assert fault("start_up", "equipment", date(2010, 3, 31)) == CostFault.TOO_EARLY
    assert fault("start_up", "equipment", date(2010, 10, 1)) == CostFault.TOO_LATE
    assert fault("delivery", "outreach_staff", date(2010, 7, 31)) == CostFault.TOO_EARLY
    assert fault("delivery", "outreach_staff", date(2010, 8, 1)) is None
    for code, head in heads(scheme, RULES).items():
        assert fault(code, "transfer_of_staff", date(2010, 9, 1)) == CostFault.BARRED
        for item in head.items:
            assert fault(code, item, date(2010, 9, 1)) is None


def test_cap_when_the_year_goes_above_it_then_only_what_is_above_is_cut_and_comes_back() -> None:
    def cap(total: int, satisfaction: int = 0) -> int:
        return cap_of_year(
            total_pence=total,
            satisfaction_pence=satisfaction,
            maximum_pence=1_000,
            satisfaction_cap_pence=300,
        )

    assert (cap(1_000), cap(1_001), cap(1_400), cap(900)) == (0, -1, -400, 0)
    # First what satisfaction has too much, then what the rest has.
    assert (cap(900, 350), cap(1_100, 350), cap(1_040, 350)) == (-50, -100, -50)
    assert (
        cap_of_year(
            total_pence=10**9, satisfaction_pence=10**9, maximum_pence=None, satisfaction_cap_pence=None
        )
        == 0
    )


def test_discount_when_the_profile_is_reached_then_the_last_by_effect_are_discounted() -> None:
    counted = [
        Counted(effective_on=date(2026, month, 1), outcome=str(month), pence=5_000, discounted_pence=3_000)
        for month in (9, 4, 5, 7)
    ]
    assert discount_of_year(counted, profile=3, percent=100) == -2_000
    assert discount_of_year(counted, profile=4, percent=50) == -4_000
    assert discount_of_year(counted, profile=4, percent=100) == 0
    assert discount_of_year(counted, profile=None, percent=100) == 0


def test_profile_when_changed_after_a_quarter_then_spread_over_the_months_after_it() -> None:
    changes = [Change(1, 90), Change(3, -30)]
    months = [month_number(1_200, UNEVEN, place=place, changes=changes) for place in range(1, 13)]
    assert months[:3] == [Decimal(60), Decimal(60), Decimal(120)]
    assert months[3] == Decimal(120) + Decimal(90) * 10 / 80
    assert months[11] == Decimal(120) + Decimal(90) * 10 / 80 - Decimal(30) * 10 / 25
    assert sum(each for each in months if each is not None) == year_number(1_200, changes) == 1_260
    assert month_number(1_200, {}, place=1) is None
    assert [quarter_of(place) for place in (1, 3, 4, 9, 10, 12)] == [1, 1, 2, 3, 4, 4]


@pytest.mark.requirement("BR-CL-26.1")
def test_tolerance_when_in_each_quarter_then_the_band_of_that_quarter_and_none_in_version_three() -> None:
    on = date(2015, 6, 30)
    for quarter, band in ((1, 7), (2, 5), (3, 3), (4, 0)):
        inside = verdict(100 - band, 100, quarter=quarter, on=on, rules=RULES)
        outside = verdict(Decimal(100 - band) - Decimal("0.01"), 100, quarter=quarter, on=on, rules=RULES)
        above = verdict(101 + band, 100, quarter=quarter, on=on, rules=RULES)
        assert (inside.band, inside.is_within, outside.is_within, above.is_within) == (
            band,
            True,
            False,
            False,
        )
    assert verdict(5, 0, quarter=1, on=on, rules=RULES).is_within is None
    later = verdict(50, 100, quarter=1, on=date(2016, 1, 1), rules=RULES)
    assert (later.percent, later.band, later.is_within) == (Decimal("-50.00"), None, None)


def test_rules_when_frozen_and_read_again_then_answer_alike_without_packs() -> None:
    noting = NotingRules(RULES)
    on = date(2026, 5, 1)
    noting.get_rows("funding.rates", on)
    noting.history("funding.schemes")
    noting.find("funding.volume_discounts", on)
    noting.get_table("funding.recommended.NCS-2018", on)
    text = rules_text(noting, noting.asked)
    again = rules_from(text)
    assert again.packs == ()
    assert rules_text(again, again.keys()) == text
    for key in noting.asked:
        ours, theirs = RULES.history(key), again.history(key)
        assert [(one.value, one.rule_id, one.valid_from) for one in ours] == [
            (one.value, one.rule_id, one.valid_from) for one in theirs
        ]


def _due(outcome: int, pence: int | None, month: int) -> Due:
    return Due(outcome=str(outcome), pence=pence, period=f"2026-{month:02d}", organisation="prime")


_RUN = st.dictionaries(
    st.integers(0, 5),
    st.tuples(st.none() | st.sampled_from([1000, 2000, 3000]), st.integers(4, 9)),
    max_size=6,
)
_HELD = st.sets(st.integers(0, 5), max_size=3)


@settings(max_examples=1_000, deadline=None)
@given(st.lists(st.tuples(_RUN, _HELD), min_size=1, max_size=8))
@pytest.mark.requirement("OI-20.F20")
def test_claims_in_any_history_then_the_ledger_says_what_the_last_run_says_and_no_outcome_stands_twice(
    history: list[tuple[dict[int, tuple[int | None, int]], set[int]]],
) -> None:
    """A claim plus all its adjustments equals a fresh run; the chain of each outcome pays and takes back in turn."""
    last: list[Last] = []
    kept: dict[str, list[tuple[int, int | None]]] = {}
    total = 0
    for run, holding in history:
        due = [_due(outcome, pence, month) for outcome, (pence, month) in run.items()]
        held = {str(outcome): "held" for outcome in holding}
        lines = new_lines(last=last, due=due, first_period="2026-04", held=held, refused={"1": "window"})
        for line in lines:
            kept.setdefault(line.outcome, []).append((line.place, line.pence))
            assert line.kind == ("payment" if line.place % 2 else "reversal")
            assert line.kind == "payment" or line.reason
        total += total_pence(lines)
        last = after(last, lines)
        # The same run again adds nothing.
        assert new_lines(last=last, due=due, first_period="2026-04", held=held, refused={}) == []
        wanted = {one.outcome: (one.pence, one.period) for one in due if one.outcome not in held}
        standing = {one.outcome: (one.pence, one.period) for one in last if one.stands}
        assert standing == wanted
        assert total == sum(pence or 0 for pence, _period in wanted.values())
    for chain in kept.values():
        assert [place for place, _pence in chain] == list(range(1, len(chain) + 1))
        for (_place, paid), (_next, back) in zip(chain[::2], chain[1::2], strict=False):
            assert back == (None if paid is None else -paid)


def test_payment_of_an_earlier_year_when_not_in_the_run_then_stays_until_held_or_moved() -> None:
    old = Last(outcome="1", place=1, kind="payment", pence=2000, period="2026-02", organisation="prime")

    def lines(*due: Due, held: dict[str, str] | None = None) -> list[tuple[str, int | None, str]]:
        found = new_lines(last=[old], due=due, first_period="2026-04", held=held or {}, refused={})
        return [(line.kind, line.pence, line.reason) for line in found]

    assert lines() == []
    assert lines(held={"1": "wrong paper"}) == [("reversal", -2000, "clawed_back")]
    assert lines(_due(1, 2000, 4)) == [
        ("reversal", -2000, "another_month"),
        ("payment", 2000, "another_month"),
    ]
