"""What was agreed, frozen; how it was accepted; and what became of it, beside it. Rows are added, never changed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.files.models import StoredFile
from fingerpost.house.ids import new_id
from fingerpost.interactions.models import Attendance, Captured, Helper
from fingerpost.plans.models.drafts import Plan
from fingerpost.staff.models import Account


class PlanVersion(models.Model):
    """One agreed version, frozen.

    ``content`` is the canonical JSON of everything that the document says, names and marking included;
    ``content_sha256`` is the hash of its UTF-8 bytes, ``document_sha256`` that of the standard document made from it.
    Both in hex.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="plan_versions")
    number = models.PositiveIntegerField()
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    content = models.TextField()
    content_sha256 = models.CharField(max_length=64)
    document_sha256 = models.CharField(max_length=64)
    needs_signature = models.BooleanField()
    rule_ids = models.JSONField(default=list)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="plans_version_numbered_once"),
            models.CheckConstraint(name="plans_version_counts_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="plans_version_follows_another",
                condition=Q(number=1, replaces__isnull=True) | Q(number__gt=1, replaces__isnull=False),
            ),
            models.CheckConstraint(
                name="plans_version_hashes_are_whole",
                condition=Q(content_sha256__regex=r"^[0-9a-f]{64}$")
                & Q(document_sha256__regex=r"^[0-9a-f]{64}$"),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["attendance", "-number"], name="plans_versions_of_attendance")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Answer(models.TextChoices):
    """What the customer answered when they were asked to accept a version."""

    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LEFT = "left", _("Left before it was settled")
    LATER = "later", _("Will accept later")


class Route(models.TextChoices):
    """How a customer accepted. All of them count alike."""

    DRAWN = "drawn", _("Signed on the screen")
    TYPED = "typed", _("Typed their name and confirmed")
    SPOKEN = "spoken", _("Said yes, with a witness")
    MARK = "mark", _("Made their mark")
    SUPPORTER = "supporter", _("A supporter signed for them")
    SLIP = "slip", _("Signed a slip for this version")
    SCAN = "scan", _("Signed a print that was scanned")


class PlanAcceptance(models.Model):
    """One answer of the customer to one version; the latest counts, and nothing follows an acceptance.

    ``code`` is the code of the slip, made from the version's hash. ``read_back``: the plan was read to the customer
    in ``language``, with ``helper`` interpreting.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="acceptances")
    answer = models.CharField(max_length=8, choices=Answer.choices)
    route = models.CharField(max_length=10, choices=Route.choices, blank=True)
    signed_name = models.CharField(max_length=200, blank=True)
    supporter_name = models.CharField(max_length=200, blank=True)
    witness = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, blank=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12, default="en-GB")
    read_back = models.BooleanField(default=False)
    helper = models.CharField(max_length=20, choices=Helper.choices, blank=True)
    privacy_notice = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    captured = models.CharField(max_length=10, choices=Captured.choices, default=Captured.LIVE)
    happened_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(answer="accepted"), name="plans_version_accepted_once"
            ),
            models.CheckConstraint(name="plans_answer_known", condition=Q(answer__in=Answer.values)),
            models.CheckConstraint(
                name="plans_route_when_accepted",
                condition=Q(answer="accepted", route__in=Route.values)
                | (~Q(answer="accepted") & Q(route="")),
            ),
            models.CheckConstraint(
                name="plans_route_has_its_proof",
                condition=Q(route__in=["", "spoken", "slip", "mark"])
                | Q(route__in=["drawn", "scan"], file__isnull=False)
                | (Q(route="typed") & ~Q(signed_name=""))
                | (Q(route="supporter") & ~Q(supporter_name="")),
            ),
            # Somebody heard the customer say it, or saw the mark made: the adviser, or a colleague.
            models.CheckConstraint(
                name="plans_route_has_its_witness",
                condition=~Q(route__in=["spoken", "mark"]) | Q(witness__isnull=False),
            ),
            models.CheckConstraint(name="plans_slip_has_its_code", condition=~Q(route="slip") | ~Q(code="")),
        ]
        indexes: ClassVar = [
            models.Index(fields=["version", "-happened_at", "-id"], name="plans_answers_of_version")
        ]

    def __str__(self) -> str:
        return str(self.id)


class ProgressKind(models.TextChoices):
    """What a line of the progress log tells."""

    STATUS = "status", _("How an action or goal stands")
    NOTE = "note", _("A note")
    ADDITION = "addition", _("Something the customer added")
    DISTANCE = "distance", _("Distance travelled")


class Status(models.TextChoices):
    """How an action or goal stands."""

    NOT_STARTED = "not_started", _("Not started")
    DOING = "doing", _("Under way")
    MET = "met", _("Met")
    CHANGED = "changed", _("No longer fits")


class SaidBy(models.TextChoices):
    """Whose words or news they are."""

    CUSTOMER = "customer", _("The customer")
    ADVISER = "adviser", _("The adviser")
    OTHER = "other", _("Somebody else")


class PlanProgress(models.Model):
    """One line of the progress log, beside the versions; it needs no acceptance (BR-9.2, MX-1.5b).

    ``item`` is the key of a line of the plan; empty for the plan as a whole. ``measure`` is a code of the key
    ``plan.distance_measures``, ``score`` from 0 to 10.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="progress")
    item = models.UUIDField(null=True)
    kind = models.CharField(max_length=8, choices=ProgressKind.choices)
    status = models.CharField(max_length=12, choices=Status.choices, blank=True)
    met_on = models.DateField(null=True)
    measure = models.CharField(max_length=30, blank=True)
    score = models.PositiveSmallIntegerField(null=True)
    text = models.CharField(max_length=600, blank=True)
    said_by = models.CharField(max_length=8, choices=SaidBy.choices)
    attendance = models.ForeignKey(Attendance, null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="plans_status_line_is_whole",
                condition=Q(kind="status", status__in=Status.values, item__isnull=False)
                | (~Q(kind="status") & Q(status="", met_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="plans_met_has_a_day", condition=Q(status="met") | Q(met_on__isnull=True)
            ),
            models.CheckConstraint(
                name="plans_distance_line_is_whole",
                condition=(Q(kind="distance", score__range=(0, 10)) & ~Q(measure=""))
                | (~Q(kind="distance") & Q(measure="", score__isnull=True)),
            ),
            models.CheckConstraint(
                name="plans_words_of_progress",
                condition=~Q(kind__in=["note", "addition"]) | ~Q(text=""),
            ),
            models.CheckConstraint(name="plans_said_by_known", condition=Q(said_by__in=SaidBy.values)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["plan", "-happened_at", "-id"], name="plans_progress_of"),
        ]

    def __str__(self) -> str:
        return str(self.id)
