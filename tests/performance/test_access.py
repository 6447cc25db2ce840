"""Which figures the agency gets exactly: what is about nobody, and the money of its own invoices."""

import pytest

from fingerpost.performance.access import Scope, is_rounded
from fingerpost.performance.measures.registry import described

AGENCY, PRIME = Scope(None), Scope((("a contract", None),))


@pytest.mark.parametrize(
    ("code", "rounded"),
    [
        ("financial_performance_tot", False),
        ("financial_performance_cmo", False),
        ("value_achieved", False),
        ("profile_money_tot", False),
        ("performance_tot", True),
        ("people", True),
        ("sessions", True),
        ("average_cost", True),
        ("equality_seen", True),
    ],
)
def test_figure_when_the_agency_reads_it_then_exact_only_where_its_invoices_tell_it(
    code: str, rounded: bool
) -> None:
    assert is_rounded(described(code), AGENCY) is rounded


def test_figure_when_the_prime_reads_it_then_exact_but_for_equality() -> None:
    assert not is_rounded(described("performance_tot"), PRIME)
    assert is_rounded(described("equality_seen"), PRIME)
