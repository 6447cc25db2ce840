"""Proposes, publishes and acknowledges packs of rules. Each fact is a new row; none is ever changed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.organisations.models import Organisation
from fingerpost.policy.civil import civil_date
from fingerpost.rulebook import supply
from fingerpost.rulebook.access import ensure_is_another, ensure_may_publish
from fingerpost.rulebook.models import (
    Acknowledgement,
    ClosedProposal,
    Notified,
    Proposal,
    Publication,
    Scope,
    WordsConfirmation,
)
from fingerpost.rulebook.reading import PackRefused, ReadPack, read_pack
from fingerpost.rulebook.rules import version_of_words
from fingerpost.staff.access import Capability

LONGEST_REASON = 1_000
_LOCK = 7_041_986_214
_AS_PROPOSED = (
    "organisation_id",
    "scope",
    "name",
    "title",
    "text",
    "effective_on",
    "is_correction",
    "reason",
    "proposed_by_id",
)


@transaction.atomic
def propose_pack(
    *, actor: Actor, now: datetime, text: str, scope: Scope, reason: str, is_correction: bool = False
) -> Proposal:
    """Keep a pack (TOML) for a second person to approve. BR-0.3, XD-1.

    Raises NotPermitted, InvalidInput without a reason, and PackRefused with every fault of the pack: one that
    begins before today is a fault too, unless it is said to be a correction (XD-13).
    """
    ensure_may_publish(actor, scope)
    _ensure_reason(reason)
    pack = read_pack(text, scope=scope, organisation_id=actor.organisation_id)
    ensure_days(pack, today=civil_date(now), is_correction=is_correction)
    proposal = Proposal.objects.create(
        organisation_id=actor.organisation_id,
        scope=scope,
        name=pack.name,
        title=pack.title,
        text=text,
        effective_on=pack.effective_on,
        is_correction=pack.effective_on < civil_date(now),
        reason=reason.strip(),
        proposed_by_id=actor.account_id,
        proposed_at=now,
    )
    events.record("rules.proposed", actor=actor, now=now, subject={"proposal": proposal.id})
    return proposal


@transaction.atomic
def approve_and_publish(*, actor: Actor, now: datetime, proposal_id: UUID) -> Publication:
    """Put a proposed pack in force from its days on, and note every organisation that is to acknowledge it.

    BR-0.3, XD-1: a second person does it. The pack is judged again, as others may have been published since.
    Processes know of it within five seconds after the transaction is committed. Raises NotFound, NotPermitted,
    Conflict where it was published or closed meanwhile, and PackRefused.
    """
    _one_at_a_time()
    proposal = _open_proposal(proposal_id)
    ensure_may_publish(actor, Scope(proposal.scope))
    ensure_is_another(actor, proposal.proposed_by_id)
    today = civil_date(now)
    pack = read_pack(proposal.text, scope=Scope(proposal.scope), organisation_id=proposal.organisation_id)
    ensure_days(pack, today=today, is_correction=proposal.is_correction)
    publication = Publication.objects.create(
        **{name: getattr(proposal, name) for name in _AS_PROPOSED},
        serial=(Publication.objects.aggregate(last=Max("serial"))["last"] or 0) + 1,
        proposal_id=proposal.id,
        approved_by_id=actor.account_id,
        published_at=now,
    )
    told = _organisations_told(publication, today)
    Notified.objects.bulk_create(
        Notified(publication=publication, organisation_id=each, notified_at=now) for each in told
    )
    events.record(
        "rules.published",
        actor=actor,
        now=now,
        subject={"publication": publication.id, "serial": publication.serial, "notified": len(told)},
    )
    # Where reading what was just written fails, the log says so, and this process asks again like the others.
    transaction.on_commit(supply.freshen_now, robust=True)
    return publication


@transaction.atomic
def close_proposal(*, actor: Actor, now: datetime, proposal_id: UUID, reason: str = "") -> ClosedProposal:
    """End a proposal without publishing it: its author takes it back, or a second person refuses it."""
    _one_at_a_time()
    proposal = _open_proposal(proposal_id)
    ensure_may_publish(actor, Scope(proposal.scope))
    if actor.account_id != proposal.proposed_by_id:
        _ensure_reason(reason)
    closed = ClosedProposal.objects.create(
        proposal=proposal, closed_by_id=actor.account_id, reason=reason.strip(), closed_at=now
    )
    events.record("rules.proposal_closed", actor=actor, now=now, subject={"proposal": proposal.id})
    return closed


@transaction.atomic
def acknowledge_publication(*, actor: Actor, now: datetime, publication_id: UUID) -> Acknowledgement:
    """Confirm for one's organisation that new rules were read; a second time changes nothing (BR-0.3).

    Raises NotPermitted, and NotFound where this organisation was not told of it.
    """
    if not actor.can(Capability.ACKNOWLEDGE_RULES):
        raise NotPermitted(
            _("A returns manager or compliance officer acknowledges new rules for your organisation."),
            code="may_not_acknowledge",
        )
    told = Notified.objects.filter(publication_id=publication_id, organisation_id=actor.organisation_id)
    if not told.exists():
        raise NotFound(_("Your organisation was not asked to acknowledge this."), code="not_notified")
    made, is_new = Acknowledgement.objects.get_or_create(
        publication_id=publication_id,
        organisation_id=actor.organisation_id,
        account_id=actor.account_id,
        defaults={"acknowledged_at": now},
    )
    if is_new:
        events.record("rules.acknowledged", actor=actor, now=now, subject={"publication": publication_id})
    return made


@transaction.atomic
def confirm_words(*, actor: Actor, now: datetime) -> WordsConfirmation:
    """Confirm that one knows the restrictions on words as the list stands today (BR-A.2); once for each version."""
    if not actor.can(Capability.KNOW_WORDS):
        raise NotPermitted(_("Your role does not write in customers' records."), code="need_not_confirm")
    version, rule_ids = version_of_words(rules_in_force(actor.organisation_id), civil_date(now))
    made, is_new = WordsConfirmation.objects.get_or_create(
        organisation_id=actor.organisation_id,
        account_id=actor.account_id,
        version=version,
        defaults={"rule_ids": rule_ids, "confirmed_at": now},
    )
    if is_new:
        events.record("rules.words_confirmed", actor=actor, now=now, subject={"version": version})
    return made


def _one_at_a_time() -> None:
    """Publications follow one another, so that their serials are committed in order and none is missed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _open_proposal(proposal_id: UUID) -> Proposal:
    proposal = Proposal.objects.select_related("publication", "closed").filter(id=proposal_id).first()
    if proposal is None:
        raise NotFound(_("There is no such proposal that you may open."), code="no_such_proposal")
    if hasattr(proposal, "publication"):
        raise Conflict(
            _("Somebody has published this pack already. Nothing was changed."), code="published_already"
        )
    if hasattr(proposal, "closed"):
        raise Conflict(_("This proposal was closed. Propose the pack again."), code="proposal_closed")
    return proposal


def _ensure_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise InvalidInput(_("Say why, in 1,000 characters or fewer."), code="reason_needed")


def ensure_days(pack: ReadPack, *, today: date, is_correction: bool) -> None:
    """XD-13: a rule never changes silently what was decided; a day that is over needs the word of its author."""
    if pack.effective_on < today and not is_correction:
        raise PackRefused(
            _(
                "The pack has values from a day that is over. Let them begin today or later, or say that this is a"
                " correction."
            ),
            code="begins_in_the_past",
        )


def _organisations_told(publication: Publication, today: date) -> list[UUID]:
    """Every prime, the contact centre's contractor with them; for an organisation's own words, whom they bind."""
    current = Q(contracts__ends_on__isnull=True) | Q(contracts__ends_on__gte=today)
    if publication.scope == Scope.EVERYBODY:
        ours = Organisation.objects.exclude(kind=Organisation.Kind.EXTERNAL)
        primes = ours.filter(current, contracts__isnull=False)
        return list(primes.order_by("name", "id").values_list("id", flat=True).distinct())
    told = [publication.organisation_id]
    if publication.scope == Scope.WITH_SUBCONTRACTORS:
        works = Organisation.objects.filter(
            Q(subcontracts__ends_on__isnull=True) | Q(subcontracts__ends_on__gte=today),
            subcontracts__contract__prime_id=publication.organisation_id,
        )
        told += works.exclude(id=publication.organisation_id).values_list("id", flat=True).distinct()
    return told
