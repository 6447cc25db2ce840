"""Change notices: what is pushed to the touchpoints that subscribe to a customer, and each try of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.dss.models.doors import WireTouchpoint


class NoticeKind(models.TextChoices):
    """What a notice is about."""

    CUSTOMER = "customer", _("A change of a customer's record")
    COLLECTION = "collection", _("Reports of a collection")
    IDENTITY = "identity", _("A change of a digital account")


class NoticeState(models.TextChoices):
    """Where a notice stands. ``parked`` waits for somebody to replay it; ``ended`` lost its grant before it went."""

    WAITING = "waiting", _("Waiting to be pushed")
    SENT = "sent", _("Pushed")
    PARKED = "parked", _("Parked after the last try")
    ENDED = "ended", _("Not pushed: the grant had ended")


class WireNotice(models.Model):
    """One notice to one touchpoint. Ids and an address, never content; ``place`` is its order.

    The notices of one customer to one touchpoint go in the order of ``place``; a later one waits while an earlier
    one is waiting. ``modified`` is the wire's LastModifiedDate as text. ``is_about_reaching``: a change of
    address or contact details, which goes to live grants only.
    """

    place = models.BigAutoField(primary_key=True)
    subscriber = models.ForeignKey(WireTouchpoint, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=NoticeKind.choices, default=NoticeKind.CUSTOMER)
    customer_id = models.UUIDField(null=True)
    record_id = models.UUIDField()
    resource = models.CharField(max_length=24)
    resource_url = models.CharField(max_length=600)
    modified = models.CharField(max_length=40)
    originator = models.CharField(max_length=10)
    is_about_reaching = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=NoticeState.choices, default=NoticeState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    queued_at = models.DateTimeField(db_default=Now())
    state_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="dss_notice_state_known", condition=Q(state__in=NoticeState.values)),
            models.CheckConstraint(name="dss_notice_kind_known", condition=Q(kind__in=NoticeKind.values)),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["subscriber", "customer_id", "place"],
                name="dss_notices_waiting",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["due_at", "place"], name="dss_notices_due", condition=Q(state="waiting")),
            models.Index(fields=["state", "state_at", "place"], name="dss_notices_standing"),
        ]

    def __str__(self) -> str:
        return str(self.place)


class WireNoticeAttempt(models.Model):
    """One try to push a notice: the status that came back, 0 where none did. The signature is never kept."""

    id = models.BigAutoField(primary_key=True)
    notice = models.ForeignKey(WireNotice, on_delete=models.CASCADE, related_name="attempts")
    http_status = models.PositiveSmallIntegerField()
    was_taken = models.BooleanField()
    tried_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [models.Index(fields=["notice", "-tried_at"], name="dss_attempts_of")]

    def __str__(self) -> str:
        return str(self.id)


class WireListening(models.Model):
    """How the listener of a touchpoint bears up: failures to reach it in a row, and until when it is left alone."""

    touchpoint = models.OneToOneField(
        WireTouchpoint, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    failures = models.PositiveIntegerField(default=0)
    quiet_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.touchpoint_id)


class WireFollow(models.Model):
    """One row: up to when the events of pages were followed for subscribers."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    reached_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="dss_follows_once", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.reached_at)
