"""What every translator between the wire and the record keeps to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from fingerpost.dss.models import WireRecord
from fingerpost.house.actor import Actor


@dataclass(frozen=True, slots=True)
class Found:
    """A finding for the clerical queue: a code of ``translating.findings`` and the wire fields it is about."""

    rule: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What became of a wire record in the record of the service.

    ``told`` is what the record says now of its fields, as the wire would say them: only fields that it has a place
    for. Empty where nothing was carried in.
    """

    told: Mapping[str, object] = field(default_factory=dict)
    findings: Sequence[Found] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One record of the service as the wire says it. ``fields`` are only those that the record has a place for."""

    id: UUID
    fields: Mapping[str, object]
    interaction_id: UUID | None = None
    plan_id: UUID | None = None
    touchpoint: str = ""
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A wire record that has just been kept, to be carried into the record.

    ``record.body`` is whole (merged, defaults set, texts that may not stand already taken out). ``changed`` names the
    fields that this request gave; on a POST all that are not null. ``contract_id`` is the touchpoint's.
    """

    record: WireRecord
    changed: frozenset[str]
    is_new: bool
    contract_id: UUID
    touchpoint: str


class Translator(Protocol):
    """Both ways between one resource of the wire and the record."""

    resource: str

    def carry_in(self, coming: Coming, *, actor: Actor, now: datetime) -> Carried:
        """Write what the record has a place for, by the services and constraints of its rooms; refuse nothing.

        What the record can't take stays with the wire and becomes a finding. Raises nothing for a body that the
        wire's own rules let through.
        """

    def render(self, customer_id: UUID) -> list[Rendered]:
        """Every record of this kind that a customer has, in a fixed number of queries, ordered by id."""
