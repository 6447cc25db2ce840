"""The rules in force: who supplies them, for whom, and that one piece of work sees one set."""

from __future__ import annotations

from uuid import UUID

import pytest

from fingerpost.house import rules as house_rules
from fingerpost.house.ids import new_id
from fingerpost.house.rules import one_set_of_rules, rule_for, rules_in_force, supply_rules
from fingerpost.policy import Rules, shipped_rules


class _Supplier:
    """Gives a new set of rules whenever it is asked, and remembers for whom."""

    def __init__(self) -> None:
        self.asked: list[UUID | None] = []

    def __call__(self, organisation_id: UUID | None) -> Rules:
        self.asked.append(organisation_id)
        return Rules(())


@pytest.fixture
def supplier(monkeypatch: pytest.MonkeyPatch) -> _Supplier:
    """A supplier in place of the room rulebook, until the test ends."""
    monkeypatch.setattr(house_rules, "_supplier", None)
    ours = _Supplier()
    supply_rules(ours)
    return ours


def test_rules_when_nobody_supplies_them_are_the_shipped_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house_rules, "_supplier", house_rules._only_shipped)
    assert rules_in_force() is shipped_rules()


def test_rules_when_asked_in_one_piece_of_work_stay_the_same(supplier: _Supplier) -> None:
    assert rules_in_force() is not rules_in_force()
    with one_set_of_rules():
        assert rules_in_force() is rules_in_force()
    assert len(supplier.asked) == 3


def test_rules_when_somebody_acts_are_those_of_their_organisation(supplier: _Supplier) -> None:
    ours, other = new_id(), new_id()
    with one_set_of_rules():
        agency = rules_in_force()
        rule_for(ours)
        assert rules_in_force() is not agency
        rules_in_force(other)
        with one_set_of_rules():
            rules_in_force()
        rule_for(None)
        assert rules_in_force() is agency
    assert supplier.asked == [None, ours, other, None]


def test_rule_for_when_no_piece_of_work_is_open_changes_nothing(supplier: _Supplier) -> None:
    rule_for(new_id())
    rules_in_force()
    assert supplier.asked == [None]
