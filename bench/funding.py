"""Figures of the funding rules: pure evaluation on one core, and a run whose decisions are kept with their trails.

Facts are made here, since a small nation is soon decided: in each size the same mix of a year, about 1.7 sessions a
customer and one outcome for two of three.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from uuid import UUID

from bench.figures import Figure, Sample, sample, timed
from fingerpost.funding import facts
from fingerpost.funding.evaluate import evaluate
from fingerpost.policy import shipped_rules

Say = Callable[[str], None]
TOUCHPOINT = "0000000105"
YEAR = facts.Period(start=date(2021, 4, 1), end=date(2022, 3, 31))
_FIRST = datetime(2021, 4, 1, 9, tzinfo=None)  # noqa: DTZ001  # civil time in London, as facts have it
_CUSTOMERS, _RUNS = 20_000, 7
_A_SECOND_BARE, _A_SECOND_WITH_TRAILS, _A_SECOND_KEPT = 30_000, 10_000, 20_000


def figures(say: Say) -> list[Figure]:
    """Pure evaluation without trails and with them; no database."""
    say("Rules: funding")
    customers, rules = list(make_customers(_CUSTOMERS, TOUCHPOINT)), shipped_rules()
    outcomes = sum(len(customer.outcomes) for customer in customers)

    def decide(with_trails: object) -> None:
        evaluate(
            customers,
            scheme="NCS-2018",
            contract=facts.Contract(touchpoint=TOUCHPOINT),
            period=YEAR,
            rules=rules,
            with_trails=with_trails is True,
        )

    decide(False)
    return [
        _told_in_time(
            f"funding rule on {outcomes:,} outcomes and their sessions{words}",
            sample([timed(decide, with_trails) for _ in range(_RUNS)]),
            outcomes,
            a_second,
        )
        for words, with_trails, a_second in (
            ("", False, _A_SECOND_BARE),
            (", with trails", True, _A_SECOND_WITH_TRAILS),
        )
    ]


def run_figures(customers: int, say: Say) -> list[Figure]:
    """A run of so many customers, kept, beside COPY of as many plain rows; its memory beside that of a tenth."""
    say(f"Funding run of {customers:,} customers")
    desk = _Desk()
    tenth_rows, _seconds, tenth_memory = desk.run(customers // 10)
    used = process_time()
    rows, seconds, memory = desk.run(customers)
    used = process_time() - used
    copied = desk.copy_plain(rows)
    say(
        f"{rows:,} decisions in {seconds:.1f} s: {rows / seconds:,.0f} a second;"
        f" {used:.1f} s of our own core, the rest the server's and the machine's; {tenth_rows:,} in the tenth"
    )
    taken = _once(seconds)
    return [
        Figure(
            name=f"funding run, {rows:,} decisions kept with trails",
            ours=taken,
            baseline=_once(copied),
            baseline_is="COPY of as many plain rows into a table without index, as owner",
            reach=0,
            rows=rows,
        ),
        _told_in_time("the same, against its aim", taken, rows, _A_SECOND_KEPT),
        Figure(
            name="memory of the run at its peak, MB",
            ours=_plain(memory),
            baseline=_plain(tenth_memory),
            baseline_is="the same run over a tenth of the customers",
            reach=1.1,
            rows=rows,
        ),
    ]


def make_customers(number: int, touchpoint: str, *, seed: int = 1) -> Iterator[facts.Customer]:
    """Customers of one year, one by one, the same ones each time; ids rise."""
    chance = random.Random(seed)  # noqa: S311  # the same facts each time
    for place in range(number):
        sessions = tuple(
            facts.Session(
                id=_id(2, place, each),
                held_at=_FIRST + timedelta(minutes=chance.randrange(360 * 24 * 60)),
                touchpoint=touchpoint,
                channel="telephone",
                completed=True,
            )
            for each in range(chance.choices((1, 2, 3, 4), (55, 27, 11, 7))[0])
        )
        yield facts.Customer(
            id=_id(1, place, 0),
            sessions=sessions,
            outcomes=tuple(
                _outcome(chance, place, each, sessions, touchpoint)
                for each in range(chance.choices((0, 1, 2, 3), (58, 28, 10, 4))[0])
            ),
        )


def _outcome(
    chance: random.Random, place: int, each: int, sessions: tuple[facts.Session, ...], touchpoint: str
) -> facts.Outcome:
    session = chance.choice(sessions)
    assert session.held_at is not None
    effective = datetime.combine((session.held_at + timedelta(days=chance.randrange(300))).date(), time.min)
    return facts.Outcome(
        id=_id(3, place, each),
        type=chance.choice("12345"),
        session=session.id,
        is_priority=chance.random() < 0.5,
        effective_at=effective,
        claimed_at=effective + timedelta(days=chance.randrange(20)),
        touchpoint=touchpoint,
        evidence_pieces=1,
    )


def _id(kind: int, place: int, each: int) -> str:
    return str(UUID(int=(kind << 100) | (place << 8) | each))


def _told_in_time(name: str, ours: Sample, rows: int, a_second: int) -> Figure:
    return Figure(
        name=name,
        ours=ours,
        baseline=_once(rows / a_second),
        baseline_is=f"the aim itself: {a_second:,} a second",
        reach=1,
        rows=rows,
    )


def _once(value: float) -> Sample:
    """Seconds of one time, as milliseconds."""
    return _plain(value * 1000)


def _plain(value: float) -> Sample:
    return Sample(value, value, value, 1)


def _forget_peak() -> None:
    """Let the peak of this process's memory begin anew."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak() -> float:
    """The most memory that this process held since then, in megabytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(kilobytes) / 1000


class _Desk:
    """A claims officer's desk in the nation at hand; runs are removed again as owner."""

    def __init__(self) -> None:
        from fingerpost.organisations.models import Contract
        from fingerpost.staff.models import Membership

        officer = Membership.objects.using("owner").filter(role="claims_officer").order_by("id").first()
        if officer is None:
            raise RuntimeError("nobody claims in this nation")
        self._membership = officer.id
        prime = (
            Contract.objects.using("owner").filter(prime_id=officer.organisation_id).order_by("id").first()
        )
        if prime is None:
            raise RuntimeError("the officer's organisation holds no contract")
        self._contract = prime

    def run(self, customers: int) -> tuple[int, float, float]:
        """Decide so many customers and keep every decision: rows, seconds, peak of memory in megabytes."""
        from django.utils import timezone

        from fingerpost.funding.contract_runs import ContractDecider, Setting
        from fingerpost.funding.models import Run, RunPurpose
        from fingerpost.funding.running import decide_and_keep
        from fingerpost.staff.services import acting_as

        setting = Setting(scheme="NCS-2018", carried_on=False, touchpoints=(TOUCHPOINT,), period=YEAR)
        now = timezone.now()
        _forget_peak()
        began = perf_counter()
        with acting_as(self._membership) as actor:
            run = Run.objects.create(
                contract=self._contract,
                month=date(2022, 3, 1),
                as_of=now,
                purpose=RunPurpose.LOOK,
                scheme=setting.scheme,
                rule_version="recommended",
                rules_on=now.date(),
                started_by_id=actor.account_id,
                started_at=now,
            )
            decider = ContractDecider(setting, shipped_rules())
            decide_and_keep(run, make_customers(customers, TOUCHPOINT), decider, "default")
        seconds = perf_counter() - began
        peak = _peak()
        self._remove(run.id)
        return run.decisions, seconds, peak

    def copy_plain(self, rows: int) -> float:
        """Seconds of a COPY of as many rows, without trails, into a table that has no index."""
        from django.db import connections

        line = (UUID(int=1), 1, UUID(int=2), "outcome", UUID(int=3), "refuse", 0, "2021-05", "other")
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "CREATE TABLE bench_plain (run uuid, place integer, customer uuid, kind text, event uuid,"
                " verdict text, pence integer, period text, class text)"
            )
            try:
                began = perf_counter()
                raw: Any = cursor.cursor
                with raw.copy("COPY bench_plain FROM STDIN") as copy:
                    for _ in range(rows):
                        copy.write_row(line)
                return perf_counter() - began
            finally:
                cursor.execute("DROP TABLE bench_plain")

    def _remove(self, run_id: UUID) -> None:
        from django.db import connections

        with connections["owner"].cursor() as cursor:
            cursor.execute("DELETE FROM funding_rundecision WHERE run_id = %s", [run_id])
            cursor.execute("DELETE FROM funding_run WHERE id = %s", [run_id])
