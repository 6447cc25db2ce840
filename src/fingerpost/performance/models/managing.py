"""Managing performance: targets, the month's duties, interventions, questions for data, and saved reports."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id
from fingerpost.organisations.models import Contract, Organisation
from fingerpost.staff.models import Account


@keep_history()
class Target(models.Model):
    """A regional target of one contract for one measure over a time (OI-12.20, OF-15). National ones are policy."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    value = models.DecimalField(max_digits=12, decimal_places=4)
    why = models.CharField(max_length=300)
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contract", "measure", "starts_on"], name="performance_target_once"
            ),
            models.CheckConstraint(
                name="performance_target_ordered",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.starts_on}"


@keep_history()
class Duty(models.Model):
    """One item of a contractor's month (key ``performance.month_duties``) that was done, by whom and when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    code = models.CharField(max_length=40)
    owner = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "month", "code"], name="performance_duty_once"),
            models.CheckConstraint(name="performance_duty_month", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.month}"


class InterventionState(models.TextChoices):
    """Where an intervention stands."""

    OPEN = "open", _("Open")
    AGREED = "agreed", _("Action agreed")
    CLOSED = "closed", _("Closed")


@keep_history()
class Intervention(models.Model):
    """A contract that fails a requirement, target or measure, and what is done about it (BR-26.1)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    measure = models.CharField(max_length=60)
    found = models.CharField(max_length=300)
    state = models.CharField(max_length=6, choices=InterventionState.choices, default=InterventionState.OPEN)
    action = models.CharField(max_length=600, blank=True)
    opened_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contract", "month", "measure"], name="performance_intervention_once"
            ),
            models.CheckConstraint(
                name="performance_intervention_state_known", condition=Q(state__in=InterventionState.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.month}"


@keep_history()
class DataRequest(models.Model):
    """A question for data outside the returns: who asks, for what, by when (BR-25.4)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    requester = models.CharField(max_length=120)
    scope = models.CharField(max_length=600)
    due_on = models.DateField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=600, blank=True)
    answered_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="performance_request_is_whole", condition=~Q(requester="") & ~Q(scope="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["contract", "due_on", "id"], name="performance_requests_of")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Schedule(models.TextChoices):
    """How often a report is made by itself."""

    NEVER = "", _("Only when asked")
    WEEKLY = "weekly", _("Every Monday")
    MONTHLY = "monthly", _("On the first day of each month")


@keep_history()
class SavedReport(models.Model):
    """A question somebody put together and kept: measures, break-down, filters. ``asked`` is its canonical JSON."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    asked = models.JSONField(default=dict)
    schedule = models.CharField(max_length=7, choices=Schedule.choices, blank=True)
    made_on = models.DateField(null=True)
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="performance_schedule_known", condition=Q(schedule__in=Schedule.values)
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["owner", "name", "id"], name="performance_reports_of")]

    def __str__(self) -> str:
        return self.name


class ReportMade(models.Model):
    """One making of a saved report: the figures as its owner could see them then, sealed at rest. Removed by age."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(SavedReport, on_delete=models.CASCADE, related_name="made")
    made_at = models.DateTimeField()
    snapshot_sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["report", "-made_at", "-id"], name="performance_made_of")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.made_at}"
