"""What is kept about packs of the agency's own. Nothing here is ever changed or removed: each fact is a new row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.house.ids import new_id
from fingerpost.organisations.models import Organisation
from fingerpost.staff.models import Account

LONGEST_PACK = 200_000
"""Characters of a pack; the largest that is shipped has a quarter of that."""


class Scope(models.TextChoices):
    """For whom a pack holds. Only the agency speaks for everybody."""

    EVERYBODY = "everybody", _("Everybody who delivers the service")
    ORGANISATION = "organisation", _("Our own organisation")
    WITH_SUBCONTRACTORS = "with_subcontractors", _("Our own organisation and its subcontractors")


class PackRow(models.Model):
    """What a pack says and why, as it was proposed and, word for word, as it was published.

    ``effective_on`` is the first day of the first value in it (Europe/London). ``is_correction`` says that this
    day was past already, and that this was meant.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=20, choices=Scope.choices)
    name = models.CharField(max_length=100)
    title = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField(max_length=LONGEST_PACK)
    effective_on = models.DateField()
    is_correction = models.BooleanField(default=False)
    reason = models.TextField(max_length=1_000)
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


class Proposal(PackRow):
    """A pack that somebody proposes; a second person publishes or closes it. BR-0.3, XD-1."""

    proposed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="rulebook_proposal_scope_known", condition=Q(scope__in=Scope.values)),
            models.CheckConstraint(name="rulebook_proposal_has_reason", condition=~Q(reason="")),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-proposed_at"], name="rulebook_proposals_of")
        ]


class Publication(PackRow):
    """A pack in force from its days on. ``serial`` grows by one with each, and processes ask for the last.

    XD-1: approved by another account than proposed it, with a reason.
    """

    serial = models.PositiveIntegerField(unique=True)
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="publication")
    approved_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], name="rulebook_pack_name_once"),
            models.CheckConstraint(
                name="rulebook_publication_scope_known", condition=Q(scope__in=Scope.values)
            ),
            models.CheckConstraint(name="rulebook_publication_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="rulebook_approved_by_another", condition=~Q(approved_by=F("proposed_by"))
            ),
        ]


class ClosedProposal(models.Model):
    """A proposal that is not to be published: taken back, or refused by a second person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="closed")
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=1_000, blank=True, default="")
    closed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.id)


class Notified(models.Model):
    """The notice log: an organisation that was told of a publication and is to acknowledge it (BR-0.3)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="notified")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    notified_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["publication", "organisation"], name="rulebook_notified_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Acknowledgement(models.Model):
    """Somebody read a publication and confirmed it for their organisation, once (BR-0.3)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="acknowledgements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["publication", "organisation", "account"], name="rulebook_acknowledged_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class WordsConfirmation(models.Model):
    """Somebody confirmed that they know the restrictions on words, as the list stood (BR-A.2).

    ``version`` stands for the forms of the list, ``rule_ids`` for the rulings that made it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    version = models.CharField(max_length=16)
    rule_ids = models.TextField(max_length=1_000)
    confirmed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "account", "version"], name="rulebook_words_confirmed_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
