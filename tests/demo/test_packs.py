"""The packs of the nation's agency: in force, read by a prime, and waiting for it."""

from __future__ import annotations

import pytest

from fingerpost.demo.world import World
from fingerpost.house.rules import rules_in_force
from fingerpost.policy import shipped_rules
from fingerpost.rulebook import queries, supply
from fingerpost.rulebook.models import Publication
from fingerpost.rulebook.reading import changes_of
from fingerpost.staff.services import acting_as

pytestmark = pytest.mark.django_db


def test_packs_when_the_nation_is_made_hold_from_their_days(nation: World, knows_nothing: None) -> None:
    supply.freshen_now()
    assert supply.troubles() == ()
    key, today = "login.idle_warning_minutes", nation.today
    assert rules_in_force().get_int(key, today) == shipped_rules().get_int(key, today) + 1
    later = Publication.objects.get(serial=2)
    assert later.effective_on > today
    assert [(change.key, change.begins_on) for change in changes_of(later)] == [
        ("write_up.working_days", later.effective_on)
    ]


def test_packs_when_asked_what_waits_only_the_later_one_does(nation: World) -> None:
    with acting_as(nation.memberships["returns_manager"]) as actor:
        assert [each.serial for each in queries.list_to_acknowledge(actor)] == [2]
    with acting_as(nation.memberships["contract_manager"]) as actor:
        known, waiting = (queries.list_notice_log(each) for each in Publication.objects.order_by("serial"))
        assert [line.organisation for line in known if line.acknowledged_at] == ["Northmoor Careers"]
        assert len(waiting) == 3
        assert not any(line.acknowledged_at for line in waiting)
        assert queries.list_open_proposals() == []
