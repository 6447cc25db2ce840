"""The engine of the wire over HTTP: keys, routes, versions, reading, answers, and what is kept."""

from __future__ import annotations

from tests.dss.kit import Wire, a_customer


def test_a_customer_posted_is_read_back(wire: Wire) -> None:
    customer = a_customer(wire)
    said = wire.get(customer.path)
    assert said.status == 200
    assert said.json() == customer.body
