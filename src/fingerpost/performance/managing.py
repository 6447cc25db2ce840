"""Who manages performance: the agency sets and judges, whoever answers for a prime contractor's figures answers."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.organisations.models import EXTERNAL_SCHEME, Contract
from fingerpost.staff.access import Capability


def is_agency(actor: Actor) -> bool:
    """Whether this actor watches every contract for the agency."""
    return actor.can(Capability.SET_TERMS)


def answers_for(actor: Actor, contract_id: UUID) -> bool:
    """Whether this actor answers for the figures of a contract that their organisation holds."""
    return actor.can(Capability.SEE_PERFORMANCE) and contract_id in actor.prime_contract_ids


def ensure_agency(actor: Actor) -> None:
    """Raise NotPermitted for anybody but the agency's contract managers."""
    if not is_agency(actor):
        raise NotPermitted(_("Only the agency's contract managers do this."), code="not_the_agency")


def ensure_answers_for(actor: Actor, contract_id: UUID) -> None:
    """Raise NotPermitted for anybody who does not answer for this contract."""
    if not answers_for(actor, contract_id):
        raise NotPermitted(
            _("Only the contractor that holds the contract does this."), code="not_your_contract"
        )


def watched_contract(actor: Actor, contract_id: UUID) -> Contract:
    """One contract that this actor watches or answers for, with its prime contractor. Raises NotFound."""
    if not (is_agency(actor) or answers_for(actor, contract_id)):
        raise no_contract()
    found = Contract.objects.select_related("prime").filter(id=contract_id).first()
    if found is None:
        raise no_contract()
    return found


def list_watched(actor: Actor, *, on: date, most: int = 100) -> list[Contract]:
    """The contracts that this actor watches or answers for and that run on a day, by reference; at most ``most``."""
    begun = Contract.objects.select_related("prime").filter(starts_on__lte=on)
    found = begun.exclude(ends_on__lt=on).exclude(scheme=EXTERNAL_SCHEME)
    if not is_agency(actor):
        found = found.filter(id__in=actor.prime_contract_ids)
    return list(found.order_by("reference", "id")[:most])


def no_contract() -> NotFound:
    """What is raised for a contract that somebody does not watch."""
    return NotFound(_("There is no contract here that you can see."), code="contract_not_found")


def first_of(month: date) -> date:
    """The month's first day. Raises InvalidInput for any other day."""
    if month.day != 1:
        raise InvalidInput(_("A month is named by its first day."), code="not_a_month")
    return month


def check_version(kept: int, seen: int) -> None:
    """Raise Conflict where somebody else changed a row since it was shown."""
    if kept != seen:
        raise Conflict(
            _("Somebody else changed this since you opened it. Open it again to see what is kept now."),
            code="changed_since",
        )
