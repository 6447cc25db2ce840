"""How a customer stands in work and in learning, as told on a day: never rewritten, so that distance can be seen."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from fingerpost.customers.models import Customer
from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id
from fingerpost.interactions.models import Attendance
from fingerpost.organisations.models import Organisation, Touchpoint
from fingerpost.staff.models import Account


@keep_history()
class EmploymentProgression(models.Model):
    """Where a customer stands in work on a day. Codes are those of the keys ``progression.*``; "" is not asked.

    A correction is a new row that ``corrects`` the one before. The employer's address and place come over the shared
    record's wire alone, which has fields for them; times of day and raw texts stay with the wire.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="employment_progressions")
    attendance = models.ForeignKey(Attendance, null=True, on_delete=models.SET_NULL, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    touchpoint = models.ForeignKey(Touchpoint, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField()
    status = models.CharField(max_length=40)
    economic_shock = models.CharField(max_length=20, blank=True)
    economic_shock_code = models.CharField(max_length=50, blank=True)
    employer = models.CharField(max_length=200, blank=True)
    employer_address = models.CharField(max_length=500, blank=True)
    employer_postcode = models.CharField(max_length=10, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    hours = models.CharField(max_length=20, blank=True)
    started_on = models.DateField(null=True)
    last_worked_on = models.DateField(null=True)
    length_of_unemployment = models.CharField(max_length=40, blank=True)
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "-recorded_on", "-id"], name="outcomes_employment_of")
        ]

    def __str__(self) -> str:
        return str(self.id)


@keep_history()
class LearningProgression(models.Model):
    """Where a customer stands in learning on a day, and the level they hold. Codes are those of ``progression.*``.

    BR-GL-time: 16 hours a week or more is full-time. OI-12.8c: levels are compared with the first one recorded.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="learning_progressions")
    attendance = models.ForeignKey(Attendance, null=True, on_delete=models.SET_NULL, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    touchpoint = models.ForeignKey(Touchpoint, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField()
    status = models.CharField(max_length=40)
    hours = models.CharField(max_length=20, blank=True)
    started_on = models.DateField(null=True)
    level = models.CharField(max_length=20, blank=True)
    level_achieved_on = models.DateField(null=True)
    provider_number = models.CharField(max_length=8, blank=True)
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "-recorded_on", "-id"], name="outcomes_learning_of")
        ]

    def __str__(self) -> str:
        return str(self.id)


@keep_history()
class ResearchOutcome(models.Model):
    """One outcome of the hard or the soft list, for research: none of them is ever claimed (OI-15.15).

    ``kind`` is a code of ``progression.hard_outcomes`` or ``progression.soft_outcomes``. ``before`` and ``after`` are
    the customer's own scores of 0 to 10, which a soft one may have (OF-19). A correction is a new row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="research_outcomes")
    attendance = models.ForeignKey(Attendance, null=True, on_delete=models.SET_NULL, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField()
    kind = models.CharField(max_length=40)
    before = models.PositiveSmallIntegerField(null=True)
    after = models.PositiveSmallIntegerField(null=True)
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="outcomes_research_on_the_scale",
                condition=(Q(before__isnull=True) | Q(before__lte=10))
                & (Q(after__isnull=True) | Q(after__lte=10)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-recorded_on", "-id"], name="outcomes_research_of")
        ]

    def __str__(self) -> str:
        return str(self.id)
