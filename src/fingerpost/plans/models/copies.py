"""Copies of a version on their way to the customer, or printed for the file."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.files.models import StoredFile
from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id
from fingerpost.plans.models.versions import PlanVersion
from fingerpost.staff.models import Account


class Way(models.TextChoices):
    """How a copy reaches the customer, in the order of BR-8.3."""

    ACCOUNT = "account", _("The customer’s account")
    PRINT = "print", _("Printed and given in hand")
    ENCRYPTED = "encrypted", _("Encrypted file by email")
    POST = "post", _("By post")


class Format(models.TextChoices):
    """The same content in another form."""

    STANDARD = "standard", _("Standard")
    LARGE_PRINT = "large_print", _("Large print")
    EASY_READ = "easy_read", _("Easy read")
    BILINGUAL = "bilingual", _("In two languages")


class Wrapping(models.TextChoices):
    """What an encrypted copy is wrapped in."""

    PDF = "pdf", _("An encrypted PDF")
    ZIP = "zip", _("An encrypted zip file")


class CopyState(models.TextChoices):
    """Where a copy stands. Allowed moves: ``plans.rules.copies.MOVES``."""

    DUE = "due", _("To be given")
    SENT = "sent", _("On its way")
    RECEIVED = "received", _("The file has arrived")
    GIVEN = "given", _("Given")
    UNCONFIRMED = "unconfirmed", _("Nobody said that it arrived")
    STOPPED = "stopped", _("Stopped")
    KEPT = "kept", _("Printed, and not for the customer")


class CopyPurpose(models.TextChoices):
    """Why a copy was made; each print has one (BR-30.5)."""

    FOR_CUSTOMER = "for_customer", _("For the customer")
    FOR_FILE = "for_file", _("For the file, to be signed")
    FOR_REVIEW = "for_review", _("To go through it together")


class ToldHow(models.TextChoices):
    """How a pass phrase is told: never by the way the file goes (BR-8.4b)."""

    SPOKEN = "spoken", _("Spoken, on the telephone or in person")
    TEXT = "text", _("By text message")
    POST = "post", _("By post")


class ReceivedHow(models.TextChoices):
    """How receipt was confirmed (OI-14.17.xiii)."""

    LINK = "link", _("The customer used the link in the message")
    TEXT = "text", _("The customer sent a text message")
    SPOKEN = "spoken", _("The customer told the adviser")


@keep_history(exclude=["sealed_phrase", "receipt_hash"])
class PlanCopy(models.Model):
    """One copy of one version.

    ``due_at`` is when it must be with the customer (OI-12.22j). ``message_id`` is its row in the outbox. The pass
    phrase is encrypted at rest, told once receipt is confirmed, and then erased, with the hash of the receipt link.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="copies")
    way = models.CharField(max_length=10, choices=Way.choices)
    format = models.CharField(max_length=12, choices=Format.choices, default=Format.STANDARD)
    language = models.CharField(max_length=12, default="en-GB")
    purpose = models.CharField(max_length=14, choices=CopyPurpose.choices)
    state = models.CharField(max_length=12, choices=CopyState.choices)
    instead_of = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    wrapping = models.CharField(max_length=4, choices=Wrapping.choices, blank=True)
    file = models.OneToOneField(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    document_sha256 = models.CharField(max_length=64, blank=True)
    message_id = models.UUIDField(null=True)
    sealed_phrase = models.BinaryField(null=True)
    receipt_hash = models.CharField(max_length=64, blank=True)
    due_at = models.DateTimeField(null=True)
    late_reason = models.CharField(max_length=300, blank=True)
    tracking = models.CharField(max_length=40, blank=True)
    made_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_how = models.CharField(max_length=8, choices=ReceivedHow.choices, blank=True)
    told_at = models.DateTimeField(null=True)
    told_how = models.CharField(max_length=8, choices=ToldHow.choices, blank=True)
    told_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(null=True)
    keep_until = models.DateField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="plans_copy_way_known", condition=Q(way__in=Way.values)),
            models.CheckConstraint(name="plans_copy_state_known", condition=Q(state__in=CopyState.values)),
            models.CheckConstraint(
                name="plans_encrypted_copy_is_kept",
                condition=(Q(way="encrypted", file__isnull=False) & ~Q(wrapping=""))
                | (~Q(way="encrypted") & Q(file__isnull=True, wrapping="", sealed_phrase__isnull=True)),
            ),
            # OI-14.17.xiii: no pass phrase before the file has safely arrived.
            models.CheckConstraint(
                name="plans_phrase_after_receipt",
                condition=Q(told_at__isnull=True) | Q(received_at__isnull=False),
            ),
            models.CheckConstraint(
                name="plans_told_phrase_is_erased",
                condition=Q(told_at__isnull=True) | Q(sealed_phrase__isnull=True),
            ),
            # A pass phrase and a receipt link are kept while somebody waits for them, and no longer.
            models.CheckConstraint(
                name="plans_phrase_only_while_awaited",
                condition=Q(state__in=["sent", "received"]) | Q(sealed_phrase__isnull=True, receipt_hash=""),
            ),
            models.CheckConstraint(
                name="plans_kept_is_a_print",
                condition=(Q(state="kept") & ~Q(purpose="for_customer") & Q(way="print"))
                | (~Q(state="kept") & Q(purpose="for_customer")),
            ),
            models.UniqueConstraint(
                fields=["version", "way"],
                condition=Q(state__in=["due", "sent", "received"]),
                name="plans_one_copy_of_a_way_at_a_time",
            ),
            models.CheckConstraint(
                name="plans_given_has_a_moment",
                condition=Q(state="given", given_at__isnull=False)
                | (~Q(state="given") & Q(given_at__isnull=True)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["version", "made_at", "id"], name="plans_copies_of_version"),
            models.Index(fields=["due_at"], name="plans_copies_to_give", condition=Q(given_at__isnull=True)),
            models.Index(
                fields=["receipt_hash"], name="plans_copies_by_receipt", condition=~Q(receipt_hash="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
