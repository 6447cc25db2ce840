"""What pages ask of the rulebook. Every list is bounded and ends its order in the id."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotFound
from fingerpost.house.rules import rules_in_force
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date
from fingerpost.rulebook.models import (
    Acknowledgement,
    Notified,
    Proposal,
    Publication,
    Scope,
    WordsConfirmation,
)
from fingerpost.rulebook.reading import packs_of
from fingerpost.rulebook.rules import keys_of, layered, restoring_pack, version_of_words
from fingerpost.staff.access import CAPABILITIES, Capability, Role
from fingerpost.staff.models import Membership

MOST_OPEN = 50
MOST_NOTIFIED = 500
_WRITERS = [role for role in Role if Capability.KNOW_WORDS in CAPABILITIES[role]]


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One organisation of the notice log: whether, when and by whom it acknowledged first."""

    organisation: str
    acknowledged_at: datetime | None
    acknowledged_by: str


@dataclass(frozen=True, slots=True)
class KnowsWords:
    """Somebody who writes in records, and when they confirmed the list as it stands."""

    person: str
    confirmed_at: datetime | None


def list_publications(*, start: int = 0, limit: int = 20) -> list[Publication]:
    """What was published, the newest first."""
    rows = Publication.objects.select_related("organisation", "proposed_by", "approved_by")
    return list(rows.order_by("-serial", "id")[start : start + limit])


def find_publications(names: Iterable[str]) -> dict[str, Publication]:
    """Publications by the name of their pack; a shipped pack has none."""
    rows = Publication.objects.select_related("organisation", "proposed_by", "approved_by")
    return {row.name: row for row in rows.filter(name__in=list(names)[:MOST_NOTIFIED])}


def get_publication(publication_id: UUID) -> Publication:
    """One publication with its people. Raises NotFound."""
    rows = Publication.objects.select_related("organisation", "proposed_by", "approved_by")
    found = rows.filter(id=publication_id).first()
    if found is None:
        raise NotFound(_("There is no such publication."), code="no_such_publication")
    return found


def list_open_proposals() -> list[Proposal]:
    """What waits for a second person in one's own organisation, the oldest first."""
    return list(_open().order_by("proposed_at", "id")[:MOST_OPEN])


def get_open_proposal(proposal_id: UUID) -> Proposal:
    """A proposal of one's own organisation that waits for a second person. Raises NotFound."""
    found = _open().filter(id=proposal_id).first()
    if found is None:
        raise NotFound(
            _("There is no such proposal: it was published or closed, or it is another organisation's."),
            code="no_such_proposal",
        )
    return found


def list_notice_log(publication: Publication) -> list[NoticeLine]:
    """Every organisation that was told, those that have not acknowledged first (BR-0.3)."""
    first: dict[UUID, Acknowledgement] = {}
    rows = Acknowledgement.objects.filter(publication=publication).select_related("account")
    for row in rows.order_by("acknowledged_at", "id"):
        first.setdefault(row.organisation_id, row)
    told = Notified.objects.filter(publication=publication).select_related("organisation")
    lines = [
        _line(one.organisation.name, first.get(one.organisation_id))
        for one in told.order_by("organisation__name", "id")[:MOST_NOTIFIED]
    ]
    return sorted(lines, key=lambda line: line.acknowledged_at is not None)


def list_to_acknowledge(actor: Actor, *, limit: int = 20) -> list[Publication]:
    """What one's organisation was told of and nobody in it has confirmed yet, the oldest first (BR-0.3)."""
    if not actor.can(Capability.ACKNOWLEDGE_RULES):
        return []
    done = Acknowledgement.objects.filter(publication=OuterRef("pk"), organisation_id=actor.organisation_id)
    rows = Publication.objects.filter(notified__organisation_id=actor.organisation_id)
    return list(rows.exclude(Exists(done)).order_by("serial")[:limit])


def find_acknowledgement(actor: Actor, publication: Publication) -> Acknowledgement | None:
    """The first confirmation by anybody of one's own organisation."""
    rows = Acknowledgement.objects.filter(
        publication=publication, organisation_id=actor.organisation_id
    ).select_related("account")
    return rows.order_by("acknowledged_at", "id").first()


def was_notified(actor: Actor, publication: Publication) -> bool:
    """Whether one's own organisation is to acknowledge this."""
    return Notified.objects.filter(publication=publication, organisation_id=actor.organisation_id).exists()


def has_words_to_confirm(actor: Actor, *, now: datetime) -> bool:
    """Whether somebody who writes has yet to confirm the words as the list stands today (BR-A.2)."""
    return actor.can(Capability.KNOW_WORDS) and find_words_confirmation(actor, now=now) is None


def find_words_confirmation(actor: Actor, *, now: datetime) -> WordsConfirmation | None:
    """One's own confirmation of the list as it stands today."""
    version, _rule_ids = version_of_words(rules_in_force(actor.organisation_id), civil_date(now))
    rows = WordsConfirmation.objects.filter(
        organisation_id=actor.organisation_id, account_id=actor.account_id, version=version
    )
    return rows.first()


def list_who_knows_words(actor: Actor, *, now: datetime) -> list[KnowsWords]:
    """Everybody of one's own organisation who writes, those who have not confirmed today's list first (BR-A.2)."""
    today = civil_date(now)
    version, _rule_ids = version_of_words(rules_in_force(actor.organisation_id), today)
    confirmed = dict(
        WordsConfirmation.objects.filter(organisation_id=actor.organisation_id, version=version).values_list(
            "account_id", "confirmed_at"
        )
    )
    writers = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        organisation_id=actor.organisation_id,
        role__in=_WRITERS,
        starts_on__lte=today,
        account__is_active=True,
    )
    people = writers.order_by("account__full_name", "account_id").values_list(
        "account_id", "account__full_name"
    )
    lines = [KnowsWords(name, confirmed.get(one)) for one, name in people.distinct()[:MOST_NOTIFIED]]
    return sorted(lines, key=lambda line: line.confirmed_at is not None)


def withdrawing_text(publication: Publication, *, from_day: date) -> str:
    """A pack to propose that takes a publication back from a day on (BR-0.3); what went before stays (XD-13)."""
    packs = packs_of(scope=Scope.EVERYBODY)
    with_it, _unread = layered(shipped_rules(), packs)
    without, _unread = layered(shipped_rules(), [pack for pack in packs if pack.name != publication.name])
    return restoring_pack(
        name=f"{publication.name}-taken-back-{from_day.isoformat()}"[:100],
        undone=publication.name,
        keys=keys_of(with_it, publication.name),
        without=without,
        from_day=from_day,
    )


def _open() -> QuerySet[Proposal]:
    rows = Proposal.objects.filter(publication__isnull=True, closed__isnull=True)
    return rows.select_related("organisation", "proposed_by")


def _line(organisation: str, first: Acknowledgement | None) -> NoticeLine:
    if first is None:
        return NoticeLine(organisation, None, "")
    return NoticeLine(organisation, first.acknowledged_at, first.account.full_name)
