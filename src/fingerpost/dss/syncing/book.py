"""Which record here is which record there, and what both said when they last agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Pair:
    """A record of the source and its twin at the target; ``target_id`` empty where it was only meant to be made."""

    source_id: str
    target_id: str
    source_print: str
    target_print: str


class Book(Protocol):
    """The pairs of one remote service as one direction sees them. Ids are GUIDs in small letters with hyphens."""

    def find(self, resource: str, source_id: str) -> Pair | None:
        """The pair of a record of the source."""

    def is_paired(self, resource: str, target_id: str) -> bool:
        """Whether a record of the target has its twin already."""

    def intend(self, resource: str, source_id: str, *, customer_id: str) -> None:
        """Note, for good, that the target is about to be asked for a new record."""

    def give_up(self, resource: str, source_id: str) -> None:
        """Strike out what was intended: the target refused."""

    def agree(self, resource: str, pair: Pair, *, customer_id: str) -> None:
        """Keep a pair with its prints, for good. ``customer_id`` is the source's, empty for an adviser."""

    def note_same(self, resource: str, source_id: str) -> None:
        """Note that a record of the source stands as it stood when both sides last agreed."""

    def note_made(self, resource: str, target_id: str) -> None:
        """Note that a record which was just made at the target stands as it was made, unless it was changed since."""

    def is_gone(self, customer_id: str) -> bool:
        """Whether a customer of the source was forgotten at the target, so that nothing brings them back."""

    def ids(self, resource: str, source_id: str) -> tuple[str, str]:
        """The ids (here, there) of a record of the source for a report, empty where not known."""
