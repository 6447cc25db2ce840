"""The outbox: a message that must leave the building is a row in the transaction that wants it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.files.models import StoredFile
from fingerpost.house.ids import new_id


class Way(models.TextChoices):
    """How a message travels."""

    EMAIL = "email", _("Email")
    TEXT = "text", _("Text message")


class MessageState(models.TextChoices):
    """Where a message stands. ``perhaps_sent`` is never sent again by itself; a person decides."""

    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    PERHAPS_SENT = "perhaps_sent", _("Perhaps sent")
    FAILED = "failed", _("Could not be sent")


class Message(models.Model):
    """One message. Address and words are encrypted at rest and erased once it is sent.

    ``not_after`` is the last moment at which it may go: a code runs out, and a number is safe only
    at the times the customer gave. Outside history: what it says is a secret until it is told.
    ``customer_id`` is whom it is about, where the caller says so; the address comes from the caller all the same.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    way = models.CharField(max_length=6, choices=Way.choices)
    sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=12, choices=MessageState.choices, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    attachment = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    account_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    customer_id = models.UUIDField(null=True)
    not_after = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(db_default=Now())
    state_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="notices_state_known", condition=Q(state__in=MessageState.values)),
            models.CheckConstraint(
                name="notices_sent_is_erased", condition=~Q(state="sent") | Q(sealed__isnull=True)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "queued_at"], name="notices_to_send"),
            models.Index(
                fields=["customer_id"], name="notices_of_customer", condition=Q(customer_id__isnull=False)
            ),
            models.Index(
                fields=["organisation_id", "state_at"],
                name="notices_undecided",
                condition=Q(state__in=["perhaps_sent", "failed"]),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
