"""Fixtures of other rooms that these tests stand on."""

from tests.notices.conftest import sink, work_off

__all__ = ["sink", "work_off"]
