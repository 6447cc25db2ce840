"""Who may come in by wire: touchpoints with the identity under which they act, and the keys of their systems."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id
from fingerpost.organisations.models import Contract, Organisation, Touchpoint
from fingerpost.staff.models import Account, Membership


@keep_history(exclude=["sealed_secret"])
class WireTouchpoint(models.Model):
    """A touchpoint that speaks the wire, and the account and membership under which its requests act.

    ``is_external``: no organisation of this service holds it; an organisation and a contract stand for whoever
    does. ``contract`` is the one under which what it sends is recorded. ``listener_url`` is where its change
    notices are pushed, empty for none; ``sealed_secret`` is the encrypted key that signs them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    touchpoint = models.OneToOneField(Touchpoint, on_delete=models.PROTECT, related_name="wire")
    code = models.CharField(max_length=10, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    membership = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="+")
    is_external = models.BooleanField()
    listener_url = models.CharField(max_length=500, blank=True, default="")
    sealed_secret = models.BinaryField(null=True)
    opened_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(name="dss_code_ten_digits", condition=Q(code__regex=r"^[0-9]{10}$")),
        ]

    def __str__(self) -> str:
        return self.code


@keep_history(exclude=["secret_hash", "used_on"])
class WireKey(models.Model):
    """One key of a system, bound to touchpoints. Only the SHA-256 of it is kept; ``ends_with`` are its last four.

    ``replaces`` is the key that it was rotated from, which goes on until ``ends_at``. Made by nobody: by the
    console.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    label = models.CharField(max_length=80)
    secret_hash = models.CharField(max_length=64, unique=True)
    ends_with = models.CharField(max_length=4)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    made_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    used_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="dss_key_ends_after_made",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("made_at")),
            ),
            models.CheckConstraint(
                name="dss_key_hash_is_whole",
                condition=Q(secret_hash__regex=r"^[0-9a-f]{64}$"),  # noqa: S106
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


@keep_history()
class WireKeyTouchpoint(models.Model):
    """A touchpoint for which a key speaks."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.ForeignKey(WireKey, on_delete=models.CASCADE, related_name="touchpoints")
    touchpoint = models.ForeignKey(WireTouchpoint, on_delete=models.PROTECT, related_name="keys")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "touchpoint"], name="dss_key_touchpoint_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class WireAlarm(models.Model):
    """That the system of a touchpoint read more customers within some minutes than policy lets pass unseen.

    Written by the job that counts the read log; it refuses nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    touchpoint = models.ForeignKey(WireTouchpoint, on_delete=models.CASCADE, related_name="alarms")
    customers = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    raised_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["-raised_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["touchpoint", "-raised_at"], name="dss_alarms_of")]

    def __str__(self) -> str:
        return str(self.id)


class WireMiss(models.Model):
    """How many searches of a key within one minute named somebody by all four items, and found nobody.

    Written and taken away by functions of the database. Nothing of what was typed is kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.ForeignKey(WireKey, on_delete=models.CASCADE, related_name="+")
    minute = models.DateTimeField()
    searches = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "minute"], name="dss_misses_of_a_minute"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class WireGuessing(models.Model):
    """That a key's searches by all four items found nobody oftener within some minutes than policy lets pass.

    Written by the job that looks at the counts. By then such searches find nobody any more, for as long as it lasts.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.ForeignKey(WireKey, on_delete=models.CASCADE, related_name="guessings")
    searches = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    raised_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["-raised_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["key", "-raised_at"], name="dss_guessings_of")]

    def __str__(self) -> str:
        return str(self.id)
