"""Stored files: what they are, and their bytes apart, sealed.

The bytes lie in the database: kept in the transaction that wants them, under the same row security and backup.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.house.ids import new_id
from fingerpost.staff.models import Account


class FileKind(models.TextChoices):
    """What a stored file is."""

    PLAN_COPY = "plan_copy", _("Encrypted copy of a plan")
    SIGNATURE = "signature", _("Drawn signature")
    SIGNED_PRINT = "signed_print", _("Scan of a signed print")
    EVIDENCE = "evidence", _("Evidence of an outcome")


class StoredFile(models.Model):
    """One file of one customer. Rows are added and never changed; ``sha256`` is of the plain bytes, in hex.

    ``name`` is made by the service and says nothing of the customer. The room knows customers by their id alone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=FileKind.choices)
    customer_id = models.UUIDField()
    name = models.CharField(max_length=80)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    stored_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="files_kind_known", condition=Q(kind__in=FileKind.values)),
            models.CheckConstraint(name="files_hash_is_whole", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]
        indexes: ClassVar = [models.Index(fields=["customer_id", "-stored_at"], name="files_of_customer")]

    def __str__(self) -> str:
        return str(self.id)


class FileContent(models.Model):
    """The bytes of a file, encrypted at rest. Apart from its facts, so that seeing that a file is there is one right
    and opening it another."""

    file = models.OneToOneField(
        StoredFile, primary_key=True, on_delete=models.CASCADE, related_name="content"
    )
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.file_id)
