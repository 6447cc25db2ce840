"""The reports of a touchpoint's collections."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from fingerpost.dss.models.records import WireRecord


class WireReport(models.Model):
    """The zip of one collection, encrypted at rest; ``size`` is that of the plain bytes, and ``sha256`` theirs.

    ``customers`` are those whose data stand in it: where one is forgotten it goes, and is made anew without them.
    """

    collection = models.OneToOneField(
        WireRecord, primary_key=True, on_delete=models.CASCADE, related_name="report"
    )
    sealed = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    customers = ArrayField(models.UUIDField(), default=list)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="dss_report_hash_is_whole", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return str(self.collection_id)
