"""Decisions that are kept: what was decided of an outcome, from which facts, by which rules."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.customers.models import Customer
from fingerpost.house.ids import new_id
from fingerpost.organisations.models import Contract
from fingerpost.outcomes.models import Outcome
from fingerpost.staff.models import Account


class Verdict(models.TextChoices):
    """What a decision says."""

    PAY = "pay", _("Payable")
    REFUSE = "refuse", _("Not payable")
    UNPRICED = "unpriced", _("Payable, but no rate is known")


class FundingDecision(models.Model):
    """One decision on one outcome. Rows are added and never changed; a later one supersedes the one before.

    ``inputs`` is the canonical JSON of everything the decision looked at, ``inputs_sha256`` the hash of its UTF-8
    bytes in hex: the same inputs by the same rules give the same decision. ``trail`` has every rule tried. Pence.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="funding_decisions")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    scheme = models.CharField(max_length=40)
    rule_version = models.CharField(max_length=60)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    amount_pence = models.PositiveIntegerField(null=True)
    customer_class = models.CharField(max_length=8)
    period = models.CharField(max_length=7, blank=True)
    trail = models.JSONField(default=list)
    inputs = models.TextField()
    inputs_sha256 = models.CharField(max_length=64)
    rules_on = models.DateField()
    rule_ids = models.JSONField(default=list)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="funding_verdict_known", condition=Q(verdict__in=Verdict.values)),
            models.CheckConstraint(
                name="funding_amount_follows_verdict",
                condition=Q(verdict="unpriced", amount_pence__isnull=True)
                | Q(verdict="refuse", amount_pence=0)
                | Q(verdict="pay", amount_pence__gte=0),
            ),
            models.UniqueConstraint(
                fields=["outcome"], condition=Q(supersedes__isnull=True), name="funding_one_first_decision"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["outcome", "-decided_at", "-id"], name="funding_decisions_of"),
            models.Index(fields=["contract", "period", "id"], name="funding_decisions_in"),
        ]

    def __str__(self) -> str:
        return str(self.id)
