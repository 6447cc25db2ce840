"""Returns: what a contractor sends for a month, by whom it was approved, when it was sent and received."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fingerpost.funding.models import Claim
from fingerpost.house.ids import new_id
from fingerpost.organisations.models import Contract
from fingerpost.staff.models import Account


class ReturnKind(models.TextChoices):
    """Which return. Hub returns are made here; manual ones are filled in by hand (BR-25.1)."""

    HUB = "hub", _("Occupancy and Funding Summary, to the hub")
    MANUAL = "manual", _("Manual template")
    INSPIRATION = "inspiration", _("Inspiration report and case study")
    WORK_AND_PENSIONS = "dwp", _("Data for the Department for Work and Pensions")
    MATCHING = "matching", _("Matching extract for the Department for Work and Pensions")
    SURVEY = "survey", _("Extract for the survey contractor")


class Return(models.Model):
    """One return of one contract for one month. ``due_on`` is the working day that policy names.

    ``records`` counts the rows about people; over 1,000 of them need a purpose and a named approver (BR-30).
    ``replaces`` is the return that this one mends; both stay.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    kind = models.CharField(max_length=11, choices=ReturnKind.choices)
    layout = models.CharField(max_length=40)
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="returns")
    records = models.PositiveIntegerField()
    findings = models.PositiveIntegerField(default=0)
    due_on = models.DateField()
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="performance_return_kind_known", condition=Q(kind__in=ReturnKind.values)
            ),
            models.CheckConstraint(name="performance_return_month", condition=Q(month__day=1)),
            models.UniqueConstraint(
                fields=["contract", "month", "kind"],
                condition=Q(replaces__isnull=True),
                name="performance_one_first_return",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["contract", "-month", "kind"], name="performance_returns_of")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.month}"


class ReturnFile(models.Model):
    """One file of a return; its bytes are sealed at rest. Never changed. ``sha256`` is of the plain bytes, in hex."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    of_return = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of_return", "name"], name="performance_return_file_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ReturnStepKind(models.TextChoices):
    """What happens to a return."""

    APPROVED = "approved", _("Approved")
    SENT = "sent", _("Sent")
    RECEIVED = "received", _("Received")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    REJECTED = "rejected", _("Sent back by the agency")


class ReturnStep(models.Model):
    """One step of a return. Added, never changed. ``purpose`` is that of BR-30 when approved."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    of_return = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=ReturnStepKind.choices)
    purpose = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True)
    taken_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="performance_return_step_known", condition=Q(kind__in=ReturnStepKind.values)
            ),
            models.UniqueConstraint(fields=["of_return", "kind"], name="performance_return_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.of_return_id} {self.kind}"
