"""The restricted part: equality details by consent, and the additional indicator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.customers.errors import changed_meanwhile
from fingerpost.customers.models import AdditionalIndicator, DiversityDetails
from fingerpost.customers.services.common import lock_customer, require
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput

NOT_DECLARED = 9
NOTHING_DECLARED = frozenset({98, 99})
NOT_PROVIDED = 99
NONE_DECLARED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Equality:
    """What the customer chose to say, in codes of the wire; defaults are "not provided"."""

    consents_to_health: bool = False
    learning_difficulty_or_disability: int = NOT_DECLARED
    primary_difficulty: int = NOT_PROVIDED
    secondary_difficulty: int = NOT_PROVIDED
    consents_to_ethnicity: bool = False
    ethnicity: int = NOT_PROVIDED


@transaction.atomic
def keep_diversity(
    *, actor: Actor, now: datetime, customer_id: UUID, equality: Equality, expected_version: int
) -> DiversityDetails:
    """Keep equality details as far as the customer consents; withdrawing a consent removes what it covered.

    OI-14.6, OI-14.12. ``expected_version`` 0 means that the page showed none. Raises Conflict where
    somebody else changed them meanwhile, InvalidInput for details without consent.
    """
    require(actor, "see_diversity")
    customer = lock_customer(customer_id)
    kept = DiversityDetails.objects.filter(customer_id=customer_id).first()
    if (kept.version if kept else 0) != expected_version:
        raise changed_meanwhile()
    _check(equality)
    details = kept or DiversityDetails(customer=customer, version=0)
    details.health_consent_at = _consent_moment(
        details.health_consent_at,
        before=details.consents_to_health,
        after=equality.consents_to_health,
        now=now,
    )
    details.ethnicity_consent_at = _consent_moment(
        details.ethnicity_consent_at,
        before=details.consents_to_ethnicity,
        after=equality.consents_to_ethnicity,
        now=now,
    )
    details.consents_to_health = equality.consents_to_health
    details.learning_difficulty_or_disability = equality.learning_difficulty_or_disability
    details.primary_difficulty = equality.primary_difficulty
    details.secondary_difficulty = equality.secondary_difficulty
    details.consents_to_ethnicity = equality.consents_to_ethnicity
    details.ethnicity = equality.ethnicity
    details.recorded_by_id = actor.account_id
    details.version += 1
    details.save(force_insert=kept is None)
    events.record("customer.equality_kept", actor=actor, now=now, customer_id=customer_id)
    return details


@transaction.atomic
def keep_indicator(*, actor: Actor, customer_id: UUID) -> None:
    """Keep the additional indicator, because the customer asked us to (BR-20.3a, BR-20.3b).

    No event and no history: taking it away has to leave no trace. Keeping it twice is keeping it once.
    """
    require(actor, "hold_indicator")
    lock_customer(customer_id)
    if not AdditionalIndicator.objects.filter(customer_id=customer_id).exists():
        AdditionalIndicator.objects.create(customer_id=customer_id, recorded_by_id=actor.account_id)


@transaction.atomic
def take_indicator_away(*, actor: Actor, customer_id: UUID) -> None:
    """Remove the additional indicator on request; nothing says that it was ever there (BR-20.3c)."""
    require(actor, "hold_indicator")
    lock_customer(customer_id)
    AdditionalIndicator.objects.filter(customer_id=customer_id).delete()


def _consent_moment(kept: datetime | None, *, before: bool, after: bool, now: datetime) -> datetime | None:
    if not after:
        return None
    return kept if before and kept is not None else now


def _check(equality: Equality) -> None:
    difficulties = {equality.primary_difficulty, equality.secondary_difficulty}
    says_health = (
        equality.learning_difficulty_or_disability != NOT_DECLARED or difficulties - NOTHING_DECLARED
    )
    if says_health and not equality.consents_to_health:
        raise InvalidInput(_("Ask for consent before you keep this."), code="no_consent")
    if equality.ethnicity != NOT_PROVIDED and not equality.consents_to_ethnicity:
        raise InvalidInput(_("Ask for consent before you keep this."), code="no_consent")
    if equality.learning_difficulty_or_disability == NONE_DECLARED and difficulties - NOTHING_DECLARED:
        raise InvalidInput(
            _("Leave the difficulties empty where the customer says that there is none."),
            code="none_declared",
        )
