"""A sample that stands for the users: drawn by channel, age band and gender, and held against them (OI-12.18)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fingerpost.house.draws import draw_by_group, population_sha256, shares_of
from fingerpost.policy import Rules
from fingerpost.policy.civil import age_on

Mix = Mapping[str, Mapping[str, tuple[float, float]]]
DIMENSIONS: Final = ("channel", "age", "gender")


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who could be drawn. Channel and gender are the record's codes, ``age`` a band of the policy."""

    id: str
    channel: str
    age: str
    gender: str


@dataclass(frozen=True, slots=True)
class Sample:
    """Who was drawn, in order; the hash of all who could be; and their mix in per cent beside that of the users."""

    drawn: tuple[str, ...]
    population: int
    population_sha256: str
    mix: Mix


def draw_sample(users: Sequence[User], *, size: int, seed: str) -> Sample:
    """Draw so many users, each group of channel, age and gender by its share. The same users and seed, the same."""
    groups = {one.id: "|".join((one.channel, one.age, one.gender)) for one in users}
    drawn = draw_by_group(groups, size=size, seed=seed)
    by_id = {one.id: one for one in users}
    return Sample(
        tuple(drawn), len(users), population_sha256(groups), mix_of(users, [by_id[one] for one in drawn])
    )


def mix_of(users: Sequence[User], drawn: Sequence[User]) -> Mix:
    """The share of each group among users and in the sample, in per cent with one place, by dimension."""
    mix: dict[str, dict[str, tuple[float, float]]] = {}
    for name in DIMENSIONS:
        whole = shares_of([getattr(one, name) for one in users])
        part = shares_of([getattr(one, name) for one in drawn])
        mix[name] = {
            group: (round(share, 1), round(part.get(group, 0.0), 1)) for group, share in whole.items()
        }
    return mix


def outside_margin(
    mix: Mapping[str, Mapping[str, Iterable[float]]], *, margin: float
) -> list[tuple[str, str]]:
    """The groups whose share in the sample lies further from the users' than the margin, in points."""
    found = []
    for name, groups in mix.items():
        for group, (users, sample) in groups.items():
            if abs(users - sample) > margin:
                found.append((name, group))
    return found


def age_band(born: date | None, *, on: date, rules: Rules) -> str:
    """The band of the policy that somebody's age lies in on a day; "" where it is not known."""
    if born is None:
        return ""
    age = age_on(born, on)
    for row in rules.get_rows("surveys.age_bands", on):
        first, last = row["from"], row.get("to")
        if isinstance(first, int) and age >= first and (not isinstance(last, int) or age <= last):
            return str(row["code"])
    return ""
