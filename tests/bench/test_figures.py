"""What `make bench` tells: medians, ratios, and the form that programs read."""

from __future__ import annotations

import json

import pytest
from bench.data import SMALL
from bench.figures import Figure, alternate, measure, sample
from bench.plans import Asked, _scanned, offenders
from bench.run import as_table

from bench import __main__ as command


def figure(ours: list[float], baseline: list[float], *, reach: float = 3.0) -> Figure:
    """A figure of made-up times."""
    return Figure(
        name="a figure",
        ours=sample(ours),
        baseline=sample(baseline),
        baseline_is="something bare",
        reach=reach,
        rows=SMALL,
    )


def test_sample_when_taken_then_it_has_the_median_and_the_tenths() -> None:
    taken = sample([float(number) for number in range(1, 100)])
    assert (taken.median, taken.tenth, taken.ninetieth, taken.runs) == (50.0, 10.0, 90.0, 99)


def test_sample_when_one_time_was_taken_then_its_spread_is_that_time() -> None:
    assert sample([4.0]) == sample([4.0])
    assert sample([4.0]).ninetieth == 4.0


@pytest.mark.parametrize(("ours", "is_within"), [(29.9, True), (30.0, True), (30.1, False)])
def test_figure_when_compared_then_the_aim_is_a_multiple_of_the_baseline(
    ours: float, is_within: bool
) -> None:
    assert figure([ours], [10.0]).is_within is is_within


def test_figure_when_written_for_programs_then_it_has_the_agreed_names() -> None:
    written = json.loads(json.dumps(figure([20.0], [10.0]).as_json()))
    assert {"name", "ours", "baseline", "ratio", "reach", "unit", "runs", "rows"} <= written.keys()
    assert (written["ratio"], written["unit"], written["rows"]) == (2.0, "ms", SMALL)


def test_table_when_printed_then_a_missed_aim_is_named_and_none_where_no_aim_is() -> None:
    table = as_table([figure([40.0], [10.0]), figure([40.0], [10.0], reach=0)], SMALL)
    missed, without = table.splitlines()[1:]
    assert missed.endswith("OVER")
    assert "no aim" in without
    assert "OVER" not in without


def test_measure_when_done_then_preparing_is_not_timed_and_warm_ups_are_not_counted() -> None:
    done: list[object] = []
    given = iter(range(100))
    taken = measure(done.append, runs=7, before=lambda: next(given), warm_up=2)
    assert taken.runs == 7
    assert done == list(range(9))


def test_alternate_when_done_then_the_two_take_turns() -> None:
    order: list[str] = []
    alternate(
        (lambda _given: order.append("one"), lambda: None),
        (lambda _given: order.append("other"), lambda: None),
        runs=3,
        warm_up=1,
    )
    assert order == ["one", "other"] * 4


def test_plan_when_a_table_is_read_whole_below_other_steps_then_it_is_found() -> None:
    plan = [
        {
            "Plan": {
                "Node Type": "Limit",
                "Plans": [
                    {"Node Type": "Seq Scan", "Relation Name": "customers_customer"},
                    {"Node Type": "Index Scan", "Relation Name": "customers_grant"},
                ],
            }
        }
    ]
    assert set(_scanned(plan)) == {"customers_customer"}
    assert Asked("SELECT 1", ()) == Asked("SELECT 1", ())


@pytest.mark.parametrize("scale", ["", "many", "10", "99999999"])
def test_scale_when_it_cannot_be_read_then_refused_in_one_sentence(
    scale: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SCALE", scale)
    assert command.main() == 2
    assert "SCALE must be a number of customers" in capsys.readouterr().err


def test_statements_when_a_value_is_a_list_are_looked_at_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Asked] = []

    def reads_whole(one: Asked) -> set[str]:
        looked.append(one)
        return {"big"}

    monkeypatch.setattr("bench.plans._read_whole", reads_whole)
    asked = [Asked("SELECT %s", (["a"],)), Asked("SELECT %s", (["a"],)), Asked("SELECT %s", (["b"],))]
    assert [one.table for one in offenders("a page", asked, {"big"})] == ["big"]
    assert len(looked) == 2
