"""Rules by key and day, and the faults a pack can have."""

from __future__ import annotations

from datetime import date, timedelta
from timeit import repeat
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.policy import (
    NotInForce,
    PackFaults,
    Rules,
    Ruling,
    Status,
    UnknownRule,
    WrongKind,
    shipped_rules,
)
from fingerpost.policy.errors import FaultKind
from fingerpost.policy.loader import load_texts, read_texts
from fingerpost.policy.schema import KeySpec, Kind

KNOWN = {
    "a.number": KeySpec(Kind.NUMBER, "A number", "days"),
    "a.gappy": KeySpec(Kind.TEXT, "A text with gaps", gaps=True),
    "a.table": KeySpec(Kind.TABLE, "A table", fields={"tries": Kind.NUMBER, "note?": Kind.TEXT}),
    "a.list": KeySpec(Kind.TEXTS, "A list"),
    "a.flag": KeySpec(Kind.FLAG, "A flag"),
    "a.rows": KeySpec(Kind.ROWS, "Rows", fields={"code": Kind.TEXT}),
}
HEAD = '[pack]\nname = "trial"\n'


def entry(
    key: str = "a.number", value: str = "1", begins: str = "2010-08-01", more: str = "", **changed: str
) -> str:
    fields = {"source": '"OI-1.1"', "status": '"in_force"', **changed}
    lines = [f'key = "{key}"', f"value = {value}", f"valid_from = {begins}"]
    lines += [f"{name} = {text}" for name, text in fields.items() if text]
    return "[[rule]]\n" + "\n".join(lines) + f"\n{more}\n"


def faults_of(*entries: str) -> list[tuple[str, str, FaultKind]]:
    _, faults = read_texts([("trial.toml", HEAD + "".join(entries))], known=KNOWN)
    return [(fault.file, fault.key, fault.kind) for fault in faults]


def rules_of(*entries: str) -> Rules:
    return load_texts([("trial.toml", HEAD + "".join(entries))], known=KNOWN)


@pytest.mark.requirement("XD-1", "BR-0.1")
def test_get_when_a_value_changes_answers_for_each_side_of_the_day() -> None:
    rules = shipped_rules()
    before, after = date(2014, 9, 30), date(2014, 10, 1)
    assert rules.get("identity.method", before).value == "four_items"
    assert rules.get("identity.method", after).value == "authenticate_in_contact"
    assert rules.get("identity.method", before).source == "OI-14.18; OI-14.19"
    assert rules.get("identity.method", date(2016, 1, 1)).status is Status.IN_FORCE


@pytest.mark.requirement("BR-0.1")
def test_get_when_the_start_of_version_3_is_asked_for_says_it_is_assumed() -> None:
    rules = shipped_rules()
    assert rules.get("identity.method", date(2015, 12, 31)).status is Status.OPEN
    assert rules.get("identity.method", date(2016, 1, 1)).pack == "business-rules-v3"


@pytest.mark.requirement("BR-CL-0")
def test_get_when_the_earlier_text_of_a_changed_paragraph_is_not_supplied_says_so() -> None:
    ruling = shipped_rules().get("identity.level_needed", date(2015, 6, 1))
    assert "BR-CL-0" in ruling.source
    assert "not supplied" in ruling.note


@pytest.mark.requirement("OI-14.18")
def test_identity_method_when_asked_for_31_july_and_1_august_2010_differs() -> None:
    rules = shipped_rules()
    with pytest.raises(NotInForce, match="begins on 2010-08-01"):
        rules.get("identity.method", date(2010, 7, 31))
    assert rules.get_text("identity.method", date(2010, 8, 1)) == "four_items"


@pytest.mark.requirement("XD-3")
def test_get_when_later_papers_are_silent_carries_the_value_forward_and_says_so() -> None:
    ruling = shipped_rules().get("write_up.working_days", date(2026, 1, 1))
    assert (ruling.value, ruling.status, ruling.unit) == (2, Status.CARRIED_FORWARD, "working days")


def test_get_when_the_key_is_unknown_says_which_one_is_near() -> None:
    with pytest.raises(UnknownRule, match=r"Did you mean 'login\.lock'"):
        shipped_rules().get("login.lok", date(2020, 1, 1))


def test_get_when_a_value_has_ended_or_was_withdrawn_says_which() -> None:
    rules = rules_of(
        entry("a.gappy", '"x"', "2010-01-01", "valid_to = 2010-12-31"),
        entry("a.number", "7", "2010-01-01", "valid_to = 2010-12-31"),
        '[[rule]]\nkey = "a.number"\nvalid_from = 2011-01-01\nsource = "BR-0.1"\nstatus = "withdrawn"\n',
    )
    with pytest.raises(NotInForce, match="ended on 2010-12-31"):
        rules.get("a.gappy", date(2011, 1, 1))
    with pytest.raises(NotInForce, match=r"withdrawn from 2011-01-01 \(BR-0\.1\)"):
        rules.get("a.number", date(2012, 1, 1))
    assert rules.find("a.number", date(2012, 1, 1)) is None
    assert [each.status for each in rules.history("a.number")] == [Status.IN_FORCE, Status.WITHDRAWN]
    assert [each.key for each in rules.all_on(date(2010, 6, 1))] == ["a.gappy", "a.number"]


def test_typed_reading_when_the_value_is_of_another_kind_raises() -> None:
    rules = rules_of(
        entry(),
        entry("a.flag", "true"),
        entry("a.list", '["x"]'),
        entry("a.table", "{ tries = 2 }"),
        entry("a.gappy", '"x"'),
        entry("a.rows", '[{ code = "x" }]'),
    )
    day = date(2020, 1, 1)
    assert rules.get_int("a.number", day) == 1
    assert rules.get_flag("a.flag", day) is True
    assert rules.get_list("a.list", day) == ("x",)
    assert rules.get_table("a.table", day)["tries"] == 2
    assert rules.get_text("a.gappy", day) == "x"
    assert rules.get_rows("a.rows", day)[0]["code"] == "x"
    wrong = {
        rules.get_int: "a.flag",
        rules.get_flag: "a.number",
        rules.get_list: "a.rows",
        rules.get_table: "a.list",
        rules.get_text: "a.number",
        rules.get_rows: "a.list",
    }
    for read, key in wrong.items():
        with pytest.raises(WrongKind):
            read(key, day)


def test_get_takes_about_a_microsecond() -> None:
    """The quickest of several rounds, so that a busy machine does not decide; five times the aim still passes."""
    rules, day, times = shipped_rules(), date(2020, 1, 1), 2_000
    rounds = repeat(lambda: rules.get("write_up.working_days", day), number=times, repeat=20)
    assert min(rounds) / times < 5e-6


def test_values_when_read_cannot_be_changed() -> None:
    table = shipped_rules().get_table("login.password", date(2020, 1, 1))
    assert isinstance(table, MappingProxyType)
    assert isinstance(shipped_rules().get("staff.training_before_access", date(2020, 1, 1)).value, tuple)


@pytest.mark.parametrize(
    ("faulty", "kind"),
    [
        (entry(key="a.stranger"), FaultKind.UNKNOWN_KEY),
        (entry(value='"one"'), FaultKind.WRONG_TYPE),
        (entry(value="true"), FaultKind.WRONG_TYPE),
        (entry("a.table", "{ tries = 2, more = 1 }"), FaultKind.WRONG_TYPE),
        (entry("a.table", '{ note = "x" }'), FaultKind.WRONG_TYPE),
        (entry("a.rows", "[]"), FaultKind.WRONG_TYPE),
        (entry("a.rows", '[{ code = "x" }, { cod = "y" }]'), FaultKind.WRONG_TYPE),
        (entry("a.list", '["x", 1]'), FaultKind.WRONG_TYPE),
        (entry(source=""), FaultKind.MISSING_SOURCE),
        (entry(source='""'), FaultKind.MISSING_SOURCE),
        (entry(source='"a colleague"'), FaultKind.WRONG_SOURCE),
        (entry(status='"probably"'), FaultKind.WRONG_STATUS),
        (entry(begins='"2010-08-01"'), FaultKind.WRONG_DATE),
        (entry(begins="2010-08-01T00:00:00Z"), FaultKind.WRONG_DATE),
        (entry(more="valid_to = 2010-07-31"), FaultKind.WRONG_DATE),
        (entry(more="valid_too = 2010-08-31"), FaultKind.UNKNOWN_FIELD),
    ],
)
def test_pack_when_an_entry_is_wrong_names_file_key_and_kind(faulty: str, kind: FaultKind) -> None:
    (fault,) = faults_of(faulty)
    assert fault[0] == "trial.toml"
    assert fault[1].startswith("a.")
    assert fault[2] is kind


def test_pack_when_two_values_meet_on_a_day_is_an_overlap() -> None:
    first = entry(more="valid_to = 2012-01-01")
    assert faults_of(first, entry(begins="2012-01-01")) == [("trial.toml", "a.number", FaultKind.OVERLAP)]
    assert faults_of(first, entry(begins="2012-01-02")) == []
    assert faults_of(entry(), entry(begins="2012-01-02")) == [("trial.toml", "a.number", FaultKind.OVERLAP)]


def test_pack_when_a_day_has_no_value_is_a_gap_unless_the_key_allows_it() -> None:
    ends = "valid_to = 2012-01-01"
    assert faults_of(entry(more=ends), entry(begins="2012-01-03")) == [
        ("trial.toml", "a.number", FaultKind.GAP)
    ]
    assert faults_of(entry("a.gappy", '"x"', more=ends), entry("a.gappy", '"y"', "2012-01-03")) == []


def test_pack_when_it_cannot_be_read_or_has_no_name_says_so() -> None:
    _, faults = read_texts([("broken.toml", "value = = 1"), ("nameless.toml", "[pack]\n")], known=KNOWN)
    assert [(fault.file, fault.kind) for fault in faults] == [
        ("broken.toml", FaultKind.UNREADABLE),
        ("nameless.toml", FaultKind.MISSING_VALUE),
    ]


def test_load_when_there_are_several_faults_raises_with_every_one() -> None:
    with pytest.raises(PackFaults) as raised:
        rules_of(entry(source=""), entry("a.flag", "1"), "[[rule]]\nvalue = 1\n")
    assert [fault.kind for fault in raised.value.faults] == [
        FaultKind.MISSING_SOURCE,
        FaultKind.WRONG_TYPE,
        FaultKind.MISSING_VALUE,
    ]
    assert "trial.toml: a.flag: wrong type: needs yes or no" in str(raised.value)


@given(
    lengths=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 400)), min_size=1, max_size=6),
    asked=st.integers(-50, 2800),
)
def test_get_agrees_with_looking_at_every_ruling_in_turn(lengths: list[tuple[int, int]], asked: int) -> None:
    start = date(2010, 1, 1)
    rulings, day = [], start
    for number, (gap, length) in enumerate(lengths):
        begins = day + timedelta(days=gap)
        day = begins + timedelta(days=length)
        last = day - timedelta(days=1)
        rulings.append(Ruling("k", number, f"k@{begins}", begins, last, "XD-1", Status.IN_FORCE))
    rules, on = Rules(reversed(rulings)), start + timedelta(days=asked)
    expected = [each for each in rulings if each.valid_from <= on and each.valid_to and on <= each.valid_to]
    assert rules.find("k", on) == (expected[0] if expected else None)
