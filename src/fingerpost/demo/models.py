"""The mark that a database holds the make-believe nation."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from fingerpost.house.ids import new_id


class Nation(models.Model):
    """What was made, from which seed, up to which day. At most one row; only *owner* writes it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    only = models.BooleanField(default=True, unique=True, editable=False)
    seed = models.BigIntegerField()
    until_on = models.DateField()
    customers = models.PositiveIntegerField()
    organisation_ids = models.JSONField(default=list)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="demo_one_nation", condition=Q(only=True)),
        ]

    def __str__(self) -> str:
        return f"seed {self.seed}, {self.customers} customers"
