"""Figures of the rules alone: pure functions, no database. `python -m bench rules` measures only these."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bench import clocks, funding, screening
from bench.figures import Figure, Sample, sample, timed
from fingerpost.policy import shipped_rules
from fingerpost.policy.triage import Contact, decide

Say = Callable[[str], None]
_CONTACTS = 20_000
_RUNS = 15


def figures(say: Say) -> list[Figure]:
    """Every figure of the rules, each beside its baseline of the same run."""
    say("Rules: triage")
    return [*_triage(), *clocks.figures(say), *screening.figures(say), *funding.figures(say)]


def aim(milliseconds: float) -> Sample:
    """An aim in plain time as a baseline, where the thing has nothing to be compared with."""
    return Sample(milliseconds, milliseconds, milliseconds, 1)


def _triage() -> list[Figure]:
    """Contacts of one year, mixed, by one core; the age is known and what is asked of calendars is not stated."""
    rules, contacts = shipped_rules(), _contacts()

    def without_reasons(_: object) -> None:
        for contact in contacts:
            decide(contact, rules=rules)

    def with_reasons(_: object) -> None:
        for contact in contacts:
            _ = decide(contact, rules=rules).reasons

    without_reasons(None)
    return [
        Figure(
            name=f"triage of {_CONTACTS:,} contacts",
            ours=sample([timed(without_reasons, None) for _ in range(_RUNS)]),
            baseline=aim(_CONTACTS / 50),
            baseline_is="the aim itself: 50,000 a second",
            reach=1,
            rows=_CONTACTS,
        ),
        Figure(
            name=f"triage of {_CONTACTS:,} contacts, with its reasons in words",
            ours=sample([timed(with_reasons, None) for _ in range(_RUNS)]),
            baseline=aim(_CONTACTS / 10),
            baseline_is="the aim itself: 10,000 a second",
            reach=1,
            rows=_CONTACTS,
        ),
    ]


def _contacts() -> list[Contact]:
    chance = random.Random(1)  # noqa: S311  # the same contacts each time
    first = datetime(2016, 1, 1, tzinfo=UTC)
    rules = shipped_rules()
    areas = [str(row["code"]) for row in rules.get_rows("places.areas", first.date())]
    needs = [str(row["code"]) for row in rules.get_rows("triage.needs", first.date())]
    routes = [str(row["code"]) for row in rules.get_rows("triage.routes", first.date())]
    return [
        Contact(
            at=first + timedelta(minutes=chance.randrange(365 * 24 * 60)),
            age=chance.randrange(12, 70),
            entitled_at_18=chance.random() < 0.5,
            lives_in=chance.choice([*areas, "wales"]),
            need=chance.choice(needs),
            route_in=chance.choice(routes),
            held_by=chance.choice(["contact_centre", *areas]),
            in_priority_group=chance.random() < 0.5,
        )
        for _ in range(_CONTACTS)
    ]
