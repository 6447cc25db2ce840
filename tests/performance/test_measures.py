"""Definitions as such: words, dates, denominators, targets, and the door for counted and derived figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import duckdb
import pytest

from fingerpost.house.errors import InvalidInput, NotFound
from fingerpost.performance.facts import facts
from fingerpost.performance.measures.definition import (
    PARTS,
    PERSONAL,
    RATIOS,
    ROW_COLUMNS,
    Counts,
    Dimension,
    Kind,
    Unit,
)
from fingerpost.performance.measures.guide import lines_of
from fingerpost.performance.measures.registry import (
    ALL,
    DERIVED,
    MEASURES,
    chosen,
    described,
    in_force,
    work_out,
)
from fingerpost.performance.measures.targets import national_target
from fingerpost.policy import shipped_rules
from fingerpost.policy.loader import with_added
from tests.performance.golden.answers import ASKED_ON, WHOLE
from tests.performance.golden.loading import count_in, load_into_duckdb, records_in
from tests.policy.pack_text import entry, pack
from tests.policy.register import register_ids

RULES = shipped_rules()
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "users" / "reporting.md"


@pytest.fixture(scope="module")
def golden() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    load_into_duckdb(connection)
    yield connection
    connection.close()


class TestWords:
    """What every figure says of itself."""

    @pytest.mark.parametrize("code", sorted(ALL))
    def test_figure_when_described_then_nothing_is_left_out(self, code: str) -> None:
        of = ALL[code]
        assert of.code == code
        assert of.says.endswith(".")
        assert of.owner
        assert (of.unit in RATIOS) == bool(of.denominator)
        assert of.from_source in {"record", "telephony", "web", "evaluation", "site"}
        paragraphs = register_ids()
        for source in of.source.split("; "):
            assert any(each == source or each[:-1] == source for each in paragraphs), source
        assert not of.target_key or of.target_key in RULES

    def test_figures_when_listed_then_no_title_stands_twice(self) -> None:
        titles = [of.title for of in ALL.values()]
        assert len(titles) == len(set(titles)) == len(MEASURES) + len(DERIVED)

    @pytest.mark.parametrize("code", sorted(MEASURES))
    def test_rows_when_made_then_they_have_the_columns_that_every_measure_has(self, code: str) -> None:
        rows = MEASURES[code].rows(facts())
        assert tuple(rows.columns) == ROW_COLUMNS
        schema = rows.schema()
        assert {name: str(schema[name]) for name in ("month", "priority", "counted", "among", "person")} == {
            "month": "date",
            "priority": "boolean",
            "counted": "float64",
            "among": "float64",
            "person": "string",
        }

    def test_people_when_counted_then_who_is_a_customer_is_named(self) -> None:
        """XD-8: the definition of customer stands on every figure that counts people."""
        counted = [of for of in MEASURES.values() if of.counts is Counts.PEOPLE]
        assert len(counted) > 20
        assert [of.code for of in counted if not of.customer] == []

    def test_kinds_when_listed_then_measures_indicators_and_service_levels_stand_apart(self) -> None:
        kinds = {code: of.kind for code, of in ALL.items()}
        assert kinds["impact_2012"] is Kind.NATIONAL
        assert kinds["face_to_face_learning"] is Kind.KPI
        assert kinds["written_up_in_time"] is Kind.SERVICE_LEVEL
        assert set(kinds.values()) == set(Kind)

    @pytest.mark.requirement("OI-13.3")
    def test_measures_of_sessions_when_broken_down_by_channel_then_one_code_serves_all(
        self, golden: duckdb.DuckDBPyConnection
    ) -> None:
        by_channel = count_in(golden, MEASURES["plan_given_in_time"], WHOLE, Dimension.CHANNEL)
        assert {each.part: each.value for each in by_channel} == {
            "1": Decimal("100.0"),
            "2": Decimal("0.0"),
            "4": Decimal("100.0"),
        }

    def test_groups_of_equality_when_asked_then_only_measures_of_equality_know_them(self) -> None:
        personal = {code for code, of in ALL.items() if of.breaks_down_by & PERSONAL}
        assert personal == {code for code, of in ALL.items() if of.kind is Kind.EQUALITY}
        assert all(ALL[code].small_numbers_hidden for code in personal)
        assert all(not MEASURES[code].opens_to for code in personal)
        assert not PARTS & PERSONAL

    @pytest.mark.requirement("OI-13.7")
    def test_reporting_guide_when_read_then_every_figure_stands_in_it_with_its_words(self) -> None:
        """Mended by scripts/reporting_guide.py."""
        guide = GUIDE.read_text(encoding="utf-8")
        assert "## The group of those who use figures" in guide
        assert guide.endswith("\n".join(lines_of(ALL.values())).rstrip() + "\n")


class TestDates:
    """Definitions that followed one another, and targets of their day."""

    @pytest.mark.requirement("OF-14", "OI-12.3")
    def test_impact_when_asked_by_day_then_the_definition_of_that_day_and_all_are_kept(self) -> None:
        assert in_force("impact", date(2012, 3, 31)).code == "impact_2010"
        assert in_force("impact", date(2012, 4, 1)).code == "impact_2012"
        assert in_force("impact", date(2014, 10, 1)).code == "impact_2014"
        assert in_force("allowance_work", date(2014, 9, 30)).code == "allowance_work_2010"
        with pytest.raises(NotFound):
            in_force("impact", date(2010, 7, 31))
        assert {"impact_2010", "impact_2012", "impact_2014"} <= set(ALL)

    @pytest.mark.requirement("BR-GL-sustain")
    def test_job_of_twelve_weeks_when_judged_by_both_sets_then_sustained_from_2014_alone(
        self, golden: duckdb.DuckDBPyConnection
    ) -> None:
        """o13 of the small world lasted 12 weeks; its person is p8, in plan pl6."""
        assert "pl6" not in records_in(golden, MEASURES["face_to_face_work_2010"], WHOLE)
        assert "pl6" in records_in(golden, MEASURES["face_to_face_work_2014"], WHOLE)

    @pytest.mark.parametrize(
        ("code", "on", "target"),
        [
            ("impact_2010", date(2011, 1, 1), 50),
            ("impact_2014", date(2020, 1, 1), 50),
            ("phone_information", date(2011, 1, 1), 40),
            ("face_to_face_learning", date(2011, 1, 1), 40),
            ("face_to_face_learning", date(2014, 10, 1), None),
            ("face_to_face_work_2010", date(2011, 1, 1), 30),
            ("face_to_face_progress", date(2011, 1, 1), 15),
            ("allowance_learning", date(2011, 1, 1), 40),
            ("allowance_work_2010", date(2011, 1, 1), 30),
            ("qualified_higher_of_seen", date(2011, 1, 1), 45),
            ("difficulty_affecting_work", date(2011, 1, 1), 15),
            ("satisfaction", date(2011, 1, 1), 95),
            ("matrix_accredited", date(2011, 1, 1), 100),
            ("answer_speed_of_offered", date(2020, 1, 1), 90),
            ("abandonment", date(2020, 1, 1), 5),
            ("seen_on_time_of_attended", date(2020, 1, 1), 90),
            ("data_quality", date(2020, 1, 1), 95),
            ("internal_quality", date(2020, 1, 1), 75),
            ("external_quality", date(2020, 1, 1), 90),
            ("failure_to_attend", date(2020, 1, 1), None),
            ("people_face_to_face", date(2011, 1, 1), 700_000),
            ("sessions_face_to_face", date(2011, 1, 1), 1_000_000),
            ("sessions_telephone", date(2011, 1, 1), 1_000_000),
            ("web_call_back_requests", date(2011, 1, 1), 120_000),
            ("plan_sessions_telephone", date(2011, 1, 1), 100_000),
            ("web_form_sessions", date(2011, 1, 1), 250_000),
            ("web_forum_posts", date(2011, 1, 1), 2_500),
            ("web_sessions", date(2011, 1, 1), 20_000_000),
        ],
    )
    def test_national_target_when_asked_then_that_of_annexes_c_and_d(
        self, code: str, on: date, target: int | None
    ) -> None:
        found = national_target(described(code), on, RULES)
        assert (None if found is None else found.value) == target

    @pytest.mark.requirement("OI-12.22e")
    def test_abandonment_when_exactly_five_per_cent_then_it_fails(
        self, golden: duckdb.DuckDBPyConnection
    ) -> None:
        """Under five, and at least ninety: both apply. A volume binds nobody."""
        (whole,) = count_in(golden, MEASURES["abandonment"], replace(WHOLE, contracts=frozenset({"A"})), None)
        abandonment = national_target(described("abandonment"), ASKED_ON, RULES)
        speed = national_target(described("answer_speed_of_offered"), ASKED_ON, RULES)
        volume = national_target(described("web_sessions"), date(2011, 1, 1), RULES)
        assert abandonment is not None
        assert speed is not None
        assert volume is not None
        assert whole.value == Decimal("5.0")
        assert not abandonment.is_met(Decimal("5.0"))
        assert abandonment.is_met(Decimal("4.9"))
        assert speed.is_met(Decimal("90.0"))
        assert not speed.is_met(Decimal("89.9"))
        assert volume.is_met(Decimal(1)) is None


class TestDenominators:
    """XD-15: what no paper states is data."""

    def test_denominator_when_policy_switches_it_then_the_figure_changes(
        self, golden: duckdb.DuckDBPyConnection
    ) -> None:
        switched = with_added(
            RULES,
            [pack("summer", entry("performance.denominators", _ANSWERED, "2015-01-01"))],
        )
        ask = partial(count_in, golden)
        told = []
        for rules in (RULES, switched):
            of = chosen("answer_speed", ASKED_ON, rules)
            told.append((of.denominator, work_out(of, ask, WHOLE, on=ASKED_ON, rules=rules)[0].value))
        assert told == [("calls offered", Decimal("84.6")), ("calls answered", Decimal("91.4"))]

    def test_denominators_when_read_then_each_names_measures_that_differ_in_it_alone(self) -> None:
        for row in RULES.get_rows("performance.denominators", ASKED_ON):
            of = chosen(str(row["ratio"]), ASKED_ON, RULES)
            others = [described(str(code)) for code in row["others"]]  # type: ignore[attr-defined]
            assert others
            assert {each.unit for each in others} == {of.unit}
            assert all((each.denominator, each.says) != (of.denominator, of.says) for each in others)
        with pytest.raises(NotFound):
            chosen("left_handedness", ASKED_ON, RULES)


class TestTheDoor:
    """One call for counted and derived figures; cells open to their own records."""

    @pytest.mark.requirement("OI-12.22b")
    def test_advice_without_a_plan_when_opened_then_just_those_sessions(
        self, golden: duckdb.DuckDBPyConnection
    ) -> None:
        measure = MEASURES["advice_without_plan"]
        assert records_in(golden, measure, WHOLE) == ["a7"]
        assert records_in(golden, measure, replace(WHOLE, contracts=frozenset({"A"}))) == []

    def test_ratio_when_opened_then_the_records_of_its_numerator(
        self, golden: duckdb.DuckDBPyConnection
    ) -> None:
        assert records_in(golden, MEASURES["conversion_cmo"], WHOLE) == ["o10", "o7", "o8"]
        assert records_in(golden, MEASURES["over_or_under_profile"], WHOLE) == []
        assert records_in(golden, MEASURES["money_cmo"], WHOLE) == ["l3", "l6", "l8", "l9"]

    @pytest.mark.parametrize("code", sorted(code for code, of in MEASURES.items() if not of.opens_to))
    def test_measure_when_it_opens_to_nothing_then_no_record_is_named(
        self, golden: duckdb.DuckDBPyConnection, code: str
    ) -> None:
        assert records_in(golden, MEASURES[code], WHOLE) == []

    def test_scope_when_bound_then_parts_outside_it_are_not_counted(
        self, golden: duckdb.DuckDBPyConnection
    ) -> None:
        sub = replace(WHOLE, scope=(("A", "sub-a"),))
        assert count_in(golden, MEASURES["sessions"], sub, None)[0].value == 3
        assert count_in(golden, MEASURES["sessions"], replace(WHOLE, scope=()), None)[0].value == 0
        assert (
            count_in(golden, MEASURES["sessions"], replace(WHOLE, scope=(("A", None),)), None)[0].value == 7
        )

    def test_discounted_outcomes_when_told_month_by_month_then_add_to_the_year(
        self, golden: duckdb.DuckDBPyConnection
    ) -> None:
        ask = partial(count_in, golden)
        of = described("outcomes_cmd")
        year = work_out(of, ask, WHOLE, on=ASKED_ON, rules=RULES)[0]
        months = work_out(of, ask, WHOLE, by=Dimension.MONTH, on=ASKED_ON, rules=RULES)
        assert sum(each.numerator for each in months) == year.numerator == Decimal("0.75")
        none = work_out(of, ask, replace(WHOLE, priority=False), on=ASKED_ON, rules=RULES)[0]
        assert none.numerator == 0

    def test_figures_against_the_year_when_asked_in_april_then_the_whole_profile_stands_below(
        self, golden: duckdb.DuckDBPyConnection
    ) -> None:
        april = replace(WHOLE, first_month=date(2015, 4, 1), last_month=date(2015, 4, 1))
        ask = partial(count_in, golden)
        (outcomes,) = work_out(described("performance_of_year"), ask, april, on=ASKED_ON, rules=RULES)
        (expected,) = work_out(described("profile_money_of_year"), ask, april, on=ASKED_ON, rules=RULES)
        assert (outcomes.numerator, outcomes.denominator) == (Decimal(2), Decimal("27.75"))
        assert expected.value == 143_500

    def test_derived_figure_when_asked_by_a_part_that_it_has_not_then_refused(
        self, golden: duckdb.DuckDBPyConnection
    ) -> None:
        with pytest.raises(InvalidInput):
            work_out(
                described("year_forecast"),
                partial(count_in, golden),
                WHOLE,
                by=Dimension.PRIORITY,
                on=ASKED_ON,
                rules=RULES,
            )

    def test_measure_when_unknown_then_not_found(self) -> None:
        with pytest.raises(NotFound):
            described("left_handedness")

    def test_units_when_listed_then_points_can_lie_below_nought(self) -> None:
        assert described("rag_score").unit is Unit.POINTS


_ANSWERED = (
    '[{ ratio = "answer_speed", chosen = "answer_speed_of_answered", others = ["answer_speed_of_offered"] }]'
)
