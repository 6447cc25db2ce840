"""What the house itself keeps: events, the read log, form submissions, counters of tries."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from fingerpost.house.ids import new_id


class Event(models.Model):
    """One thing that happened, for other rooms to follow. Ids only, never content."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(db_default=Now())
    happened_at = models.DateTimeField()
    account_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    customer_id = models.UUIDField(null=True)
    subject = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["recorded_at", "id"], name="house_event_feed"),
            models.Index(fields=["customer_id", "id"], name="house_event_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Read(models.Model):
    """Who saw what of whom, when, and by what right (OI-14.15)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    read_at = models.DateTimeField(db_default=Now())
    account_id = models.UUIDField()
    organisation_id = models.UUIDField()
    customer_id = models.UUIDField()
    what = models.CharField(max_length=60)
    reason = models.CharField(max_length=40)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer_id", "read_at"], name="house_read_customer"),
            models.Index(fields=["account_id", "read_at"], name="house_read_account"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.id}"


class Submission(models.Model):
    """One sending of one form. The id is made with the form, so a second click finds the first."""

    id = models.UUIDField(primary_key=True, editable=False)
    account_id = models.UUIDField()
    route = models.CharField(max_length=100)
    result_url = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.id)


class Tries(models.Model):
    """How often something was tried in a window: sign-ins of an address, codes, keys.

    ``bucket`` is a keyed hash, never the address itself.
    """

    bucket = models.CharField(primary_key=True, max_length=64)
    window_starts_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.bucket
