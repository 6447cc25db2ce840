"""Surveys: who was drawn, by which seed, out of how many; what they answered stands in the satisfaction answers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fingerpost.customers.models import Customer
from fingerpost.house.ids import new_id
from fingerpost.organisations.models import Contract
from fingerpost.staff.models import Account


class SurveyDraw(models.Model):
    """One draw of customers for a survey of one month. Never changed.

    ``population_sha256`` is of the ids of all who could be drawn, in order: the same seed draws the same sample.
    ``mix`` holds shares of population and sample by channel, age band and gender, in per cent.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    purpose = models.CharField(max_length=300)
    seed = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    population = models.PositiveIntegerField()
    population_sha256 = models.CharField(max_length=64)
    mix = models.JSONField(default=dict)
    drawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="outcomes_draw_has_a_purpose", condition=~Q(purpose="")),
            models.CheckConstraint(name="outcomes_draw_month", condition=Q(month__day=1)),
        ]
        indexes: ClassVar = [models.Index(fields=["contract", "-month", "-id"], name="outcomes_draws_of")]

    def __str__(self) -> str:
        return str(self.id)


class SurveyDrawn(models.Model):
    """One customer of a draw, in its order."""

    id = models.BigAutoField(primary_key=True)
    draw = models.ForeignKey(SurveyDraw, on_delete=models.CASCADE, related_name="drawn")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "place"], name="outcomes_drawn_place_once"),
            models.UniqueConstraint(fields=["draw", "customer"], name="outcomes_drawn_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.place}"
