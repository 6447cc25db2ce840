"""The rules in force in the running application, whoever supplies them.

The house knows no packs of the agency. The room rulebook supplies them when the application starts; where nobody
does, as in a tool without a database, the rules are those that come with the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from fingerpost.policy import Rules, shipped_rules

Supplier = Callable[[UUID | None], Rules]


@dataclass(slots=True)
class _Frame:
    """One piece of work: for which organisation it is done, and the rules it was begun with."""

    organisation_id: UUID | None = None
    rules: dict[UUID | None, Rules] = field(default_factory=dict)


def _only_shipped(organisation_id: UUID | None) -> Rules:
    return shipped_rules()


_supplier: Supplier = _only_shipped
_frame: Final[ContextVar[_Frame | None]] = ContextVar("fingerpost_rules", default=None)


def supply_rules(supplier: Supplier) -> None:
    """Name who answers from now on: a function from an organisation (None: the agency's own) to its rules.

    It is asked often and from several threads; it keeps what it knows and never raises.
    """
    global _supplier
    _supplier = supplier


def rules_in_force(organisation_id: UUID | None = None) -> Rules:
    """The rules that hold in this application now: those of the program under the packs that were published.

    Without an organisation they are those of whoever acts, whose own list of restricted words may be longer
    (BR-20.4). One request sees one set of rules from its beginning to its end. Immutable; costs next to nothing.
    """
    frame = _frame.get()
    if frame is None:
        return _supplier(organisation_id)
    wanted = organisation_id or frame.organisation_id
    kept = frame.rules.get(wanted)
    if kept is None:
        kept = frame.rules[wanted] = _supplier(wanted)
    return kept


@contextmanager
def one_set_of_rules() -> Iterator[None]:
    """Keep to one set of rules, whatever is published meanwhile. Nobody's in particular, until `rule_for`."""
    token = _frame.set(_Frame())
    try:
        yield
    finally:
        _frame.reset(token)


def rule_for(organisation_id: UUID | None) -> None:
    """Say for which organisation the rest of this piece of work is done."""
    frame = _frame.get()
    if frame is not None:
        frame.organisation_id = organisation_id
