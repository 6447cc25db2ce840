"""Who sees, makes and answers returns, and who answers for findings."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotFound, NotPermitted
from fingerpost.organisations.models import Contract
from fingerpost.staff.access import Capability


def makes_returns(actor: Actor, contract_id: UUID) -> bool:
    """A returns manager of the prime contractor of this contract."""
    return actor.can(Capability.SEND_RETURNS) and contract_id in actor.prime_contract_ids


def receives_returns(actor: Actor) -> bool:
    """A contract manager of the agency, for every contract."""
    return actor.can(Capability.RECEIVE_RETURNS)


def sees_returns(actor: Actor, contract_id: UUID) -> bool:
    """Whoever answers for the money of the prime contractor, and the agency."""
    answers = actor.can(Capability.SEE_PERFORMANCE) and contract_id in actor.prime_contract_ids
    return answers or receives_returns(actor)


def sees_findings(actor: Actor, contract_id: UUID) -> bool:
    """Whoever answers for returns: the prime for everything, a subcontractor for its own records alone."""
    if not actor.can(Capability.SEE_PERFORMANCE) or receives_returns(actor):
        return False
    return contract_id in actor.prime_contract_ids or contract_id in actor.contract_ids


def contract_for(actor: Actor, contract_id: UUID) -> Contract:
    """A contract whose returns or findings this actor may see. Raises NotFound."""
    if sees_returns(actor, contract_id) or sees_findings(actor, contract_id):
        found = Contract.objects.select_related("prime").filter(id=contract_id).first()
        if found is not None:
            return found
    raise NotFound(_("There is no contract here that you can see."), code="contract_not_found")


def ensure_makes_returns(actor: Actor, contract_id: UUID) -> None:
    """Raise NotPermitted for anybody but a returns manager of the contract's prime contractor."""
    if not makes_returns(actor, contract_id):
        raise NotPermitted(
            _("Only a returns manager of the contractor makes, signs off and sends its returns."),
            code="not_a_returns_manager",
        )


def ensure_receives_returns(actor: Actor) -> None:
    """Raise NotPermitted for anybody but the agency's contract managers."""
    if not receives_returns(actor):
        raise NotPermitted(_("Only the agency's contract managers answer returns."), code="not_the_agency")
