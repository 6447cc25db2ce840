"""Who may propose, publish and acknowledge rules (BR-0.3, XD-1)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotPermitted
from fingerpost.organisations.models import Organisation
from fingerpost.rulebook.models import Scope
from fingerpost.staff.access import Capability


def scopes_for(actor: Actor) -> tuple[Scope, ...]:
    """For whom this person may publish: the agency for everybody, a prime for itself; nobody else for anybody."""
    if actor.can(Capability.PUBLISH_RULES):
        is_agency = Organisation.objects.filter(
            id=actor.organisation_id, kind=Organisation.Kind.AGENCY
        ).exists()
        return (Scope.EVERYBODY,) if is_agency else ()
    if actor.can(Capability.EXTEND_WORDS) and actor.prime_contract_ids:
        return (Scope.ORGANISATION, Scope.WITH_SUBCONTRACTORS)
    return ()


def ensure_may_publish(actor: Actor, scope: Scope) -> None:
    """Raise NotPermitted where this person may not publish for this scope."""
    if scope not in scopes_for(actor):
        raise NotPermitted(
            _(
                "The agency's contract managers publish rules. A prime contractor's returns manager or compliance"
                " officer may add words to its own list."
            ),
            code="may_not_publish",
        )


def ensure_is_another(actor: Actor, proposed_by: object) -> None:
    """Raise NotPermitted where somebody would approve what they proposed themselves (XD-1)."""
    if actor.account_id == proposed_by:
        raise NotPermitted(
            _("You proposed this pack yourself. Ask a colleague to read and approve it."), code="own_proposal"
        )


def may_see_notice_log(actor: Actor) -> bool:
    """Whether somebody sees who has acknowledged: whoever publishes, and auditors."""
    return any(
        actor.can(each)
        for each in (Capability.PUBLISH_RULES, Capability.EXTEND_WORDS, Capability.AUDIT_RECORDS)
    )
