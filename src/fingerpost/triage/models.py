"""What is kept of a triage decision: the rule and its result, and nothing of how it was reached (BR-5.1, XD-12)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.house.ids import new_id
from fingerpost.interactions.models import Contact
from fingerpost.staff.models import Account
from fingerpost.triage.rules import CONCERN


class TransferKind(models.TextChoices):
    """How a contact moves on (BR-6.1a)."""

    NONE = "none", _("No transfer")
    WARM = "warm", _("Warm")
    COLD = "cold", _("Cold")


class AttemptOutcome(models.TextChoices):
    """What became of putting somebody through, where a decision was made anew because of it (BR-6.1c)."""

    NO_ANSWER = "no_answer", _("Nobody answered")
    CUSTOMER_LEFT = "customer_left", _("The customer left or rang off")
    CLOSED = "closed", _("They had closed")


class ContactDecision(models.Model):
    """One triage decision of a contact. Rows are added and never changed; a later one supersedes the one before.

    Age, places and whether somebody is entitled at 18 go into the decision and are in no column. Needs, way in,
    areas, directions, prompts and follow-on kinds are codes of the packs ``triage`` and ``places``. ``route_in`` is
    empty where the contact came another way; ``found_need`` where the adviser found what was asked for.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="decisions")
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    attempt = models.CharField(max_length=14, choices=AttemptOutcome.choices, blank=True)
    stated_need = models.CharField(max_length=30, blank=True)
    found_need = models.CharField(max_length=30, blank=True)
    route_in = models.CharField(max_length=30, blank=True)
    held_by = models.CharField(max_length=40, blank=True)
    rules_on = models.DateField()
    rule = models.CharField(max_length=8)
    also = models.JSONField(default=list)
    direction = models.CharField(max_length=60)
    home_area = models.CharField(max_length=40, blank=True)
    transfer = models.CharField(max_length=4, choices=TransferKind.choices)
    transfer_case = models.CharField(max_length=8, blank=True)
    follow_on = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField(null=True)
    prompts = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    rule_ids = models.JSONField(default=list)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="triage_transfer_has_a_case",
                condition=Q(transfer="none", transfer_case="")
                | (Q(transfer__in=["warm", "cold"]) & ~Q(transfer_case="")),
            ),
            models.CheckConstraint(
                name="triage_follow_on_has_a_moment",
                condition=Q(follow_on="", due_at__isnull=True) | (~Q(follow_on="") & Q(due_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="triage_attempt_known", condition=Q(attempt="") | Q(attempt__in=AttemptOutcome.values)
            ),
            # With the key below, two tabs can't both follow the same decision, and the first is one.
            models.UniqueConstraint(
                fields=["contact"], condition=Q(supersedes__isnull=True), name="triage_one_first_decision"
            ),
            # What the key of migration 0002 from (supersedes, contact) leads to.
            models.UniqueConstraint(fields=["id", "contact"], name="triage_decision_of_contact"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["contact", "-decided_at", "-id"], name="triage_decision_latest")
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def need(self) -> str:
        """The need that was decided on: as found, else as stated; empty where it is not known."""
        return self.found_need or self.stated_need

    @property
    def is_of_concern(self) -> bool:
        """Whether it says that somebody may be at risk of harm: shown on the decision's own page alone."""
        return CONCERN in (self.stated_need, self.found_need)
