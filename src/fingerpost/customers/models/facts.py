"""Dated facts of a customer's life, each with who said so; the restricted part kept apart."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.customers.models.record import Customer
from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id


class CircumstanceKind(models.TextChoices):
    """Which fact. Values are codes of ``policy.codes`` or the words ``yes`` and ``no``."""

    EMPLOYMENT_STATUS = "employment_status", _("Employment status")
    LENGTH_OF_UNEMPLOYMENT = "length_of_unemployment", _("Length of unemployment")
    OUT_OF_WORK_SINCE = "out_of_work_since", _("Out of work since")
    QUALIFICATION_LEVEL = "qualification_level", _("Highest qualification")
    IN_EDUCATION_OR_TRAINING = "in_education_or_training", _("In education or training")
    JOBCENTRE_PLUS_CUSTOMER = "jobcentre_plus_customer", _("Jobcentre Plus customer")
    AT_RISK_OF_REDUNDANCY = "at_risk_of_redundancy", _("At risk of redundancy")
    SINGLE_PARENT = "single_parent", _("Single parent with a dependent child at home")
    CARER = "carer", _("Carer")
    SUPPORT_NEED = "support_need", _("Support need")


class SaidBy(models.TextChoices):
    """Who said so."""

    CUSTOMER = "customer", _("The customer")
    DOCUMENT = "document", _("A document that was seen")
    PARTNER = "partner", _("A partner organisation")
    ADVISER = "adviser", _("The adviser")


@keep_history()
class Circumstance(models.Model):
    """One fact as of a date. A correction is a new fact; nothing is overwritten."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="circumstances")
    kind = models.CharField(max_length=30, choices=CircumstanceKind.choices)
    value = models.CharField(max_length=40)
    as_of = models.DateField()
    said_by = models.CharField(max_length=10, choices=SaidBy.choices)
    recorded_by = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="customers_circumstance_kind_known",
                condition=Q(kind__in=CircumstanceKind.values),
            ),
            models.CheckConstraint(
                name="customers_circumstance_said_by_known", condition=Q(said_by__in=SaidBy.values)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "kind", "-as_of", "-id"], name="customers_circ_latest")
        ]

    def __str__(self) -> str:
        return str(self.id)


@keep_history()
class DiversityDetails(models.Model):
    """The restricted part: what the customer chose to say for equality monitoring (OI-14.12)."""

    customer = models.OneToOneField(
        Customer, primary_key=True, on_delete=models.CASCADE, related_name="diversity"
    )
    consents_to_health = models.BooleanField(default=False)
    health_consent_at = models.DateTimeField(null=True)
    learning_difficulty_or_disability = models.PositiveSmallIntegerField(default=9)
    primary_difficulty = models.PositiveSmallIntegerField(default=99)
    secondary_difficulty = models.PositiveSmallIntegerField(default=99)
    consents_to_ethnicity = models.BooleanField(default=False)
    ethnicity_consent_at = models.DateTimeField(null=True)
    ethnicity = models.PositiveSmallIntegerField(default=99)
    recorded_by = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="customers_no_health_without_consent",
                condition=Q(consents_to_health=True)
                | Q(
                    learning_difficulty_or_disability=9,
                    primary_difficulty__in=(98, 99),
                    secondary_difficulty__in=(98, 99),
                ),
            ),
            models.CheckConstraint(
                name="customers_no_ethnicity_without_consent",
                condition=Q(consents_to_ethnicity=True) | Q(ethnicity=99),
            ),
        ]

    def __str__(self) -> str:
        return str(self.customer_id)


class AdditionalIndicator(models.Model):
    """A neutral indicator that the customer asked us to keep (BR-20.3a to 20.3c).

    A row is the indicator; taking it away deletes the row. Kept outside history and events on
    purpose, so that removal leaves no trace.
    """

    customer = models.OneToOneField(Customer, primary_key=True, on_delete=models.CASCADE, related_name="+")
    recorded_by = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.customer_id)
