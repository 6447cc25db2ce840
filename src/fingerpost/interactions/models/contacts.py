"""A contact: somebody came in, rang or was booked. It may have no customer, now or ever."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.customers.models import Customer
from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id
from fingerpost.organisations.models import Contract, Organisation, Touchpoint, Venue
from fingerpost.staff.models import Account


class ContactKind(models.TextChoices):
    """How the contact came about."""

    APPOINTMENT = "appointment", _("Appointment")
    CALL = "call", _("Telephone call")
    WALK_IN = "walk_in", _("Walk-in")
    OUTREACH = "outreach", _("Outreach")
    GROUP = "group", _("Group")
    PAPER = "paper", _("Paper record keyed afterwards")
    ELSEWHERE = "elsewhere", _("Contact recorded in another system")


class Channel(models.IntegerChoices):
    """The way of talking, in the codes of the shared record's wire."""

    FACE_TO_FACE = 1, _("Face to face")
    TELEPHONE = 2, _("Telephone")
    WEBCHAT = 3, _("Webchat")
    VIDEOCHAT = 4, _("Video call")
    EMAIL = 5, _("Email")
    SOCIAL_MEDIA = 6, _("Social media")
    TEXT_MESSAGE = 7, _("Text message")
    POST = 8, _("Post")
    CO_BROWSE = 9, _("Shared screen")
    MESSAGING = 10, _("Messaging application")
    OTHER = 99, _("Other")


class ContactState(models.TextChoices):
    """Where a contact stands. Allowed moves: ``rules.CONTACT_MOVES``."""

    OPEN = "open", _("Open")
    DROPPED = "dropped", _("Cut off")
    CLOSED = "closed", _("Closed")


class StaffPart(models.TextChoices):
    """What a member of staff does in a contact or a session."""

    ADVISER = "adviser", _("Adviser")
    LANGUAGE_ADVISER = "language_adviser", _("Language adviser")
    TRAINEE = "trainee", _("Trainee")
    SUPERVISOR = "supervisor", _("Supervisor of a trainee")
    KEYED_BY = "keyed_by", _("Keyed the record")


@keep_history()
class Contact(models.Model):
    """One contact. A dropped call that is resumed is a new contact that names the one before.

    ``reference`` is short enough to read out, so that a caller who was cut off can be found again
    by whoever answers.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=9, unique=True)
    kind = models.CharField(max_length=12, choices=ContactKind.choices)
    channel = models.PositiveSmallIntegerField(choices=Channel.choices)
    state = models.CharField(max_length=8, choices=ContactState.choices, default=ContactState.OPEN)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, null=True, on_delete=models.PROTECT, related_name="+")
    touchpoint = models.ForeignKey(Touchpoint, null=True, on_delete=models.PROTECT, related_name="+")
    venue = models.ForeignKey(Venue, null=True, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="contacts")
    # An id only: appointments stand above this room.
    appointment_id = models.UUIDField(null=True)
    resumes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="resumed_by")
    dialled_number = models.CharField(max_length=20, blank=True)
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="interactions_contact_kind_known", condition=Q(kind__in=ContactKind.values)
            ),
            models.CheckConstraint(
                name="interactions_contact_open_has_no_end",
                condition=Q(state="open", ended_at__isnull=True)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="interactions_contact_state_known", condition=Q(state__in=ContactState.values)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-opened_at"], name="interactions_contact_of"),
            models.Index(
                fields=["opened_by", "-opened_at"],
                name="interactions_contact_open",
                condition=Q(state="open"),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether anything can still be done in this contact."""
        return self.state == ContactState.OPEN


class ContactStaff(models.Model):
    """A member of staff taking part in a contact; a language adviser joins and leaves."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="staff")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=20, choices=StaffPart.choices)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contact", "account"],
                condition=Q(left_at__isnull=True),
                name="interactions_in_a_contact_once",
            ),
            models.CheckConstraint(
                name="interactions_contact_part_known", condition=Q(part__in=StaffPart.values)
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["account", "left_at"], name="interactions_contacts_mine")]

    def __str__(self) -> str:
        return str(self.id)


@keep_history()
class NoticeGiven(models.Model):
    """That a text was shown or read out, in which version, and that it was understood.

    BR-23.4, MX-3.1, MX-1.3c. ``kind`` and ``text_version`` name the text in the policy packs.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="notices")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20)
    text_version = models.CharField(max_length=20)
    channel = models.PositiveSmallIntegerField(choices=Channel.choices)
    understood = models.BooleanField()
    shown_at = models.DateTimeField()
    shown_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contact", "customer", "kind"],
                nulls_distinct=False,
                name="interactions_notice_once_a_contact",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["customer", "-shown_at"], name="interactions_notices_of")]

    def __str__(self) -> str:
        return str(self.id)
