"""A small snapshot of made-up facts under the world's contracts: written as Parquet, known as a snapshot."""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
from django.db import connections

from fingerpost.demo.world import World
from fingerpost.house.ids import new_id
from fingerpost.performance.facts import SCHEMAS
from fingerpost.performance.models import Snapshot
from fingerpost.policy.civil import add_months

TYPES = {"string": "VARCHAR", "date": "DATE", "boolean": "BOOLEAN", "int64": "BIGINT", "float64": "DOUBLE"}
UNDER = {
    "prime_north_east": ("prime",),
    "prime_north_west": ("prime", "subcontractor"),
    "second_prime_south_west": ("second_prime", "subcontractor"),
}
CODES: dict[str, tuple[Any, ...]] = {
    "channel": ("1", "2"),
    "result": ("attended", "attended", "attended", "did_not_attend"),
    "gave": ("advice", "advice", "information"),
    "asks": ("service", "learning", "job", "progression"),
    "family": ("CSO", "CMO", "LO", "JO"),
    "verdict": ("pay", "refuse", "unpriced"),
    "stage": ("first", "second", "six_months"),
    "state": ("open", "done", "not_reached"),
    "category": ("CMO", "LO", "JO", "SF"),
    "customer_class": ("priority", "other"),
    "gender": ("female", "male", "another", ""),
    "ethnicity": ("white_british", "white_other", "mixed", "asian", "black", "other", ""),
    "condition": ("declared", "none_declared", ""),
    "about": ("learning", "employment"),
    "source": ("web", "telephony"),
    "code": ("web_sessions", "calls_offered"),
    "status": ("employed", "unemployed"),
    "outcome": ("session", "closed"),
}
NUMBERS = {
    "answer": (1, 5),
    "age": (17, 60),
    "pence": (1_000, 9_000),
    "level": (0, 8),
    "tries": (1, 4),
    "number": (1, 2),
}
KINDS = {
    "fact_outcome": ("1", "2", "3", "4", "5"),
    "fact_line": ("payment",),
    "fact_sum": ("service_fee", "deduction"),
}
ROWS = {"fact_attendance": 1_400, "fact_plan": 700, "fact_outcome": 700, "fact_person": 260}


class SmallFacts:
    """Rows of every fact, the same for the same seed."""

    def __init__(self, world: World, months: list[date], seed: int = 5) -> None:
        self.world, self.months, self.random = world, months, random.Random(seed)
        self.people = [str(UUID(int=self.random.getrandbits(128))) for _ in range(260)]
        self.advisers = [str(world.accounts[name]) for name in ("area_adviser", "trainee")]
        self.venues = [str(each) for each in world.venues.values()]

    def rows(self, name: str) -> list[list[Any]]:
        """The rows of one table, in the order of its columns."""
        if name == "fact_person":
            return [
                [
                    person if column == "person" else self._value(name, column, kind, {})
                    for column, kind in SCHEMAS[name].items()
                ]
                for person in self.people
            ]
        return [self._row(name) for _ in range(ROWS.get(name, 400))]

    def _row(self, name: str) -> list[Any]:
        contract = self.random.choices(list(UNDER), weights=(6, 5, 1))[0]
        organisation = self.random.choice(UNDER[contract])
        known = {
            "id": str(UUID(int=self.random.getrandbits(128))),
            "contract": str(self.world.contracts[contract]),
            "organisation": str(self.world.organisations[organisation]),
            "month": self.random.choice(self.months),
            "person": self.random.choice(self.people),
            "adviser": self.random.choice(self.advisers),
            "venue": self.random.choice(self.venues),
        }
        return [
            known[column] if column in known else self._value(name, column, kind, known)
            for column, kind in SCHEMAS[name].items()
        ]

    def _value(self, name: str, column: str, kind: str, known: dict[str, Any]) -> Any:
        if column == "kind":
            return self.random.choice(KINDS[name])
        if column in CODES:
            return self.random.choice(CODES[column])
        if kind == "boolean":
            return self.random.random() < 0.4
        if kind == "date":
            return known["month"].replace(day=self.random.randint(1, 28)) if known else None
        if kind == "string":
            return None
        low, high = NUMBERS.get(column, (0, 20))
        number = self.random.randint(low, high)
        return float(number) if kind == "float64" else number


def write_snapshot(root: Path, rows: dict[str, list[list[Any]]], *, taken_at: datetime) -> Snapshot:
    """Write rows as a snapshot below a folder, and let the service know of it."""
    folder = root / f"small-{new_id().hex[-8:]}"
    folder.mkdir(parents=True)
    database = duckdb.connect(":memory:")
    for name, columns in SCHEMAS.items():
        lines = folder / f"{name}.csv"
        written = "".join(",".join(_cell(each) for each in row) + "\n" for row in rows.get(name, []))
        lines.write_text(written, encoding="utf-8")
        kinds = ", ".join(f"'{column}': '{TYPES[kind]}'" for column, kind in columns.items())
        database.execute(
            f"COPY (SELECT * FROM read_csv('{lines}', columns = {{{kinds}}}, header = false, nullstr = '',"
            f" allow_quoted_nulls = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"'))"
            f" TO '{folder / f'{name}.parquet'}' (FORMAT parquet)"
        )
        lines.unlink()
    database.close()
    return Snapshot.objects.using("owner").create(
        taken_at=taken_at, folder=folder.name, rows={}, sha256=new_id().hex * 2, finished_at=taken_at
    )


def _cell(value: Any) -> str:
    # A text that is empty is quoted, so that it is no NULL.
    return "" if value is None else f'"{value}"' if isinstance(value, str) else str(value)


def months_to(newest: date, count: int = 8) -> list[date]:
    """So many months, the newest last."""
    return [add_months(newest, -back) for back in range(count - 1, -1, -1)]


def forget_snapshots() -> None:
    """Remove every snapshot that is known."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM performance_snapshot")
