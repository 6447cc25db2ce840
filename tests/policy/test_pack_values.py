"""Values that fit their kind and that the program could still not follow."""

from __future__ import annotations

import pytest

from fingerpost.policy import PackFaults, shipped_rules
from fingerpost.policy.errors import FaultKind
from fingerpost.policy.loader import with_added
from tests.policy.pack_text import entry, pack

SCORES = "code = 'X', level = 'low', activity = 0, fraud = 0, verification = 0"
REGIMES = """{ staff = "wall", customer = "sealed", partner = "sealed", wire = "sealed",
  safeguarding = "advice", complaint = "advice", incident = "advice" }""".replace("\n", "")


class TestValuesThatWouldBreakADecision:
    """A pack of the right kind that the program could not follow is refused before it is in force."""

    GROUP = 'code = "x", label = "X"'

    @pytest.mark.parametrize(
        ("key", "value", "detail"),
        [
            ("login.idle_minutes", "-5", "-5 is below 0"),
            ("login.lock", "{ tries = -1, minutes = 5 }", "-1 is below 0"),
            ("eligibility.leap_birthday", '"29 February"', "none of 1 March, 28 February"),
            ("eligibility.place_rule", '"anywhere"', "none of in_england, lives_or_works_in_england"),
            (
                "directions.young_advice",
                '{ join = "some", to = ["website"] }',
                "'join': 'some' is none of any, all",
            ),
            ("identity.method", '"memory"', "none of four_items, authenticate_in_contact"),
            ("identity.level_needed", '"highest"', "none of none, low, medium, high"),
            (
                "screening.added_forms",
                '[{ id = "A", base = "x", form = "x", kind = "noun" }]',
                "row 1: 'kind': 'noun'",
            ),
            (
                "notice.terms",
                '{ version = "two", title = "T", body = ["x"] }',
                "'two' does not look like '2.1'",
            ),
            (
                "identity.profiles",
                f"[{{ {SCORES}, evidence = ['4/2', 'four'] }}]",
                "'four' does not look like '3/2'",
            ),
            (
                "identity.profiles",
                f"[{{ {SCORES.replace('low', 'top')}, evidence = [] }}]",
                "'level': 'top' is none of",
            ),
            ("screening.exempt_kinds", '["personal_name", "note"]', "'note' is none of personal_name"),
            ("screening.regimes", REGIMES.replace("wall", "advice"), "'staff': 'advice' is none of wall"),
            (
                "screening.regimes",
                REGIMES.replace("sealed", "open"),
                "'open' is none of wall, sealed, advice",
            ),
            ("measure.customer", '"everybody"', "none of uses_the_service"),
            (
                "contract.documents",
                '[{ code = "a", label = "A" }, { code = "a", label = "B" }]',
                "'a' stands twice",
            ),
            (
                "priority.set.ncs_2014",
                f'[{{ {GROUP}, test = "left_handed" }}]',
                "there is no test 'left_handed'",
            ),
            (
                "priority.set.ncs_2014",
                f'[{{ {GROUP}, test = "level_below" }}]',
                "its test needs 'level_below'",
            ),
            (
                "priority.set.ncs_2014",
                f'[{{ {GROUP}, test = "redundancy_or_months" }}]',
                "its test needs 'months'",
            ),
        ],
    )
    def test_it_is_a_fault_of_its_type(self, key: str, value: str, detail: str) -> None:
        with pytest.raises(PackFaults) as raised:
            with_added(shipped_rules(), [pack("p", entry(key, value, "2027-01-01"))])
        (fault,) = raised.value.faults
        assert (fault.file, fault.key, fault.kind) == ("p.toml", key, FaultKind.WRONG_TYPE)
        assert detail in fault.detail

    @pytest.mark.requirement("BR-20.3a")
    @pytest.mark.parametrize(
        "row",
        [
            'code = "additional_indicator", label = "People who are left-handed"',
            'code = "left_handed", label = "Additional indicator"',
        ],
    )
    def test_a_pack_cannot_say_what_the_additional_indicator_is(self, row: str) -> None:
        for key in ("priority.set.nextstep_2010", "priority.set.ncs_2014", "priority.set.ncs_2018"):
            letter = pack("p", entry(key, f'[{{ {row}, test = "never_derived" }}]', "2027-01-01"))
            with pytest.raises(
                PackFaults, match="the group that is never derived is called 'Additional indicator'"
            ):
                with_added(shipped_rules(), [letter])
