"""Samples for audit: drawn so that anybody can draw them again, packed with everything that proves the claim."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fingerpost.funding.models.ledger import ClaimLine
from fingerpost.house.ids import new_id
from fingerpost.organisations.models import Contract
from fingerpost.staff.models import Account


class AuditSample(models.Model):
    """One draw: ``size`` of the lines of a contract from one month to another, by ``seed``.

    ``population_sha256`` is of the ids of all lines drawn from, in order: the same seed from the same
    lines gives the same sample. ``pack`` is the encrypted archive, sealed again at rest; its pass
    phrase is kept nowhere. Never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    first_month = models.DateField()
    last_month = models.DateField()
    purpose = models.CharField(max_length=300)
    seed = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    population = models.PositiveIntegerField()
    population_sha256 = models.CharField(max_length=64)
    pack = models.BinaryField()
    pack_sha256 = models.CharField(max_length=64)
    pack_size = models.PositiveIntegerField()
    drawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="funding_sample_has_a_purpose", condition=~Q(purpose="")),
        ]
        indexes: ClassVar = [models.Index(fields=["contract", "-drawn_at", "-id"], name="funding_samples_of")]

    def __str__(self) -> str:
        return str(self.id)


class AuditSampleLine(models.Model):
    """One line of a sample, in its order."""

    id = models.BigAutoField(primary_key=True)
    sample = models.ForeignKey(AuditSample, on_delete=models.CASCADE, related_name="drawn")
    line = models.ForeignKey(ClaimLine, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sample", "place"], name="funding_sample_place_once"),
            models.UniqueConstraint(fields=["sample", "line"], name="funding_sample_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.place}"
