"""What a contract is worth and expects: its year, profiles, shares of months, fees, sums, costs and payments made.

Nothing here is about a customer. The agency sets it; each change keeps its history.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id
from fingerpost.organisations.models import Contract, Organisation, Subcontract
from fingerpost.staff.models import Account


@keep_history()
class ContractYear(models.Model):
    """One year of a contract: the most that it pays (None: no cap) and the number of its purchase order. Pence."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="years")
    starts_on = models.DateField()
    ends_on = models.DateField()
    maximum_pence = models.BigIntegerField(null=True)
    satisfaction_cap_pence = models.BigIntegerField(null=True)
    order_number = models.CharField(max_length=40, blank=True)
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "starts_on"], name="funding_contract_year_once"),
            models.CheckConstraint(
                name="funding_contract_year_ordered", condition=Q(ends_on__gt=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.starts_on}"


class ProfileClass(models.TextChoices):
    """For whom a number of a profile stands."""

    PRIORITY = "priority", _("Priority customers")
    OTHER = "other", _("Other customers")
    ALL = "", _("Everybody")


@keep_history()
class Profile(models.Model):
    """A year's number for one category of one contract. ``category`` is a code of the key ``performance.categories``.

    ``annual`` is a count of outcomes or customers, or pence where ``is_money``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    year = models.ForeignKey(ContractYear, on_delete=models.PROTECT, related_name="profiles")
    category = models.CharField(max_length=4)
    customer_class = models.CharField(max_length=8, choices=ProfileClass.choices, blank=True)
    is_money = models.BooleanField(default=False)
    annual = models.BigIntegerField()
    approved_on = models.DateField()
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "category", "customer_class", "is_money"], name="funding_profile_once"
            ),
            models.CheckConstraint(
                name="funding_profile_class_known", condition=Q(customer_class__in=ProfileClass.values)
            ),
            models.CheckConstraint(name="funding_profile_not_negative", condition=Q(annual__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.year_id} {self.category}"


class ProfileChange(models.Model):
    """A change to a profile agreed after a quarter (1 to 3), spread over the months after it. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="changes")
    after_quarter = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField()
    agreed_on = models.DateField()
    why = models.CharField(max_length=300)
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="funding_change_after_a_quarter", condition=Q(after_quarter__range=(1, 3))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["profile", "after_quarter", "id"], name="funding_changes_of")
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} after {self.after_quarter}"


@keep_history()
class MonthShare(models.Model):
    """The share of a year's number that a month is expected to bring, for the whole nation. Per cent.

    ``place`` is the month's place in the contract year, 1 to 12.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    year_starts_on = models.DateField()
    category = models.CharField(max_length=4)
    customer_class = models.CharField(max_length=8, choices=ProfileClass.choices, blank=True)
    place = models.PositiveSmallIntegerField()
    percent = models.DecimalField(max_digits=8, decimal_places=5)
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year_starts_on", "category", "customer_class", "place"], name="funding_share_once"
            ),
            models.CheckConstraint(name="funding_share_place", condition=Q(place__range=(1, 12))),
            models.CheckConstraint(name="funding_share_percent", condition=Q(percent__range=(0, 100))),
        ]

    def __str__(self) -> str:
        return f"{self.year_starts_on} {self.category} {self.place}"


@keep_history()
class FeeDeduction(models.Model):
    """What is taken off the service fee of one month. Per cent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    why = models.CharField(max_length=300)
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "month"], name="funding_deduction_once"),
            models.CheckConstraint(name="funding_deduction_percent", condition=Q(percent__range=(0, 100))),
            models.CheckConstraint(name="funding_deduction_month", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.month}"


@keep_history()
class FixedSum(models.Model):
    """A fixed sum that a contract gets each month from one month to another. Pence."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    amount_pence = models.BigIntegerField()
    first_month = models.DateField()
    last_month = models.DateField()
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="funding_fixed_sum_ordered", condition=Q(last_month__gte=F("first_month"))
            ),
            models.CheckConstraint(name="funding_fixed_sum_positive", condition=Q(amount_pence__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.name}"


@keep_history()
class PassThrough(models.Model):
    """The least share of a session's or outcome's payment that goes on to a subcontractor, from a day. Per cent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subcontract = models.ForeignKey(Subcontract, on_delete=models.PROTECT, related_name="pass_through")
    starts_on = models.DateField()
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subcontract", "starts_on"], name="funding_pass_through_once"),
            models.CheckConstraint(name="funding_pass_through_percent", condition=Q(percent__range=(0, 100))),
        ]

    def __str__(self) -> str:
        return f"{self.subcontract_id} {self.starts_on}"


@keep_history()
class CostLine(models.Model):
    """An actual cost under a cost head (key ``funding.cost_heads``), with its receipt's own number. Pence."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    head = models.CharField(max_length=20)
    item = models.CharField(max_length=40)
    spent_on = models.DateField()
    amount_pence = models.PositiveIntegerField()
    detail = models.CharField(max_length=200, blank=True)
    receipt = models.CharField(max_length=60)
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["contract", "spent_on", "id"], name="funding_costs_of")]

    def __str__(self) -> str:
        return str(self.id)


class PaymentMade(models.Model):
    """What the agency paid for a month: fee, outcomes, or a manual adjustment. Added, never changed. Pence."""

    class Category(models.TextChoices):
        """What was paid."""

        SERVICE_FEE = "service_fee", _("Service fee")
        OUTCOMES = "outcomes", _("Outcome based")
        ADJUSTMENT = "adjustment", _("Outcome based, adjusted by hand")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    category = models.CharField(max_length=11, choices=Category.choices)
    amount_pence = models.BigIntegerField()
    paid_on = models.DateField()
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="funding_payment_category",
                condition=Q(category__in=["service_fee", "outcomes", "adjustment"]),
            ),
            models.CheckConstraint(name="funding_payment_month", condition=Q(month__day=1)),
        ]
        indexes: ClassVar = [models.Index(fields=["contract", "month", "id"], name="funding_payments_of")]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.month}"
