"""A session is an event; each customer who was to be there has an attendance of their own.

Notes, plan, signature and money hang on the attendance: no customer's file names another.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.customers.models import Customer
from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id
from fingerpost.interactions.models.contacts import Channel, Contact, StaffPart
from fingerpost.organisations.models import Contract, Organisation, Venue
from fingerpost.staff.models import Account


class SessionKind(models.TextChoices):
    """What kind of event."""

    ONE_TO_ONE = "one_to_one", _("One-to-one")
    GROUP = "group", _("Group")
    DROP_IN = "drop_in", _("Drop-in")
    OUTREACH = "outreach", _("Outreach")
    TELEPHONE = "telephone", _("Telephone")


class Captured(models.TextChoices):
    """How the facts came in."""

    LIVE = "live", _("During the session")
    AFTERWARDS = "afterwards", _("After the session")
    OFFLINE = "offline", _("Without a connection")


@keep_history()
class Session(models.Model):
    """One event. ``started_at`` is when it happened, ``recorded_at`` when it was put in.

    ``label`` names a group event in neutral words.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=SessionKind.choices)
    channel = models.PositiveSmallIntegerField(choices=Channel.choices)
    label = models.CharField(max_length=80, blank=True)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="sessions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    venue = models.ForeignKey(Venue, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    captured = models.CharField(max_length=10, choices=Captured.choices, default=Captured.LIVE)
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="interactions_session_kind_known", condition=Q(kind__in=SessionKind.values)
            ),
            models.CheckConstraint(
                name="interactions_session_ends_after_start",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
            ),
            models.CheckConstraint(
                name="interactions_session_captured_known", condition=Q(captured__in=Captured.values)
            ),
            models.UniqueConstraint(
                fields=["contact"],
                condition=Q(contact__isnull=False),
                name="interactions_one_session_a_contact",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-started_at"], name="interactions_sessions_of"),
            models.Index(fields=["contract", "-started_at"], name="interactions_sessions_under"),
        ]

    def __str__(self) -> str:
        return str(self.id)


@keep_history()
class SessionStaff(models.Model):
    """Who gave or helped to give a session, and in what part."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="staff")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=20, choices=StaffPart.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "account", "part"], name="interactions_in_a_session_once"
            ),
            models.UniqueConstraint(
                fields=["session"], condition=Q(part="adviser"), name="interactions_one_adviser"
            ),
            models.CheckConstraint(
                name="interactions_session_part_known", condition=Q(part__in=StaffPart.values)
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["account", "session"], name="interactions_sessions_mine")]

    def __str__(self) -> str:
        return str(self.id)


class AttendanceResult(models.TextChoices):
    """What became of a place at a session."""

    EXPECTED = "expected", _("Expected")
    ATTENDED = "attended", _("Attended")
    DID_NOT_ATTEND = "did_not_attend", _("Did not attend")
    CANCELLED_BY_CUSTOMER = "cancelled_by_customer", _("Cancelled by the customer")
    CANCELLED_BY_US = "cancelled_by_us", _("Cancelled by us")
    COULD_NOT_BE_SEEN = "could_not_be_seen", _("Came, could not be seen")


class Helper(models.TextChoices):
    """Who helped the customer understand or be understood."""

    NOBODY = "", _("Nobody")
    LANGUAGE_ADVISER = "language_adviser", _("A language adviser")
    INTERPRETER = "interpreter", _("A professional interpreter")
    SIGN_LANGUAGE = "sign_language", _("A sign language interpreter")
    SUPPORTER = "supporter", _("A supporter or advocate")
    RELATIVE = "relative", _("A relative or friend")


class Gave(models.TextChoices):
    """What the customer got: advice ends in a skills action plan, information need not (BR-8.1a)."""

    ADVICE = "advice", _("Advice")
    INFORMATION = "information", _("Information")


@keep_history()
class Attendance(models.Model):
    """One customer's place at one session. ``customer`` is empty while nobody knows who it was."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="attendances")
    booked_for = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    result = models.CharField(
        max_length=24, choices=AttendanceResult.choices, default=AttendanceResult.EXPECTED
    )
    reason = models.PositiveSmallIntegerField(null=True)
    gave = models.CharField(max_length=12, choices=Gave.choices, db_default=Gave.ADVICE)
    helper = models.CharField(max_length=20, choices=Helper.choices, blank=True)
    language = models.CharField(max_length=12, default="en-GB")
    next_contact_on = models.DateField(null=True)
    write_up_due_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    completed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "customer"],
                condition=Q(customer__isnull=False),
                name="interactions_at_a_session_once",
            ),
            models.CheckConstraint(
                name="interactions_attendance_result_known", condition=Q(result__in=AttendanceResult.values)
            ),
            models.CheckConstraint(name="interactions_gave_known", condition=Q(gave__in=Gave.values)),
            models.CheckConstraint(
                name="interactions_reason_only_when_not_seen",
                condition=Q(reason__isnull=True) | ~Q(result__in=["attended", "expected"]),
            ),
            models.CheckConstraint(
                name="interactions_seen_after_arrival",
                condition=Q(arrived_at__isnull=True)
                | Q(seen_at__isnull=True)
                | Q(seen_at__gte=F("arrived_at")),
            ),
            models.CheckConstraint(
                name="interactions_completed_by_somebody",
                condition=Q(completed_at__isnull=True, completed_by__isnull=True)
                | Q(completed_at__isnull=False, completed_by__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-recorded_at"], name="interactions_attendances_of"),
            models.Index(
                fields=["write_up_due_at"],
                name="interactions_to_write_up",
                condition=Q(completed_at__isnull=True, result="attended"),
            ),
            models.Index(
                fields=["next_contact_on"],
                name="interactions_next_contact",
                condition=Q(next_contact_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Section(models.TextChoices):
    """The parts of the notes. Each saves by itself, in any order."""

    REASON = "reason", _("What the customer came for")
    SITUATION = "situation", _("Where the customer is now")
    DISCUSSED = "discussed", _("What was discussed")
    INFORMATION_USED = "information_used", _("Information used")
    NEXT_STEPS = "next_steps", _("What happens next")


@keep_history()
class AttendanceSection(models.Model):
    """The notes of one part of one attendance. ``version`` rises with each save."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="sections")
    section = models.CharField(max_length=20, choices=Section.choices)
    text = models.TextField(max_length=10_000)
    saved_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attendance", "section"], name="interactions_one_text_a_section"),
            models.CheckConstraint(
                name="interactions_section_known", condition=Q(section__in=Section.values)
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


@keep_history()
class PriorityAssessment(models.Model):
    """Which priority groups applied on the day, by which set. Never rewritten (XD-13)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="assessments")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="assessments")
    set_name = models.CharField(max_length=40)
    set_version = models.CharField(max_length=40)
    assessed_on = models.DateField()
    groups = models.JSONField(default=list)
    rule_ids = models.JSONField(default=list)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["attendance", "set_name"], name="interactions_one_assessment_a_set"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["customer", "-assessed_on"], name="interactions_assessed")]

    def __str__(self) -> str:
        return str(self.id)
