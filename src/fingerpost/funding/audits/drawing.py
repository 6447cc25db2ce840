"""Which lines an audit looks at: a draw from the ids of all payment lines of some months, in order. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fingerpost.house.draws import draw, population_sha256, seed_of


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn, in its order; from how many, and the hash of their ids."""

    seed: str
    population: int
    population_sha256: str
    lines: tuple[UUID, ...]


def make_seed(
    *, contract: str, first_month: date, last_month: date, ids: Sequence[UUID], at: datetime
) -> str:
    """A seed that nobody chooses: from the contract, the months, the lines themselves and the moment."""
    return seed_of(
        contract, first_month.isoformat(), last_month.isoformat(), population_sha256(ids), at.isoformat()
    )


def draw_lines(ids: Sequence[UUID], *, size: int, seed: str) -> Draw:
    """So many lines of all that there are. The same ids and seed give the same sample, in the same order."""
    drawn = draw((str(one) for one in ids), size=size, seed=seed)
    return Draw(seed, len(ids), population_sha256(ids), tuple(UUID(one) for one in drawn))
