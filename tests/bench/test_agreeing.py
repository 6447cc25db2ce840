"""The figure of a plan that is saved: documents are timed apart, and nothing stays changed afterwards."""

from __future__ import annotations

import pytest
from bench.figures import sample

from bench import agreeing
from fingerpost.plans.services import copies, sending, versions


def test_documents_when_timed_then_each_is_counted_and_the_services_are_as_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(versions, "make_plan_document", lambda content: b"%PDF")
    before = (versions.make_plan_document, copies.make_plan_document, sending.encrypt_pdf)
    with agreeing._documents_timed() as spent:
        assert versions.make_plan_document({}) == b"%PDF"
        assert versions.make_plan_document({}) == b"%PDF"
    assert len(spent) == 2
    assert (versions.make_plan_document, copies.make_plan_document, sending.encrypt_pdf) == before


def test_saving_when_documents_are_left_out_then_their_median_is_taken_off() -> None:
    left = agreeing._without(sample([40.0, 50.0, 60.0]), sample([10.0, 20.0, 30.0]))
    assert (left.median, left.runs) == (30.0, 3)
