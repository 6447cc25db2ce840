"""Which figures somebody may read, and how exactly.

A prime contractor reads everything under the contracts it holds, a subcontractor its own part of each, an adviser
what they did themselves; each may open the records behind it, so their figures are exact. The agency reads every
contract in aggregates alone (OI-8.6, OI-13.1), so its figures about people are made of rounded cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotPermitted
from fingerpost.performance.measures.definition import (
    Counts,
    Described,
    Dimension,
    Filters,
    Kind,
    Measure,
    Unit,
)
from fingerpost.staff.access import Capability, Role

_INVOICED: Final = frozenset({"", "line"})
_PRIORITY: Final = frozenset({"priority"})
NARROWINGS: Final = _PRIORITY | {"organisation", "venue", "adviser", "channel"}
"""What figures may be narrowed to, beside contracts and months."""
# An invoice tells its money by kind of outcome, for a contract and a month.
_INVOICED_BY: Final = frozenset({Dimension.CONTRACT, Dimension.MONTH})


@dataclass(frozen=True, slots=True)
class Scope:
    """What a reader may count. ``pairs`` are contracts with the organisation that bounds them; None is no bound.

    ``adviser`` bounds it to what one member of staff did.
    """

    pairs: tuple[tuple[str, str | None], ...] | None
    adviser: str = ""

    @property
    def is_agency(self) -> bool:
        """Whether this reader sees every contract, in aggregates alone."""
        return self.pairs is None

    def bound(self, filters: Filters) -> Filters:
        """The filters within this reader's bound, whatever bound they came with."""
        advisers = frozenset({self.adviser}) if self.adviser else filters.advisers
        return replace(filters, scope=self.pairs, advisers=advisers)


def scope_of(actor: Actor) -> Scope:
    """What this actor may count, from the role and contracts they hold now. Raises NotPermitted."""
    if actor.role == Role.CONTRACT_MANAGER and actor.can(Capability.SEE_PERFORMANCE):
        return Scope(None)
    if not actor.sees_customers or not (
        actor.can(Capability.SEE_PERFORMANCE) or actor.can(Capability.SEE_OWN_WORK)
    ):
        raise NotPermitted(_("Your role doesn’t read figures of the service."), code="performance_not_yours")
    primes = frozenset(actor.prime_contract_ids)
    pairs = tuple(
        (str(contract), None if contract in primes else str(actor.organisation_id))
        for contract in sorted({*actor.contract_ids, *primes})
    )
    if actor.can(Capability.SEE_PERFORMANCE):
        return Scope(pairs)
    own = str(actor.organisation_id)
    return Scope(tuple((contract, own) for contract, _bound in pairs), adviser=str(actor.account_id))


def is_rounded(measure: Described, scope: Scope) -> bool:
    """Whether this reader gets rounded cells: always for equality, and for the agency wherever people are counted.

    Exact for the agency is what is about nobody, and the money of its own invoices.
    """
    if measure.small_numbers_hidden or measure.kind is Kind.EQUALITY:
        return True
    if not scope.is_agency or not isinstance(measure, Measure):
        return False
    if measure.kind is Kind.MONEY and measure.unit is Unit.PENCE:
        return measure.opens_to not in _INVOICED
    if measure.opens_to in _INVOICED and _INVOICED_BY.issuperset(measure.breaks_down_by):
        return measure.unit is Unit.PENCE_EACH
    counts_people = measure.counts is Counts.PEOPLE or Dimension.ADVISER in measure.breaks_down_by
    return counts_people or measure.opens_to != "" or measure.unit is Unit.PENCE_EACH


def narrowings(scope: Scope, measures: Iterable[Described]) -> frozenset[str]:
    """What any of these measures may be narrowed to, beside contracts and months: organisation, venue, adviser,
    channel, priority. Rounded figures have priority alone, and those that are always hidden not even that.
    """
    return frozenset().union(*(_narrowings_of(what, scope) for what in measures))


def may_be_narrowed(what: Described, scope: Scope, to: Iterable[str]) -> bool:
    """Whether one measure may be narrowed to all of these at once."""
    return _narrowings_of(what, scope).issuperset(to)


def _narrowings_of(what: Described, scope: Scope) -> frozenset[str]:
    if is_rounded(what, scope):
        return frozenset() if what.small_numbers_hidden else _PRIORITY
    return _PRIORITY if scope.is_agency else NARROWINGS
