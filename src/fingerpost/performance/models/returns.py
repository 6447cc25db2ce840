"""Returns: what a contractor sends for a month, by whom it was approved, when it was sent and received."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
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


class Direction(models.Model):
    """A written direction of the agency: which extract a contractor may give, for what purpose, between two days.

    BR-23.2: without one nothing leaves for anybody else. Added, never changed; a row that ``withdraws`` another ends
    it. ``kind`` is one of the three extracts; each has directions of its own.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=11, choices=ReturnKind.choices)
    reference = models.CharField(max_length=40)
    purpose = models.CharField(max_length=300)
    starts_on = models.DateField()
    ends_on = models.DateField()
    withdraws = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="withdrawn_by")
    given_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="performance_direction_for_an_extract",
                condition=Q(kind__in=["dwp", "matching", "survey"]),
            ),
            models.CheckConstraint(
                name="performance_direction_ordered", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="performance_direction_is_whole", condition=~Q(reference="") & ~Q(purpose="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["contract", "kind", "-given_at"], name="performance_directions_of")
        ]

    def __str__(self) -> str:
        return self.reference


class Return(models.Model):
    """One return of one contract for one month. ``due_on`` is the working day that policy names.

    ``findings`` counts what stands in the way of signing it off (BR-22.2); ``direction`` is that of an extract.
    ``records`` counts the rows about people; over 1,000 of them need a purpose and a named approver (BR-30).
    ``replaces`` is the return that this one mends; both stay.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    kind = models.CharField(max_length=11, choices=ReturnKind.choices)
    layout = models.CharField(max_length=40)
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="returns")
    direction = models.ForeignKey(Direction, null=True, on_delete=models.PROTECT, related_name="+")
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
            models.CheckConstraint(
                name="performance_extract_has_a_direction",
                condition=Q(kind__in=["dwp", "matching", "survey"], direction__isnull=False)
                | Q(kind__in=["hub", "manual", "inspiration"], direction__isnull=True),
            ),
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
    """One file of a return; its bytes are sealed at rest. Never changed. ``sha256`` is of the plain bytes, in hex.

    One that ``holds_people`` opens to the contractor's returns managers alone; another to the agency as well.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    of_return = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    holds_people = models.BooleanField(default=True)
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
