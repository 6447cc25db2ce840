"""Priority groups per scheme, on both sides of every boundary."""

from __future__ import annotations

import inspect
from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.policy import NotInForce, shipped_rules
from fingerpost.policy import priority as module
from fingerpost.policy.codes import code_list, is_ethnic_minority, level_number
from fingerpost.policy.messages import english
from fingerpost.policy.priority import (
    SCHEME_KEYS,
    Circumstances,
    UnknownScheme,
    evaluate,
    evaluate_all,
    public_explanation,
)

RULES = shipped_rules()
DAYS = {
    "NEXTSTEP-2010": date(2011, 6, 15),
    "NCS-2014": date(2016, 6, 15),
    "NCS-2018": date(2020, 6, 15),
    "NCS-2022": date(2024, 6, 15),
}
# Someone about whom every question has been answered with no.
NOBODY = {
    "qualification_level": 8,
    "employment_status": "employed",
    "learning_status": "not_in_learning",
    "facing_redundancy": False,
    "newly_redundant": False,
    "at_risk_of_unemployment": False,
    "affected_by_economic_shock": False,
    "wants_to_return_to_work": False,
    "jobcentre_plus_customer": False,
    "out_of_work_benefit": False,
    "is_carer": False,
    "is_single_parent": False,
    "learning_difficulty_or_disability": False,
    "is_ethnic_minority": False,
}


def groups(
    scheme: str, age: int = 35, *, on: date | None = None, days_late: int = 0, **known: object
) -> set[str]:
    on = on or DAYS[scheme]
    born = date(on.year - age, on.month, on.day + days_late)
    facts = Circumstances(**{**NOBODY, "date_of_birth": born, **known})  # type: ignore[arg-type]
    verdict = evaluate(facts, scheme=scheme, on=on, rules=RULES)
    assert verdict.value.undecided == ()
    return {group.code for group in verdict.value.groups}


@pytest.mark.parametrize("scheme", SCHEME_KEYS)
def test_someone_to_whom_nothing_applies_is_in_no_group(scheme: str) -> None:
    assert groups(scheme) == set()


@pytest.mark.requirement("BR-3.4", "BR-GL-distance")
@pytest.mark.parametrize(
    ("age", "known", "expected"),
    [
        (35, {"qualification_level": 2}, {"low_skilled"}),
        (35, {"qualification_level": 3}, set()),
        (18, {"employment_status": "unemployed"}, {"young_not_in_work_or_learning"}),
        (17, {"employment_status": "unemployed"}, set()),
        (24, {"employment_status": "unemployed"}, {"young_not_in_work_or_learning"}),
        (25, {"employment_status": "unemployed", "without_work_since": date(2016, 6, 1)}, set()),
        (20, {"employment_status": "unemployed", "learning_status": "in_learning"}, set()),
        (20, {"employment_status": "apprenticeship"}, set()),
        (35, {"facing_redundancy": True}, {"redundancy_or_distance"}),
        (35, {"newly_redundant": True}, {"redundancy_or_distance"}),
        (35, {"employment_status": "employed_at_risk"}, {"redundancy_or_distance"}),
        (
            35,
            {"employment_status": "unemployed", "without_work_since": date(2014, 6, 15)},
            {"redundancy_or_distance"},
        ),
        (35, {"employment_status": "unemployed", "without_work_since": date(2014, 6, 16)}, set()),
        (
            35,
            {"employment_status": "unemployed", "length_of_unemployment": "24_to_35_months"},
            {"redundancy_or_distance"},
        ),
        (35, {"employment_status": "unemployed", "length_of_unemployment": "12_to_23_months"}, set()),
        (18, {"jobcentre_plus_customer": True}, {"jobcentre_plus_customer"}),
        (17, {"jobcentre_plus_customer": True}, set()),
        (35, {"learning_difficulty_or_disability": True}, {"learning_difficulty_or_disability"}),
        (60, {"is_carer": True, "is_ethnic_minority": True, "is_single_parent": True}, set()),
    ],
)
def test_groups_from_2014_at_each_boundary(age: int, known: dict[str, object], expected: set[str]) -> None:
    known = (
        {"without_work_since": date(2016, 6, 1), **known} if "length_of_unemployment" not in known else known
    )
    assert groups("NCS-2014", age, **known) == expected


@pytest.mark.requirement("BR-3.4")
def test_groups_when_several_apply_are_all_given() -> None:
    found = groups(
        "NCS-2014",
        20,
        qualification_level=1,
        employment_status="unemployed_redundancy",
        jobcentre_plus_customer=True,
        learning_difficulty_or_disability=True,
        without_work_since=date(2016, 6, 1),
    )
    assert found == {
        "low_skilled",
        "young_not_in_work_or_learning",
        "redundancy_or_distance",
        "jobcentre_plus_customer",
        "learning_difficulty_or_disability",
    }


@pytest.mark.requirement("OI-3.10", "BR-GL-distance")
@pytest.mark.parametrize(
    ("age", "known", "expected"),
    [
        (35, {"qualification_level": 1}, {"low_skilled"}),
        (35, {"qualification_level": 2}, set()),
        (24, {"qualification_level": 2}, {"young_without_level_3"}),
        (25, {"qualification_level": 2}, set()),
        (19, {"qualification_level": 2}, {"young_without_level_3"}),
        (18, {"qualification_level": 2}, set()),
        (24, {"qualification_level": 3}, set()),
        (49, {}, set()),
        (50, {}, {"aged_50_plus"}),
        (35, {"is_carer": True}, {"carer"}),
        (35, {"is_ethnic_minority": True}, {"ethnic_minority"}),
        (35, {"out_of_work_benefit": True}, {"out_of_work_benefit"}),
        (35, {"learning_difficulty_or_disability": True}, {"learning_difficulty_or_disability"}),
        (
            35,
            {"employment_status": "economically_inactive", "wants_to_return_to_work": True},
            {"redundancy_or_distance"},
        ),
        (35, {"employment_status": "economically_inactive"}, set()),
        (
            35,
            {"employment_status": "unemployed", "wants_to_return_to_work": True, "out_of_work_benefit": True},
            {"out_of_work_benefit"},
        ),
        (35, {"facing_redundancy": True}, {"redundancy_or_distance"}),
    ],
)
def test_groups_of_2010_at_each_boundary(age: int, known: dict[str, object], expected: set[str]) -> None:
    assert groups("NEXTSTEP-2010", age, **known) == expected


@pytest.mark.requirement("OI-3.10")
def test_group_of_2010_by_age_turns_on_the_fiftieth_birthday() -> None:
    assert groups("NEXTSTEP-2010", 50, days_late=1) == set()
    assert groups("NEXTSTEP-2010", 50, days_late=0) == {"aged_50_plus"}


@pytest.mark.requirement("EV-2.3")
def test_groups_on_1_june_2013_are_judged_by_the_six_of_2012() -> None:
    on = date(2013, 6, 1)
    assert groups("NEXTSTEP-2010", 55, on=on, is_carer=True) == set()
    assert groups("NEXTSTEP-2010", 35, on=on, qualification_level=2) == {"low_skilled"}
    assert groups("NEXTSTEP-2010", 35, on=on, out_of_work_benefit=True) == {"out_of_work_benefit"}
    assert RULES.get("priority.set.nextstep_2010", on).source == "EV-2.3"
    table = RULES.get_table("sessions.funded_per_year", on)
    assert (table["other"], table["priority"]) == (1, 3)


@pytest.mark.parametrize(
    ("age", "known", "expected"),
    [
        (35, {"qualification_level": 1}, (2,)),
        (35, {"qualification_level": 2}, (99,)),
        (24, {"employment_status": "unemployed", "without_work_since": date(2020, 6, 1)}, (1,)),
        (35, {"employment_status": "unemployed", "without_work_since": date(2019, 6, 15)}, (99,)),
        (35, {"employment_status": "unemployed", "without_work_since": date(2019, 6, 14)}, (3,)),
        (35, {"employment_status": "retired", "without_work_since": date(2010, 6, 14)}, (99,)),
        (35, {"is_single_parent": True}, (4,)),
        (35, {"learning_difficulty_or_disability": True}, (5,)),
        (50, {}, (99,)),
        (50, {"at_risk_of_unemployment": True}, (6,)),
        (49, {"at_risk_of_unemployment": True}, (99,)),
        (50, {"employment_status": "employed_at_risk"}, (6,)),
        (55, {"qualification_level": 0, "is_single_parent": True}, (2, 4)),
    ],
)
def test_groups_from_2018_give_the_codes_of_the_wire(
    age: int, known: dict[str, object], expected: tuple[int, ...]
) -> None:
    on = DAYS["NCS-2018"]
    facts = Circumstances(**{**NOBODY, "date_of_birth": date(on.year - age, on.month, on.day), **known})  # type: ignore[arg-type]
    assert evaluate(facts, scheme="NCS-2018", on=on, rules=RULES).value.wire_codes == expected


def test_groups_from_2018_when_little_is_known_give_not_known() -> None:
    verdict = evaluate(
        Circumstances(date_of_birth=date(1980, 1, 1)), scheme="NCS-2018", on=DAYS["NCS-2018"], rules=RULES
    )
    assert verdict.value.wire_codes == (98,)
    assert [english(reason) for reason in verdict.reasons] == [
        "More circumstances would show whether a priority group applies."
    ]


def test_groups_from_october_2022_add_the_seventh() -> None:
    assert groups("NCS-2022", affected_by_economic_shock=True) == {"economic_shock"}
    assert groups("NCS-2018", affected_by_economic_shock=True) == set()


@pytest.mark.requirement("XD-13")
def test_result_keeps_the_version_of_its_set_and_several_schemes_may_be_asked_at_once() -> None:
    on = date(2013, 6, 1)
    facts = Circumstances(**{**NOBODY, "date_of_birth": date(1960, 1, 1)})  # type: ignore[arg-type]
    assert evaluate(facts, scheme="NEXTSTEP-2010", on=on, rules=RULES).value.set_version == (
        "priority.set.nextstep_2010@2012-04-01"
    )
    both = evaluate_all(facts, schemes=["NCS-2014", "NCS-2018", "NCS-2014"], on=DAYS["NCS-2018"], rules=RULES)
    assert [verdict.value.scheme for verdict in both] == ["NCS-2014", "NCS-2018"]


def test_scheme_that_is_unknown_or_not_begun_is_refused() -> None:
    with pytest.raises(UnknownScheme):
        evaluate(Circumstances(), scheme="NCS-1999", on=date(2020, 1, 1), rules=RULES)
    with pytest.raises(NotInForce):
        evaluate(Circumstances(), scheme="NCS-2018", on=date(2016, 1, 1), rules=RULES)


def circumstances() -> st.SearchStrategy[Circumstances]:
    some = st.none() | st.booleans()
    drawn: dict[str, st.SearchStrategy[object]] = {field.name: some for field in fields(Circumstances)}
    drawn |= {
        "date_of_birth": st.none() | st.dates(date(1940, 1, 1), date(2012, 1, 1)),
        "qualification_level": st.none() | st.integers(0, 8),
        "without_work_since": st.none() | st.dates(date(2000, 1, 1), date(2020, 1, 1)),
    }
    for name in ("employment_status", "learning_status", "length_of_unemployment"):
        drawn[name] = st.none() | st.sampled_from([each.code for each in code_list(name).codes])
    return st.builds(Circumstances, **drawn)  # type: ignore[arg-type]


@pytest.mark.requirement("BR-20.3a", "BR-20.3b")
@given(facts=circumstances(), scheme=st.sampled_from(sorted(SCHEME_KEYS)))
def test_the_additional_indicator_is_never_derived_named_or_counted(
    facts: Circumstances, scheme: str
) -> None:
    verdict = evaluate(facts, scheme=scheme, on=DAYS[scheme], rules=RULES)
    shown = {group.code for group in (*verdict.value.groups, *verdict.value.undecided)}
    assert "additional_indicator" not in shown
    assert "indicator" not in repr(verdict)
    assert len(verdict.reasons) == 1
    assert len(verdict.rule_ids) == 1


@pytest.mark.requirement("BR-20.3a")
@given(facts=circumstances())
def test_every_group_has_the_same_public_explanation(facts: Circumstances) -> None:
    result = evaluate(facts, scheme="NCS-2014", on=DAYS["NCS-2014"], rules=RULES).value
    wanted = "In a priority group." if result.groups else "No priority group is recorded."
    assert english(public_explanation(result)) == wanted


@given(facts=circumstances(), scheme=st.sampled_from(sorted(SCHEME_KEYS)))
def test_answering_more_questions_only_moves_groups_out_of_undecided(
    facts: Circumstances, scheme: str
) -> None:
    on = DAYS[scheme]
    before = evaluate(facts, scheme=scheme, on=on, rules=RULES).value
    answered = {field.name: getattr(facts, field.name) for field in fields(Circumstances)}
    for name, value in NOBODY.items():
        if answered[name] is None and isinstance(value, bool):
            answered[name] = value
    after = evaluate(Circumstances(**answered), scheme=scheme, on=on, rules=RULES).value
    assert set(before.groups) <= set(after.groups)
    assert set(after.groups) - set(before.groups) <= set(before.undecided)


def test_every_test_named_by_a_pack_exists_and_is_used() -> None:
    named = {
        str(row["test"])
        for key in set(SCHEME_KEYS.values())
        for each in RULES.history(key)
        for row in each.value
    }  # type: ignore[attr-defined]
    assert named - {"never_derived"} == set(module._TESTS)
    assert "custody" not in inspect.getsource(module)


def test_coded_facts_become_the_facts_of_a_group() -> None:
    assert [level_number(code) for code in ("none", "entry", "level_2", None)] == [0, 0, 2, None]
    assert [is_ethnic_minority(code) for code in ("white_british", "indian", "not_provided", None)] == [
        False,
        True,
        None,
        None,
    ]
