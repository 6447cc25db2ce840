"""Funded sessions of a contract year: for whom, how many, counted when, and what is offered after the last."""

from __future__ import annotations

import csv
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from fingerpost.policy import PackFaults, Rules, Ruling, Status, shipped_rules
from fingerpost.policy.codes import code_list
from fingerpost.policy.eligibility import AdultService, adult_service_open_to
from fingerpost.policy.entitlement import (
    ContractYear,
    Entitlement,
    FurtherSession,
    contract_year,
    entitlement,
    paid_fee_allowed,
    sessions_entitled,
)
from fingerpost.policy.loader import load_texts
from fingerpost.policy.messages import Verdict, english, sentences
from fingerpost.policy.priority import (
    SCHEME_KEYS,
    Circumstances,
    UnknownScheme,
    evaluate,
    in_priority_group,
)
from fingerpost.policy.schema import freeze

RULES = shipped_rules()
ON = date(2016, 6, 15)
DAYS = {
    "NEXTSTEP-2010": date(2011, 6, 15),
    "NCS-2014": ON,
    "NCS-2018": date(2020, 6, 15),
    "NCS-2022": date(2024, 6, 15),
}
LEVELS_FILE = Path(__file__).parents[2] / "docs" / "requirements" / "service_levels.csv"
SEED = 20160615


def born(years: int, *, days_late: int = 0, on: date = ON) -> date:
    day = min(on.day, 28) if on.month == 2 else on.day
    return date(on.year - years, on.month, day + days_late)


def entitled(
    age: int = 35,
    *,
    in_group: bool | None = False,
    exception: bool | None = None,
    scheme: str = "NCS-2014",
    on: date = ON,
    days_late: int = 0,
    funded_on: tuple[date, ...] = (),
    rules: Rules = RULES,
) -> Entitlement:
    return sessions_entitled(
        date_of_birth=born(age, days_late=days_late, on=on),
        in_group=in_group,
        scheme=scheme,
        on=on,
        rules=rules,
        funded_on=funded_on,
        exception_at_18=exception,
    ).value


def with_value(key: str, value: object, valid_from: date = date(2010, 8, 1)) -> Rules:
    """The shipped rules with one key saying something else from a day on."""
    kept = [ruling for ruling in RULES if ruling.key != key]
    return Rules([*kept, Ruling(key, freeze(value), f"{key}@test", valid_from, None, "XD-7", Status.OPEN)])


# --- For whom, and how many ---------------------------------------------------------------------------------


@pytest.mark.requirement("OI-3.18", "EV-2.3")
@pytest.mark.parametrize("scheme", SCHEME_KEYS)
def test_an_adult_has_one_session_and_two_more_in_a_priority_group(scheme: str) -> None:
    on = DAYS[scheme]
    assert entitled(scheme=scheme, on=on, in_group=False).funded == 1
    assert entitled(scheme=scheme, on=on, in_group=True).funded == 3


def test_the_numbers_are_those_of_the_service_level_for_priority_customers() -> None:
    with LEVELS_FILE.open(encoding="utf-8", newline="") as file:
        level = next(row for row in csv.reader(file) if row[0] == "SL-100")
    assert "3" in level
    assert entitled(in_group=True).funded == 3


@pytest.mark.requirement("EV-2.3")
def test_a_contact_on_1_june_2013_is_judged_by_one_and_two_more() -> None:
    on = date(2013, 6, 1)
    facts = Circumstances(date_of_birth=date(1980, 1, 1), qualification_level=2)
    found = entitlement(facts, scheme="NEXTSTEP-2010", on=on, rules=RULES)
    assert (found.value.funded, found.value.left) == (3, 3)
    assert "priority.set.nextstep_2010@2012-04-01" in found.rule_ids
    other = replace(facts, qualification_level=3, employment_status="employed", facing_redundancy=False)
    known = replace(
        other, newly_redundant=False, out_of_work_benefit=False, learning_difficulty_or_disability=False
    )
    assert entitlement(known, scheme="NEXTSTEP-2010", on=on, rules=RULES).value.funded == 1


@pytest.mark.parametrize(
    ("age", "days_late", "exception", "expected"),
    [
        (19, 0, False, (AdultService.OPEN, 1)),
        (19, 1, False, (AdultService.DIRECT_ELSEWHERE, 0)),
        (18, 0, False, (AdultService.DIRECT_ELSEWHERE, 0)),
        (18, 0, True, (AdultService.OPEN, 1)),
        (18, 0, None, (AdultService.ASK, None)),
        (18, 1, True, (AdultService.DIRECT_ELSEWHERE, 0)),
        (17, 0, True, (AdultService.DIRECT_ELSEWHERE, 0)),
        (13, 0, None, (AdultService.DIRECT_ELSEWHERE, 0)),
        (13, 1, None, (AdultService.OUT_OF_SCOPE, 0)),
    ],
)
def test_young_people_have_none_and_18_with_the_exception_is_as_an_adult(
    age: int, days_late: int, exception: bool | None, expected: tuple[AdultService, int | None]
) -> None:
    found = entitled(age, days_late=days_late, exception=exception)
    assert (found.service, found.funded) == expected
    in_group = entitled(age, days_late=days_late, exception=exception, in_group=True)
    assert in_group.funded == (3 if expected[1] == 1 else expected[1])


@pytest.mark.parametrize("age", [12, 13, 17, 18, 19, 70])
def test_telephone_and_web_have_no_limit_and_below_13_the_web_alone(age: int) -> None:
    found = entitled(age, exception=False, in_group=age > 40, funded_on=(ON,) * 9)
    wanted = {FurtherSession.WEB} if age < 13 else {FurtherSession.PHONE, FurtherSession.WEB}
    assert set(found.without_limit) == wanted


def test_nothing_is_decided_while_the_date_of_birth_is_not_known() -> None:
    found = sessions_entitled(date_of_birth=None, in_group=True, scheme="NCS-2014", on=ON, rules=RULES)
    assert (found.value.service, found.value.funded, found.value.left) == (AdultService.ASK, None, None)
    assert found.value.further == ()
    assert "date of birth is not known" in english(found.reasons[0])


@pytest.mark.requirement("BR-3.4x")
def test_at_18_out_of_work_and_learning_the_group_is_recorded_and_no_session_is_funded() -> None:
    facts = Circumstances(
        date_of_birth=born(18), employment_status="unemployed", learning_status="not_in_learning"
    )
    groups = evaluate(facts, scheme="NCS-2014", on=ON, rules=RULES).value
    assert "young_not_in_work_or_learning" in {group.code for group in groups.groups}
    assert in_priority_group(groups, on=ON, rules=RULES) is True
    found = entitlement(facts, scheme="NCS-2014", on=ON, rules=RULES, exception_at_18=False)
    assert (found.value.service, found.value.funded) == (AdultService.DIRECT_ELSEWHERE, 0)
    assert english(found.reasons[0]) == "Aged 13 to 18, so the young people's service gives advice."
    assert found.value.further == ()


def test_while_no_group_is_decided_one_is_funded_and_three_could_be() -> None:
    found = sessions_entitled(date_of_birth=born(30), in_group=None, scheme="NCS-2014", on=ON, rules=RULES)
    assert (found.value.funded, found.value.could_be) == (1, 3)
    assert "If a priority group applies, 3 are funded." in sentences(found.reasons)
    decided = [entitled(in_group=answer) for answer in (True, False)]
    assert all(each.funded == each.could_be for each in decided)


# --- Birthdays and 29 February ------------------------------------------------------------------------------


@pytest.mark.requirement("BR-GL-age")
@pytest.mark.parametrize(
    ("leap", "on", "funded"),
    [
        ("1 March", date(2015, 2, 28), 0),
        ("1 March", date(2015, 3, 1), 1),
        ("28 February", date(2015, 2, 27), 0),
        ("28 February", date(2015, 2, 28), 1),
    ],
)
def test_somebody_born_on_29_february_turns_19_by_the_policy_of_the_day(
    leap: str, on: date, funded: int
) -> None:
    rules = with_value("eligibility.leap_birthday", leap)
    found = sessions_entitled(
        date_of_birth=date(1996, 2, 29),
        in_group=False,
        scheme="NCS-2014",
        on=on,
        rules=rules,
        exception_at_18=False,
    )
    assert found.value.funded == funded
    assert "eligibility.leap_birthday@test" in found.rule_ids
    other = sessions_entitled(date_of_birth=born(30), in_group=False, scheme="NCS-2014", on=on, rules=rules)
    assert "eligibility.leap_birthday@test" not in other.rule_ids


@pytest.mark.requirement("BR-3.4", "BR-GL-age")
@pytest.mark.parametrize(
    ("on", "in_group"),
    [
        (date(2014, 2, 28), False),
        (date(2014, 3, 1), True),
        (date(2021, 2, 28), True),
        (date(2021, 3, 1), False),
    ],
)
def test_the_group_from_18_to_24_turns_on_the_birthday_of_somebody_born_on_29_february(
    on: date, in_group: bool
) -> None:
    scheme = "NCS-2014"
    rules = (
        RULES
        if on >= date(2014, 10, 1)
        else with_value(SCHEME_KEYS[scheme], RULES.get(SCHEME_KEYS[scheme], ON).value)
    )
    facts = Circumstances(
        date_of_birth=date(1996, 2, 29),
        employment_status="economically_inactive",
        learning_status="not_in_learning",
    )
    codes = {group.code for group in evaluate(facts, scheme=scheme, on=on, rules=rules).value.groups}
    assert ("young_not_in_work_or_learning" in codes) is in_group


# --- The contract year --------------------------------------------------------------------------------------


@pytest.mark.requirement("XD-7")
@pytest.mark.parametrize(
    ("scheme", "on", "first", "last"),
    [
        ("NEXTSTEP-2010", date(2010, 8, 1), date(2010, 8, 1), date(2011, 7, 31)),
        ("NEXTSTEP-2010", date(2011, 7, 31), date(2010, 8, 1), date(2011, 7, 31)),
        ("NEXTSTEP-2010", date(2011, 8, 1), date(2011, 8, 1), date(2012, 7, 31)),
        ("NCS-2014", date(2015, 9, 30), date(2014, 10, 1), date(2015, 9, 30)),
        ("NCS-2014", date(2015, 10, 1), date(2015, 10, 1), date(2016, 9, 30)),
        ("NCS-2022", date(2024, 2, 29), date(2023, 10, 1), date(2024, 9, 30)),
    ],
)
def test_the_contract_year_of_a_scheme_holds_the_day(scheme: str, on: date, first: date, last: date) -> None:
    found = contract_year(scheme, on=on, rules=RULES)
    assert found.value == ContractYear(first, last)
    assert on in found.value
    assert first - timedelta(days=1) not in found.value
    assert last + timedelta(days=1) not in found.value
    assert found.rule_ids == ("entitlement.schemes@2010-08-01",)


@pytest.mark.requirement("XD-7")
@pytest.mark.parametrize(
    ("month", "last_of_year"), [(8, date(2016, 7, 31)), (4, date(2016, 3, 31)), (10, date(2016, 9, 30))]
)
def test_sessions_count_up_to_the_end_of_the_year_under_each_definition_of_it(
    month: int, last_of_year: date
) -> None:
    rows = [{"scheme": "NCS-2014", "year_starts_month": month, "year_starts_day": 1}]
    rules = with_value("entitlement.schemes", rows)
    had = (last_of_year - timedelta(days=40), last_of_year - timedelta(days=20), last_of_year)
    on_the_last = entitled(in_group=True, on=last_of_year, funded_on=had, rules=rules)
    on_the_next = entitled(in_group=True, on=last_of_year + timedelta(days=1), funded_on=had, rules=rules)
    assert (on_the_last.used, on_the_last.left) == (3, 0)
    assert (on_the_next.used, on_the_next.left) == (0, 3)


@seed(SEED)
@settings(max_examples=1000, deadline=None, print_blob=True)
@given(
    on=st.dates(date(2010, 8, 1), date(2035, 1, 1)),
    month=st.integers(1, 12),
    day=st.integers(1, 28),
    used=st.lists(st.dates(date(2009, 1, 1), date(2036, 1, 1)), max_size=12),
)
def test_contract_years_follow_each_other_and_each_session_counts_in_one(
    on: date, month: int, day: int, used: list[date]
) -> None:
    rules = with_value(
        "entitlement.schemes", [{"scheme": "NCS-2014", "year_starts_month": month, "year_starts_day": day}]
    )
    year = contract_year("NCS-2014", on=on, rules=rules).value
    following = contract_year("NCS-2014", on=year.last + timedelta(days=1), rules=rules).value
    assert on in year
    assert (year.first.month, year.first.day) == (month, day)
    assert following.first == year.last + timedelta(days=1)
    assert (year.last - year.first).days in (364, 365)
    found = entitled(on=on, in_group=True, rules=rules, funded_on=tuple(used))
    assert found.used == len([each for each in used if year.first <= each <= year.last])
    assert found.left == max(0, 3 - found.used)
    assert bool(found.further) is (found.used >= 3)


def test_a_scheme_without_a_year_is_refused() -> None:
    with pytest.raises(UnknownScheme, match="NCS-1999"):
        contract_year("NCS-1999", on=ON, rules=RULES)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        (
            "entitlement.schemes",
            "[{ scheme = 'A', year_starts_month = 2, year_starts_day = 29 }]",
            "every year",
        ),
        (
            "entitlement.schemes",
            "[{ scheme = 'A', year_starts_month = 13, year_starts_day = 1 }]",
            "every year",
        ),
        (
            "entitlement.schemes",
            "[{ scheme = 'A', year_starts_month = 4, year_starts_day = 0 }]",
            "every year",
        ),
        (
            "entitlement.schemes",
            "[{ scheme = 'A', year_starts_month = 4, year_starts_day = 1 },"
            " { scheme = 'A', year_starts_month = 5, year_starts_day = 1 }]",
            "twice",
        ),
        ("entitlement.further", "{ other = ['phone', 'post'], priority = [] }", "'post' is none of"),
    ],
)
def test_a_pack_that_could_not_be_counted_by_is_refused(key: str, value: str, words: str) -> None:
    pack = (
        f"[pack]\nname = 'ours'\ntitle = 'Ours'\n[[rule]]\nkey = '{key}'\nvalid_from = 2026-01-01\n"
        f"source = 'XD-7'\nstatus = 'open'\nvalue = {value}\n"
    )
    with pytest.raises(PackFaults, match=words):
        load_texts([("ours.toml", pack)])


def test_a_scheme_may_state_numbers_of_its_own() -> None:
    rows = [{"scheme": "NCS-2014", "year_starts_month": 10, "year_starts_day": 1, "priority": 5}]
    rules = with_value("entitlement.schemes", rows)
    assert entitled(in_group=True, rules=rules).funded == 5
    assert entitled(in_group=False, rules=rules).funded == 1


@pytest.mark.requirement("XD-1")
def test_a_number_that_changes_from_a_day_holds_on_that_day_and_not_before() -> None:
    day = date(2026, 9, 1)
    earlier = RULES.get("sessions.funded_per_year", ON)
    later = replace(earlier, rule_id="later", valid_from=day, value=freeze({"priority": 4, "other": 2}))
    ended = replace(earlier, valid_to=day - timedelta(days=1))
    rules = Rules([*(each for each in RULES if each.key != earlier.key), ended, later])
    before = entitled(on=day - timedelta(days=1), scheme="NCS-2022", rules=rules)
    assert (before.funded, entitled(on=day, scheme="NCS-2022", rules=rules).funded) == (1, 2)


# --- After the last session ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("in_group", "used", "left", "offers"),
    [(False, 0, 1, False), (False, 1, 0, True), (True, 2, 1, False), (True, 3, 0, True), (True, 4, 0, True)],
)
def test_other_ways_are_offered_once_no_funded_session_is_left(
    in_group: bool, used: int, left: int, offers: bool
) -> None:
    found = entitled(in_group=in_group, funded_on=tuple(ON - timedelta(days=each) for each in range(used)))
    assert (found.used, found.left, bool(found.further)) == (used, left, offers)


@pytest.mark.requirement("EV-2.3")
def test_the_ways_offered_are_four_outside_a_group_and_since_2012_a_prime_may_see_anyone_again() -> None:
    four = {"phone", "web", "paid", "other_provider"}
    first = entitled(scheme="NEXTSTEP-2010", on=date(2012, 3, 31), funded_on=(date(2012, 3, 1),))
    later = entitled(scheme="NEXTSTEP-2010", on=date(2012, 4, 1), funded_on=(date(2012, 3, 1),))
    assert {str(each) for each in first.further} == four
    assert {str(each) for each in later.further} == {*four, "unfunded"}
    group = entitled(in_group=True, funded_on=(ON, ON, ON))
    assert set(group.further) == {FurtherSession.PHONE, FurtherSession.WEB, FurtherSession.UNFUNDED}


def test_every_way_on_has_words_of_its_own() -> None:
    found = sessions_entitled(
        date_of_birth=born(30), in_group=False, scheme="NCS-2014", on=ON, rules=RULES, funded_on=[ON]
    )
    assert sentences(found.reasons) == (
        "Aged 19 or over, so the adult service is open.",
        "Face-to-face sessions funded in this contract year: 1. Had so far: 1. Left: 0.",
        "Offer further sessions by telephone, which have no limit.",
        "Offer the website, which has no limit.",
        "Offer a paid session; the fee is no higher than the agency's own rate.",
        "Offer another provider, at a fee that they agree.",
        "A further session may be given, and is not claimed for.",
        "The contract year runs from Thursday 1 October 2015 to Friday 30 September 2016.",
    )


@pytest.mark.parametrize(
    ("fee", "allowed"), [(0, True), (4999, True), (5000, True), (5001, False), (-1, False)]
)
def test_a_fee_one_penny_above_the_rate_is_refused(fee: int, allowed: bool) -> None:
    found = paid_fee_allowed(fee, funding_rate_pence=5000, on=ON, rules=RULES)
    assert found.value is allowed
    assert "£50.00" in english(found.reasons[0])
    assert found.rule_ids == ("entitlement.paid_fee_cap_percent@2010-08-01",)


# --- The additional indicator -------------------------------------------------------------------------------


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


def outputs(
    facts: Circumstances,
    scheme: str,
    *,
    indicator: bool | None,
    exception: bool | None,
    used: tuple[date, ...],
) -> tuple[object, Verdict[Entitlement], bool | None]:
    """All that policy says of one customer: service, groups, sessions, and the one yes or no."""
    on = DAYS[scheme]
    groups = evaluate(facts, scheme=scheme, on=on, rules=RULES)
    service = adult_service_open_to(facts.date_of_birth, on=on, rules=RULES, exception_at_18=exception)
    in_group = in_priority_group(groups.value, on=on, rules=RULES, additional_indicator=indicator)
    sessions = entitlement(
        facts,
        scheme=scheme,
        on=on,
        rules=RULES,
        funded_on=used,
        exception_at_18=exception,
        additional_indicator=indicator,
    )
    return (groups, service), sessions, in_group


@pytest.mark.requirement("BR-20.3a")
@seed(SEED)
@settings(max_examples=1000, deadline=None, print_blob=True)
@given(
    facts=circumstances(),
    scheme=st.sampled_from(sorted(SCHEME_KEYS)),
    exception=st.none() | st.booleans(),
    sessions_had=st.integers(0, 4),
)
def test_two_customers_who_differ_in_the_indicator_alone_are_alike_but_for_the_one_yes_or_no(
    facts: Circumstances, scheme: str, exception: bool | None, sessions_had: int
) -> None:
    used = (DAYS[scheme],) * sessions_had
    said, without, plain_answer = outputs(facts, scheme, indicator=False, exception=exception, used=used)
    said_with, with_it, answer = outputs(facts, scheme, indicator=True, exception=exception, used=used)
    assert said == said_with
    assert with_it.rule_ids == without.rule_ids
    if answer == plain_answer:
        assert with_it == without
        return
    # What follows from the yes is what follows from it for anybody: said of a person whom another group put there.
    assert answer is True
    anybody = sessions_entitled(
        date_of_birth=facts.date_of_birth,
        in_group=True,
        scheme=scheme,
        on=DAYS[scheme],
        rules=RULES,
        funded_on=used,
        exception_at_18=exception,
    )
    assert (with_it.value, with_it.reasons) == (anybody.value, anybody.reasons)


@pytest.mark.requirement("BR-20.3a")
def test_the_indicator_counts_in_the_sets_that_have_a_row_for_it_and_in_no_other() -> None:
    nobody = Circumstances(
        date_of_birth=date(1980, 1, 1),
        qualification_level=8,
        employment_status="employed",
        learning_status="not_in_learning",
        **{field.name: False for field in fields(Circumstances) if field.type == "bool | None"},  # type: ignore[arg-type]
    )
    answers = {}
    for scheme, on in DAYS.items():
        groups = evaluate(nobody, scheme=scheme, on=on, rules=RULES).value
        assert in_priority_group(groups, on=on, rules=RULES, additional_indicator=False) is False
        assert in_priority_group(groups, on=on, rules=RULES) is False
        answers[scheme] = in_priority_group(groups, on=on, rules=RULES, additional_indicator=True)
    assert answers == {"NEXTSTEP-2010": True, "NCS-2014": True, "NCS-2018": False, "NCS-2022": False}
    undecided = evaluate(
        Circumstances(date_of_birth=date(1980, 1, 1)), scheme="NCS-2014", on=ON, rules=RULES
    ).value
    assert in_priority_group(undecided, on=ON, rules=RULES) is None
    assert in_priority_group(undecided, on=ON, rules=RULES, additional_indicator=True) is True
