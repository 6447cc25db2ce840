"""Runs: every event of a contract's month decided in one pass, kept with its trail."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fingerpost.house.ids import new_id
from fingerpost.organisations.models import Contract
from fingerpost.staff.models import Account


class RunPurpose(models.TextChoices):
    """Why a run was made. Only a run for a claim may be claimed from."""

    CLAIM = "claim", _("For a claim")
    LOOK = "look", _("To look")
    SHADOW = "shadow", _("To compare two versions of the rule")


class Run(models.Model):
    """One run over a contract's year to date, up to the end of ``month`` (its first day), as known at ``as_of``.

    ``rule_version`` names the version of the payment rule, ``rules_on`` the day whose packs were read,
    ``compared_with`` the run of the other version in a shadow. ``inputs_sha256`` is of the canonical facts of all
    customers, in order. Rows are added, and finished once. Pence.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    as_of = models.DateTimeField()
    purpose = models.CharField(max_length=6, choices=RunPurpose.choices)
    scheme = models.CharField(max_length=40)
    rule_version = models.CharField(max_length=60)
    rules_on = models.DateField()
    compared_with = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    customers = models.PositiveIntegerField(default=0)
    decisions = models.PositiveIntegerField(default=0)
    total_pence = models.BigIntegerField(default=0)
    inputs_sha256 = models.CharField(max_length=64, blank=True)
    started_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="funding_run_purpose_known", condition=Q(purpose__in=RunPurpose.values)
            ),
            models.CheckConstraint(name="funding_run_month_is_a_first", condition=Q(month__day=1)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["contract", "-month", "-started_at"], name="funding_runs_of")
        ]

    def __str__(self) -> str:
        return str(self.id)


class RunDecision(models.Model):
    """One event of a run with its verdict. ``place`` is its order in the run, ``event`` the id of the record.

    ``trail`` holds every rule tried, in short: ``[rule, passed, values]`` for each; ``funding.trails`` makes
    sentences of it. ``customer_id`` is a plain id, so that a nation's run is one COPY.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField()
    customer_id = models.UUIDField()
    kind = models.CharField(max_length=7)
    event = models.UUIDField()
    verdict = models.CharField(max_length=8)
    amount_pence = models.PositiveIntegerField(null=True)
    period = models.CharField(max_length=7, blank=True)
    customer_class = models.CharField(max_length=8)
    trail = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "place"], name="funding_run_place_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["run", "event"], name="funding_run_event")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.place}"
