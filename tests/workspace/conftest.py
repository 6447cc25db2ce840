"""Fixtures of other rooms that these pages stand on."""

from tests.customers.conftest import make_record

__all__ = ["make_record"]
