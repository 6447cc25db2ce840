"""The ledger: claims, and lines that are added and never changed."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.funding.models.decisions import FundingDecision
from fingerpost.funding.models.runs import Run
from fingerpost.house.ids import new_id
from fingerpost.organisations.models import Contract, Organisation
from fingerpost.outcomes.models import Outcome
from fingerpost.staff.models import Account


class Claim(models.Model):
    """What a prime contractor claims for one month of one contract, with everything it was made from.

    ``inputs_sha256`` is the hash of its frozen facts (`FrozenFacts`), ``rules`` the canonical text of every value of
    policy that was used, ``result_sha256`` the hash of the canonical result: made again from facts and rules, a claim
    equals itself byte for byte. ``number`` counts the claims of a contract from 1, month after month. Rows are never
    changed; what happens to a claim is a step. Pence; ``month`` is its first day.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    number = models.PositiveIntegerField()
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="claim")
    scheme = models.CharField(max_length=40)
    rule_version = models.CharField(max_length=60)
    inputs_sha256 = models.CharField(max_length=64)
    rules = models.TextField()
    result_sha256 = models.CharField(max_length=64)
    outcomes_pence = models.BigIntegerField()
    sums_pence = models.BigIntegerField()
    total_pence = models.BigIntegerField()
    order_number = models.CharField(max_length=40, blank=True)
    invoice_due_on = models.DateField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "month"], name="funding_one_claim_a_month"),
            models.UniqueConstraint(fields=["contract", "number"], name="funding_claim_number_once"),
            models.CheckConstraint(name="funding_claim_month_is_a_first", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="funding_claim_adds_up", condition=Q(total_pence=F("outcomes_pence") + F("sums_pence"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.month} {self.number}"


class FrozenFacts(models.Model):
    """Everything that a claim was made from: canonical text, packed (zlib) and sealed. Added, never changed.

    Apart from the claim, since the agency's contract manager reads claims and nothing about a person.
    """

    claim = models.OneToOneField(Claim, primary_key=True, on_delete=models.PROTECT, related_name="facts")
    packed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.claim_id)


class ClaimStepKind(models.TextChoices):
    """What happens to a claim after it was made."""

    INVOICED = "invoiced", _("Invoice sent")
    ACCEPTED = "accepted", _("Accepted by the agency")
    QUERIED = "queried", _("Queried by the agency")
    PAID = "paid", _("Paid")


class ClaimStep(models.Model):
    """One step of a claim. Added, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8, choices=ClaimStepKind.choices)
    note = models.CharField(max_length=300, blank=True)
    taken_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="funding_claim_step_known", condition=Q(kind__in=ClaimStepKind.values)
            ),
            models.UniqueConstraint(
                fields=["claim", "kind"], condition=~Q(kind="queried"), name="funding_claim_step_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["claim", "taken_at", "id"], name="funding_steps_of")]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.kind}"


class LineKind(models.TextChoices):
    """A payment, or the taking back of the payment before it."""

    PAYMENT = "payment", _("Payment")
    REVERSAL = "reversal", _("Taken back")


class ClaimLine(models.Model):
    """One payment of one outcome, or its taking back. Added, never changed.

    ``place`` counts the lines of an outcome from 1, whoever delivers it: odd lines pay, even lines take back what the
    line before paid, to the penny (constraints of the database). So at most one payment of an outcome stands at any
    time, across prime and subcontractors. ``reason`` is a code (``funding.reasons``). Pence, negative when
    taken back; ``period`` is the month of effect, YYYY-MM. ``contract`` is that of claim and outcome.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="lines")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="claim_lines")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=LineKind.choices)
    decision = models.ForeignKey(FundingDecision, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=7)
    amount_pence = models.IntegerField(null=True)
    reason = models.CharField(max_length=30, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outcome", "place"], name="funding_line_place_once"),
            models.UniqueConstraint(fields=["claim", "outcome", "place"], name="funding_line_of_claim_once"),
            models.CheckConstraint(
                name="funding_line_pays_or_takes_back",
                condition=Q(kind="payment", amount_pence__isnull=True)
                | Q(kind="payment", amount_pence__gte=0)
                | Q(kind="reversal", amount_pence__isnull=True)
                | Q(kind="reversal", amount_pence__lte=0),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["claim", "period", "id"], name="funding_lines_of"),
            models.Index(fields=["organisation", "claim"], name="funding_lines_by"),
            models.Index(fields=["contract", "period", "outcome"], name="funding_lines_under"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id} {self.place}"


class SumKind(models.TextChoices):
    """What a claim holds beside outcomes; no row of these is about a person."""

    SESSIONS = "sessions", _("Sessions")
    POOLED = "pooled", _("Pooled priority funding")
    SERVICE_FEE = "service_fee", _("Service fee")
    DEDUCTION = "deduction", _("Deduction from the service fee")
    FIXED = "fixed", _("Fixed monthly sum")
    COSTS = "costs", _("Actual costs")
    DISCOUNT = "discount", _("Discount on volume")
    CAP = "cap", _("Above the most the contract pays")
    MANUAL = "manual", _("Adjustment agreed with the agency")


class ClaimSum(models.Model):
    """One sum of a claim that is about nobody in particular. Added, never changed. Pence."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="sums")
    kind = models.CharField(max_length=11, choices=SumKind.choices)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    amount_pence = models.BigIntegerField()
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="funding_sum_kind_known", condition=Q(kind__in=SumKind.values)),
            models.UniqueConstraint(
                fields=["claim", "kind"],
                condition=Q(kind__in=["sessions", "pooled", "service_fee", "deduction", "discount", "cap"]),
                name="funding_sum_once_a_claim",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.kind}"


class ClawBack(models.Model):
    """Somebody holds a payment back, or lets it go again; the next claim takes it back or pays it. Never changed.

    ``place`` counts from 1 for an outcome: odd ones hold back, even ones let go (constraints of the database).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="claw_backs")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=300)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outcome", "place"], name="funding_claw_back_place_once"),
            models.CheckConstraint(name="funding_claw_back_has_a_reason", condition=~Q(why="")),
            models.CheckConstraint(name="funding_claw_back_place", condition=Q(place__gte=1)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["contract", "outcome", "-place"], name="funding_claw_backs_of")
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id} {self.place}"
