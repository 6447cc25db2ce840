"""Records as the wire says them, beside the record of the service."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.expressions import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.customers.models import Customer
from fingerpost.dss.models.doors import WireTouchpoint
from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id
from fingerpost.staff.models import Account


class ResourceName(models.TextChoices):
    """The resources of the wire. Values are the segments under which the gateway shows them."""

    CUSTOMER = "customers", _("Customer")
    ADDRESS = "addresses", _("Address")
    CONTACT = "contactdetails", _("Contact details")
    DIVERSITY = "diversitydetails", _("Diversity details")
    INTERACTION = "interactions", _("Interaction")
    SESSION = "sessions", _("Session")
    ACTION_PLAN = "actionplans", _("Skills action plan")
    ACTION = "actions", _("Action")
    GOAL = "goals", _("Goal")
    OUTCOME = "outcomes", _("Outcome")
    TRANSFER = "transfers", _("Transfer")
    WEB_CHAT = "webchats", _("Web chat")
    EMPLOYMENT_PROGRESSION = "employmentprogressions", _("Employment progression")
    LEARNING_PROGRESSION = "learningprogressions", _("Learning progression")
    ADVISER_DETAIL = "adviserdetails", _("Adviser details")
    SUBSCRIPTION = "subscriptions", _("Subscription")
    DIGITAL_IDENTITY = "digitalidentities", _("Digital identity")
    COLLECTION = "collections", _("Collection")


ONE_A_CUSTOMER = (
    ResourceName.CUSTOMER,
    ResourceName.CONTACT,
    ResourceName.DIVERSITY,
    ResourceName.EMPLOYMENT_PROGRESSION,
    ResourceName.LEARNING_PROGRESSION,
)


@keep_history(exclude=["sealed", "told"])
class WireRecord(models.Model):
    """One record of the wire. ``id`` is its id there and, where one row of the record is meant, that row's too.

    ``body`` holds its fields as the wire says them: dates as text with their fractions, enums as numbers, and
    what no row of the record has a place for. ``told`` is what the record itself said of those fields when
    ``body`` was last written; where it says otherwise now, the record is right (``dss.translating.mirror``).
    ``sealed`` holds the words that may not stand, encrypted, and they are given back to nobody but
    ``modified_by``. ``touchpoint`` made it. ``modified_at`` is when it was kept here (UTC); the wire's own
    LastModifiedDate stands in ``body``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    resource = models.CharField(max_length=24, choices=ResourceName.choices)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="+")
    interaction_id = models.UUIDField(null=True)
    plan_id = models.UUIDField(null=True)
    touchpoint = models.CharField(max_length=10)
    modified_by = models.CharField(max_length=10)
    modified_at = models.DateTimeField()
    body = models.JSONField()
    told = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    sealed_until = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="dss_resource_known", condition=Q(resource__in=ResourceName.values)),
            models.CheckConstraint(
                name="dss_record_of_a_customer",
                condition=Q(customer__isnull=False) | Q(resource__in=["adviserdetails", "collections"]),
            ),
            models.CheckConstraint(
                name="dss_sealed_has_a_day",
                condition=Q(sealed__isnull=True) | Q(sealed_until__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["customer", "resource"],
                condition=Q(resource__in=[name.value for name in ONE_A_CUSTOMER]),
                name="dss_one_a_customer",
            ),
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(resource="digitalidentities", closed_at__isnull=True),
                name="dss_one_live_identity",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "resource", "id"], name="dss_records_of"),
            models.Index(
                fields=["plan_id", "resource"], name="dss_of_plan", condition=Q(plan_id__isnull=False)
            ),
            models.Index(fields=["modified_at", "id"], name="dss_modified"),
            models.Index(fields=["sealed_until"], name="dss_sealed_until", condition=Q(sealed__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.id}"


class WireMark(models.Model):
    """How far a customer's wire records follow the record: the number of its events that were not the wire's own."""

    customer = models.OneToOneField(Customer, primary_key=True, on_delete=models.CASCADE, related_name="+")
    events_seen = models.PositiveIntegerField()
    mirrored_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.customer_id)


class FindingState(models.TextChoices):
    """Where a finding stands."""

    OPEN = "open", _("To be looked at")
    SETTLED = "settled", _("Settled")


@keep_history()
class WireFinding(models.Model):
    """What came by wire against a rule that the wire can't refuse by, for the clerical queue.

    ``rule`` is a code of ``dss.translating.findings``; ``fields`` names wire fields, never what stood in them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="+")
    record = models.ForeignKey(WireRecord, on_delete=models.CASCADE, related_name="findings")
    touchpoint = models.ForeignKey(WireTouchpoint, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=40)
    fields = models.JSONField(default=list)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=FindingState.choices, default=FindingState.OPEN)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="dss_finding_settled_by_somebody",
                condition=Q(state="open", settled_at__isnull=True, settled_by__isnull=True)
                | Q(state="settled", settled_at__isnull=False, settled_by__isnull=False),
            ),
            # The same gap found again at the next change is one finding.
            models.UniqueConstraint(
                fields=["record", "rule"], condition=Q(state="open"), name="dss_finding_open_once"
            ),
            models.CheckConstraint(
                name="dss_finding_settled_after",
                condition=Q(settled_at__isnull=True) | Q(settled_at__gte=F("found_at")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["touchpoint", "state", "found_at", "id"], name="dss_findings_open")
        ]

    def __str__(self) -> str:
        return str(self.id)
