"""Where a synchronisation with another service of this wire stands. Ids and keyed digests, never content.

Only the console's own role works with these rows; whoever is signed in sees none of them.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from fingerpost.dss.models.doors import WireTouchpoint
from fingerpost.house.ids import new_id


class SyncDirection(models.TextChoices):
    """Which way records are carried."""

    PULL = "pull", "from there to here"
    PUSH = "push", "from here to there"


class WireRemote(models.Model):
    """Another service, as one touchpoint speaks with it. ``address`` is scheme, host and perhaps a path.

    ``sealed_secret`` checks the signatures of its change notices, encrypted; null where none are taken.
    ``pull_file`` and ``push_file`` are the SHA-256 of the file of ids whose work is under way.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    address = models.CharField(max_length=300)
    touchpoint = models.ForeignKey(WireTouchpoint, on_delete=models.PROTECT, related_name="+")
    sealed_secret = models.BinaryField(null=True)
    pull_file = models.CharField(max_length=64, blank=True, default="")
    push_file = models.CharField(max_length=64, blank=True, default="")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["address", "touchpoint"], name="dss_remote_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class WirePair(models.Model):
    """A record here and its twin there. One of the ids is null while its making is only intended.

    ``here_print`` and ``there_print`` are keyed digests of what each side said when they last agreed, empty where
    they never did. ``here_seen`` is the standing of the record here that was last compared. ``customer_id`` is
    the customer's id here, null until it is known and for an adviser.
    """

    id = models.BigAutoField(primary_key=True)
    remote = models.ForeignKey(WireRemote, on_delete=models.CASCADE, related_name="pairs")
    resource = models.CharField(max_length=24)
    customer_id = models.UUIDField(null=True)
    here_id = models.UUIDField(null=True)
    there_id = models.UUIDField(null=True)
    here_print = models.CharField(max_length=64, blank=True, default="")
    there_print = models.CharField(max_length=64, blank=True, default="")
    here_seen = models.CharField(max_length=60, blank=True, default="")
    agreed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["remote", "resource", "here_id"], name="dss_pair_here_once"),
            models.UniqueConstraint(fields=["remote", "resource", "there_id"], name="dss_pair_there_once"),
            models.CheckConstraint(
                name="dss_pair_names_one", condition=Q(here_id__isnull=False) | Q(there_id__isnull=False)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer_id"], name="dss_pairs_of"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class WireDue(models.Model):
    """A record of the source, or a whole customer, that is still to be looked at.

    ``customer_id`` is the source's; ``path`` names one record, empty for everything of the customer.
    """

    id = models.BigAutoField(primary_key=True)
    remote = models.ForeignKey(WireRemote, on_delete=models.CASCADE, related_name="due")
    direction = models.CharField(max_length=4, choices=SyncDirection.choices)
    customer_id = models.UUIDField()
    path = models.CharField(max_length=400, blank=True, default="")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="dss_due_direction", condition=Q(direction__in=SyncDirection.values)),
            models.UniqueConstraint(
                fields=["remote", "direction", "customer_id", "path"], name="dss_due_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class WireGone(models.Model):
    """A customer of the other service who was forgotten here, by the SHA-256 of their id there.

    So that a notice or a file of ids does not bring back whom this service has forgotten.
    """

    id = models.BigAutoField(primary_key=True)
    remote = models.ForeignKey(WireRemote, on_delete=models.CASCADE, related_name="gone")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["remote", "digest"], name="dss_gone_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
