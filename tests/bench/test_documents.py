"""The figure of documents: no two plans alike, and told both by the median and by the slowest twentieth."""

from __future__ import annotations

import json
from itertools import islice

import pytest

from bench import __main__ as command
from bench import documents
from tests.files import reading


def test_plans_when_taken_then_no_two_alike_and_always_the_same() -> None:
    taken = [json.dumps(plan, sort_keys=True) for plan in islice(documents._plans(), 200)]
    assert len(set(taken)) == 200
    assert taken == [json.dumps(plan, sort_keys=True) for plan in islice(documents._plans(), 200)]


def test_figures_when_measured_alone_then_aims_for_the_median_and_the_slowest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(documents, "_RUNS", 20)
    monkeypatch.setattr("sys.argv", ["bench", "documents"])
    assert command.main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines if line.startswith("plan to PDF")] == [
        "plan to PDF, standard",
        "plan to PDF, standard, p95",
        "plan to PDF, standard, waited",
        "plan to PDF, large print",
        "plan to PDF, easy read",
        "plan to PDF, bilingual",
    ]


def test_plans_when_made_then_as_long_as_a_typical_plan() -> None:
    from fingerpost.files.documents import make_plan_document

    assert {len(reading.pages(make_plan_document(plan))) for plan in islice(documents._plans(), 10)} <= {
        1,
        2,
        3,
    }
