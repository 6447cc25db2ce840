"""Drawing a sample that anybody can draw again: by a seed and the ids alone, with no generator of its own.

Each id gets the hash of the seed and itself; the ids with the lowest hashes are the sample. Every id has the same
chance, the order in which ids come plays no part, and a spreadsheet that knows SHA-256 draws the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final

SEED_LENGTH: Final = 40


def seed_of(*parts: object) -> str:
    """A seed from public facts, so that whoever draws can't choose it: the first 40 hex digits of their SHA-256."""
    return sha256("\n".join(str(part) for part in parts).encode()).hexdigest()[:SEED_LENGTH]


def population_sha256(ids: Iterable[object]) -> str:
    """The hash of all that could be drawn: their ids as texts, sorted, one a line."""
    return sha256("\n".join(sorted(str(one) for one in ids)).encode()).hexdigest()


def draw(ids: Iterable[str], *, size: int, seed: str) -> list[str]:
    """So many of the ids, in the order in which they were drawn; all of them where there are fewer."""
    ranked = sorted(set(ids), key=lambda one: (sha256(f"{seed}:{one}".encode()).hexdigest(), one))
    return ranked[: max(size, 0)]


def draw_by_group(groups: Mapping[str, str], *, size: int, seed: str) -> list[str]:
    """As `draw`, with as many from each group as its share asks for: ``groups`` names the group of each id.

    Shares are rounded down, and what is left goes to the groups with the largest remainders, ties by the seed. So
    each group's count is within one of its exact share.
    """
    members: dict[str, list[str]] = {}
    for one, group in groups.items():
        members.setdefault(group, []).append(one)
    wanted = min(max(size, 0), len(groups))
    shares = {group: divmod(len(ids) * wanted, len(groups)) for group, ids in members.items()}
    counts = {group: whole for group, (whole, _rest) in shares.items()}
    left = wanted - sum(counts.values())
    by_rest = sorted(
        shares, key=lambda group: (-shares[group][1], sha256(f"{seed}:{group}".encode()).hexdigest())
    )
    for group in by_rest[:left]:
        counts[group] += 1
    chosen = [one for group, ids in members.items() for one in draw(ids, size=counts[group], seed=seed)]
    return draw(chosen, size=wanted, seed=seed)


def shares_of(groups: Sequence[str]) -> dict[str, float]:
    """How many of a hundred are in each group, by its name; empty for nobody."""
    counted: dict[str, int] = {}
    for group in groups:
        counted[group] = counted.get(group, 0) + 1
    return {group: number * 100 / len(groups) for group, number in sorted(counted.items())}
