"""Outcomes with their evidence, and the customer's own answer on the service."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.customers.models import Customer
from fingerpost.files.models import StoredFile
from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id
from fingerpost.interactions.models import Attendance
from fingerpost.organisations.models import Contract, Organisation, Touchpoint
from fingerpost.staff.models import Account


@keep_history()
class Outcome(models.Model):
    """Something that came of it, recorded whether it is ever claimed or not (BR-24.2).

    ``kind`` is a code of the contract's scheme (key ``outcome.kinds``). Four days: it began, we were told (it counts
    from then), evidence came, it was claimed. ``attendance`` is the session it came from; an outcome may come without
    one. ``checked_by`` looked at it before it was claimed. Days are civil days in London.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="outcomes")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    touchpoint = models.ForeignKey(Touchpoint, null=True, on_delete=models.PROTECT, related_name="+")
    attendance = models.ForeignKey(Attendance, null=True, on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=20)
    started_on = models.DateField(null=True)
    told_on = models.DateField(null=True)
    evidenced_on = models.DateField(null=True)
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    sent_back_why = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    detail = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="outcomes_told_after_it_began",
                condition=Q(started_on__isnull=True)
                | Q(told_on__isnull=True)
                | Q(told_on__gte=F("started_on")),
            ),
            models.CheckConstraint(
                name="outcomes_claimed_by_somebody",
                condition=Q(claimed_at__isnull=True, claimed_by__isnull=True)
                | Q(claimed_at__isnull=False, claimed_by__isnull=False, told_on__isnull=False),
            ),
            models.CheckConstraint(
                name="outcomes_checked_before_claimed",
                condition=Q(claimed_at__isnull=True) | Q(checked_at__isnull=False, checked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="outcomes_withdrawn_is_not_claimed",
                condition=Q(withdrawn_at__isnull=True) | Q(claimed_at__isnull=True),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-told_on", "-id"], name="outcomes_of_customer"),
            models.Index(
                fields=["contract", "told_on", "id"],
                name="outcomes_to_claim",
                condition=Q(claimed_at__isnull=True, withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


@keep_history()
class Evidence(models.Model):
    """One piece of evidence of an outcome. ``kind`` is a code of the key ``outcome.evidence_kinds``.

    What its kind asks of it (OI-20.F21 to F23) is told with it: whether it ``is_signed``, the day it bears
    (``dated_on``), and earnings before and after, in pence over the same stretch of time. Its file opens by a grant
    of its own (EvidenceGrant), also for those who may see the customer.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="evidence")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="evidence")
    received_on = models.DateField()
    is_signed = models.BooleanField(null=True)
    dated_on = models.DateField(null=True)
    earned_before_pence = models.PositiveIntegerField(null=True)
    earned_after_pence = models.PositiveIntegerField(null=True)
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["outcome", "added_at", "id"], name="outcomes_evidence_of")]

    def __str__(self) -> str:
        return str(self.id)


class EvidenceReason(models.TextChoices):
    """Why somebody may open a piece of evidence."""

    ADDED = "added", _("You added it")
    CLAIM = "claim", _("You are checking the claim")
    AUDIT = "audit", _("An audit with a stated purpose")


class EvidenceGrant(models.Model):
    """Who may open which piece of evidence, why and until when. Written by functions alone; never lengthened."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="grants")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=8, choices=EvidenceReason.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="outcomes_evidence_reason_known", condition=Q(reason__in=EvidenceReason.values)
            ),
            models.CheckConstraint(
                name="outcomes_evidence_grant_ends", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["evidence", "account", "ends_at"], name="outcomes_evidence_open_to")
        ]

    def __str__(self) -> str:
        return str(self.id)


class AskedHow(models.TextChoices):
    """How the customer's answer came in."""

    TELEPHONE = "telephone", _("Asked by telephone")
    PAPER = "paper", _("On paper, in an envelope")
    EMAIL = "email", _("By email")
    TEXT = "text", _("By text message")


class SatisfactionAnswer(models.Model):
    """What the customer said of the service after one session: their own answer, 1 to 5 (key ``satisfaction.scale``).

    Never captured by whoever gave that session; a trigger of the database refuses it. Added, never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="satisfaction_answers")
    attendance = models.OneToOneField(Attendance, on_delete=models.PROTECT, related_name="satisfaction")
    answer = models.PositiveSmallIntegerField()
    asked_how = models.CharField(max_length=10, choices=AskedHow.choices)
    answered_at = models.DateTimeField()
    captured_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="outcomes_satisfaction_on_the_scale", condition=Q(answer__range=(1, 5))
            ),
            models.CheckConstraint(
                name="outcomes_asked_how_known", condition=Q(asked_how__in=AskedHow.values)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-answered_at"], name="outcomes_satisfaction_of")
        ]

    def __str__(self) -> str:
        return str(self.id)
