"""Snapshots and figures that were frozen: what was known at a moment stays what was known."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fingerpost.house.ids import new_id
from fingerpost.organisations.models import Contract
from fingerpost.staff.models import Account


class Snapshot(models.Model):
    """One consistent moment of all facts, as Parquet files in a folder of DATA. Rows are added, removed by age."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    taken_at = models.DateTimeField()
    folder = models.CharField(max_length=80, unique=True)
    rows = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    finished_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-taken_at", "-id"], name="performance_snapshots_newest")]

    def __str__(self) -> str:
        return self.folder


class Known(models.TextChoices):
    """When a figure was known."""

    DAY_5 = "day_5", _("As known on the fifth working day")
    RETURNED = "returned", _("As returned")


class FrozenFigure(models.Model):
    """One figure of one contract and month as it was known then (OI-13.5). Added, never changed.

    ``numerator`` and ``denominator`` are exact; ``value`` is rounded as the measure says, None where nothing can
    be told. ``dimension`` and ``part`` name one part of a break-down; both empty for the whole.
    """

    id = models.BigAutoField(primary_key=True)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    known = models.CharField(max_length=8, choices=Known.choices)
    measure = models.CharField(max_length=60)
    dimension = models.CharField(max_length=20, blank=True)
    part = models.CharField(max_length=60, blank=True)
    numerator = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    frozen_at = models.DateTimeField()
    snapshot_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contract", "month", "known", "measure", "dimension", "part"],
                name="performance_figure_frozen_once",
            ),
            models.CheckConstraint(name="performance_known_known", condition=Q(known__in=Known.values)),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.month}"


class CountSource(models.TextChoices):
    """Where a count comes from that this system does not make itself (OI-13.4)."""

    TELEPHONY = "telephony", _("Call data of the telephone system")
    WEB = "web", _("Web analytics")
    EVALUATION = "evaluation", _("Evaluation and surveys")
    SITE = "site", _("Partner site")


class ExternalCount(models.Model):
    """One day's count from another system. ``code`` is one of the key ``performance.external_counts``.

    Totals only, never a person (EV-4.3.2). A later row for the same day and code ``replaces`` the one before.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=CountSource.choices)
    code = models.CharField(max_length=40)
    day = models.DateField()
    counted = models.BigIntegerField()
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    entered_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="performance_count_source_known", condition=Q(source__in=CountSource.values)
            ),
            models.CheckConstraint(name="performance_count_not_negative", condition=Q(counted__gte=0)),
        ]
        indexes: ClassVar = [models.Index(fields=["code", "day", "contract"], name="performance_counts_of")]

    def __str__(self) -> str:
        return f"{self.code} {self.day}"
