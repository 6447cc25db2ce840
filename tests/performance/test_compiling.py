"""The SQL that is kept for any months says the same as the SQL that is compiled for these."""

from datetime import date

import pytest

from fingerpost.performance.engine.compiling import Dialect, figures_sql, sql_of
from fingerpost.performance.measures.definition import Dimension, Filters, figures_of
from fingerpost.performance.measures.registry import MEASURES

SOME = [measure for place, measure in enumerate(MEASURES.values()) if place % 9 == 0]
MONTHS = [(date(2026, 4, 1), date(2026, 10, 1)), (date(2024, 2, 1), date(2024, 2, 1))]


@pytest.mark.parametrize("dialect", Dialect)
def test_figures_when_compiled_for_any_months_then_their_days_stand_in_them(dialect: Dialect) -> None:
    for measure in SOME:
        for first, last in MONTHS:
            filters = Filters(first_month=first, last_month=last, scope=(("a contract", None),))
            by = Dimension.CONTRACT if Dimension.CONTRACT in measure.breaks_down_by else None

            def build(tables, measure=measure, filters=filters, by=by):  # type: ignore[no-untyped-def]
                return figures_of(measure, tables, filters, by=by)

            assert figures_sql(dialect, measure, filters, by) == sql_of(dialect, build), measure.code
