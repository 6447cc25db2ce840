"""Every measure against a count by hand, whole and by one break-down, and against nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import duckdb
import pytest

from fingerpost.performance.measures.registry import ALL, described, work_out
from fingerpost.policy import shipped_rules
from tests.performance.golden.answers import ANSWERS, ASKED_ON, WHOLE
from tests.performance.golden.loading import count_in, load_empty, load_into_duckdb


@pytest.fixture(scope="module")
def golden() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    load_into_duckdb(connection)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def nothing() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    load_empty(connection)
    yield connection
    connection.close()


def agree(golden: duckdb.DuckDBPyConnection, code: str) -> None:
    """Whole and parts of a measure are those counted by hand."""
    of, answer = described(code), ANSWERS[code]
    whole, parts = answer.figures()
    assert answer.by in of.breaks_down_by
    ask = partial(count_in, golden)
    assert work_out(of, ask, WHOLE, on=ASKED_ON, rules=shipped_rules()) == [whole]
    split = work_out(of, ask, WHOLE, by=answer.by, on=ASKED_ON, rules=shipped_rules())
    assert {each.part: each for each in split} == parts


def test_measures_when_listed_then_each_has_an_answer_counted_by_hand() -> None:
    assert set(ANSWERS) == set(ALL)


@pytest.mark.parametrize("code", sorted(ALL))
def test_measure_when_counted_then_agrees_with_the_count_by_hand(
    golden: duckdb.DuckDBPyConnection, nothing: duckdb.DuckDBPyConnection, code: str
) -> None:
    """And of nothing: a count is nought, a ratio or forecast tells nothing, and no break-down has a part."""
    agree(golden, code)
    of, by = described(code), ANSWERS[code].by
    ask = partial(count_in, nothing)
    (whole,) = work_out(of, ask, WHOLE, on=ASKED_ON, rules=shipped_rules())
    assert whole.numerator == 0
    assert not whole.denominator
    assert not whole.value
    if whole.denominator is not None:
        assert whole.value is None
    assert work_out(of, ask, WHOLE, by=by, on=ASKED_ON, rules=shipped_rules()) == []


_OF_ANNEX_C = [
    pytest.param(codes, marks=[pytest.mark.requirement(each) for each in shown])
    for shown, codes in [
        (("OI-12.3", "OI-12.6b"), ["impact_2010", "face_to_face_learning", "face_to_face_work_2010"]),
        (("OF-14",), ["impact_2012", "impact_2010"]),
        (("OI-12.4",), ["impact_2014", "impact_with_information"]),
        (("OI-12.6",), ["face_to_face_learning", "face_to_face_work_2010", "face_to_face_progress"]),
        (("OI-12.7",), ["allowance_learning", "allowance_work_2010"]),
        (
            ("OI-12.8",),
            ["qualified_higher_of_seen", "difficulty_affecting_work", "satisfaction", "matrix_accredited"],
        ),
        ((), ["difficulty_affecting_work", "difficulty_declared", "difficulty_effect_not_recorded"]),
        (("OI-12.8c",), ["qualified_higher_of_seen", "prior_level_unknown"]),
        (("OI-12.16",), ["phone_advice", "phone_information"]),
        (("OI-12.22a",), ["internal_quality", "external_quality", "data_quality"]),
        (("BR-24.2",), ["outcomes_recorded", "outcomes_unclaimed"]),
        (("OF-20",), ["progress_to_learning", "progress_to_work"]),
    ]
]


@pytest.mark.parametrize("codes", _OF_ANNEX_C)
def test_figures_of_annex_c_when_counted_then_agree_with_the_count_by_hand(
    golden: duckdb.DuckDBPyConnection, codes: list[str]
) -> None:
    """The figures that a paragraph names, together."""
    for code in codes:
        agree(golden, code)
