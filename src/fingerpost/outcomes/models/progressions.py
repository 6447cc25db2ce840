"""How a customer stands in work and in learning, as told on a day: never rewritten, so that distance can be seen."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from fingerpost.customers.models import Customer
from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id
from fingerpost.interactions.models import Attendance
from fingerpost.organisations.models import Organisation
from fingerpost.staff.models import Account


@keep_history()
class EmploymentProgression(models.Model):
    """Where a customer stands in work on a day. Codes are those of the keys ``progression.*``; "" is not asked.

    A correction is a new row that ``corrects`` the one before.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="employment_progressions")
    attendance = models.ForeignKey(Attendance, null=True, on_delete=models.SET_NULL, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField()
    status = models.CharField(max_length=40)
    economic_shock = models.CharField(max_length=20, blank=True)
    economic_shock_code = models.CharField(max_length=50, blank=True)
    employer = models.CharField(max_length=200, blank=True)
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
