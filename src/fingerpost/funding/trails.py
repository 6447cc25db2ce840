"""Trails in short: `[rule, passed, values]` for every rule tried. Values are texts; never an id of anything.

A run keeps millions of trails, most of them alike, so each step is written once and used again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from fingerpost.funding.deciding import Step
from fingerpost.funding.facts import Test
from fingerpost.funding.sayings import Told, sentence_of, values_of

Packed = list[Any]

SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "carried_on": "R1",
        "session_known": "Public rule, 1.5",
        "effective_in_period": "P1",
        "claimed_in_period": "P2",
        "touchpoint": "P3",
        "not_a_duplicate": "P4",
        "scheme_dates": "R1",
        "evidence": "R12",
        "job_sustained": "BR-GL-sustain",
        "no_earlier_session": "R10",
        "kept_of_its_kind": "P6",
        "jobs_apart": "P7",
        "window": "P8",
        "no_earlier_outcome": "P9",
        "undoes_a_claim": "P6",
        "rate": "7.1",
        "period": "OI-20.F27",
        "completed": "OI-20.F8",
        "channel": "OI-20.F8",
        "plan_signed": "OI-20.F16",
        "age": "OI-3.4",
        "sessions_in_year": "OI-20.F10",
        "one_outcome": "OI-20.F20",
    }
)
"""Where each rule stands, since a trail in short does not keep it; of two that bear one name, the newer."""


def pack_trail(steps: Iterable[Test | Step]) -> list[Packed]:
    """A trail in short, in the order in which the rules were tried."""
    return [[step.rule, step.passed, dict(step.values)] for step in steps]


def trail_text(tests: Iterable[Test]) -> str:
    """The same as JSON, for millions of them."""
    return (
        "["
        + ",".join([_step(test.form or test.rule, test.rule, test.passed, test.told) for test in tests])
        + "]"
    )


def unpack_trail(rows: Iterable[Sequence[Any]]) -> tuple[Step, ...]:
    """The steps of a trail in short. Their sentences name no record; pages say them in words of their own."""
    return tuple(
        Step(
            rule=str(rule),
            passed=passed is True,
            because=sentence_of(str(rule), passed is True, values),
            source=SOURCES.get(str(rule), ""),
            values=values,
        )
        for rule, passed, values in rows
    )


@lru_cache(maxsize=65_536)
def _step(form: str, rule: str, passed: bool, told: Told) -> str:
    return json.dumps(
        [rule, passed, values_of(form, passed, told)], ensure_ascii=False, separators=(",", ":")
    )
