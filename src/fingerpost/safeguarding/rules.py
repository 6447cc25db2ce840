"""Decisions about concerns. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

ORIGIN: Final = "safeguarding"
"""Whose words these are, for screening (`screening.regimes`): advice, never a wall."""

RAISED, ACKNOWLEDGED, CLOSED = "raised", "acknowledged", "closed"

CONCERN_MOVES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        RAISED: frozenset({ACKNOWLEDGED, CLOSED}),
        ACKNOWLEDGED: frozenset({CLOSED}),
        CLOSED: frozenset(),
    }
)
"""What may become of a concern."""

SIGHT_FOR: Final = timedelta(hours=12)
"""How long opening the customer of a concern lasts before it must be opened, and so logged, again."""


def may_move(state: str, to: str) -> bool:
    """Whether a concern in this state may become that."""
    return to in CONCERN_MOVES[state]


def contract_for(
    *, contracts: tuple[str, ...], own: tuple[str, ...], chosen: str | None
) -> tuple[bool, str | None]:
    """Under whose contract a concern is raised: (is it settled, the contract).

    The one chosen; else the only one held from another organisation, whose lead then answers too. Somebody who
    works for several others must say for which; whoever works only under their own organisation's need not.
    """
    if chosen is not None:
        return chosen in contracts, chosen
    of_others = tuple(one for one in contracts if one not in own)
    if len(of_others) > 1:
        return False, None
    return True, of_others[0] if of_others else None
