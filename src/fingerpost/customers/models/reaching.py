"""Names a customer had, where they live, and how to reach them safely."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.customers.models.record import Customer
from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id


@keep_history()
class EarlierName(models.Model):
    """A name the customer used before; people say it when they ring after years."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="earlier_names")
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100)
    until_on = models.DateField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.id)


@keep_history()
class Address(models.Model):
    """A home address. The one without an end is where the customer lives now."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    line_1 = models.CharField(max_length=100, blank=True)
    line_2 = models.CharField(max_length=100, blank=True)
    line_3 = models.CharField(max_length=100, blank=True)
    line_4 = models.CharField(max_length=100, blank=True)
    line_5 = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10)
    alternative_postcode = models.CharField(max_length=10, blank=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(until_on__isnull=True),
                name="customers_one_current_address",
            ),
            ExclusionConstraint(
                name="customers_addresses_do_not_overlap",
                expressions=[
                    ("customer", RangeOperators.EQUAL),
                    (
                        Func(
                            F("from_on"),
                            F("until_on"),
                            RangeBoundary(),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(from_on__isnull=False, until_on__isnull=False),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["customer", "from_on"], name="customers_address_of")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def lines(self) -> list[str]:
        """The filled lines, postcode last."""
        return [
            line
            for line in (
                self.line_1,
                self.line_2,
                self.line_3,
                self.line_4,
                self.line_5,
                self.postcode,
            )
            if line
        ]


class ContactPointKind(models.TextChoices):
    """Ways to reach a customer, as the wire names them."""

    MOBILE = "mobile", _("Mobile number")
    HOME = "home", _("Home number")
    ALTERNATIVE = "alternative", _("Other number")
    EMAIL = "email", _("Email address")


@keep_history()
class ContactPoint(models.Model):
    """One number or address, with what the customer said of its safety.

    ``is_safe`` is true only when the customer said so; unknown is not safe.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=12, choices=ContactPointKind.choices)
    value = models.CharField(max_length=255)
    is_safe = models.BooleanField(null=True)
    may_leave_voicemail = models.BooleanField(default=False)
    read_by_others = models.BooleanField(default=False)
    name_to_give = models.CharField(max_length=60, blank=True)
    not_before = models.TimeField(null=True)
    not_after = models.TimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "kind"],
                condition=Q(ended_at__isnull=True),
                name="customers_one_contact_point_of_a_kind",
            ),
            models.CheckConstraint(
                name="customers_contact_point_kind_known",
                condition=Q(kind__in=ContactPointKind.values),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["value"],
                condition=Q(kind="email", ended_at__isnull=True),
                name="customers_email_in_use",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
