"""Booked times: an appointment is an adviser's time, a booking is one customer's place in it."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.customers.models import Customer
from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id
from fingerpost.interactions.models import Channel, Session, SessionKind
from fingerpost.organisations.models import Contract, Organisation, Venue
from fingerpost.staff.models import Account


@keep_history()
class Appointment(models.Model):
    """An adviser's booked time. ``session`` is what was held in it, once it was held."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=SessionKind.choices)
    channel = models.PositiveSmallIntegerField(choices=Channel.choices)
    label = models.CharField(max_length=80, blank=True)
    adviser = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    venue = models.ForeignKey(Venue, null=True, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField(default=1)
    is_cancelled = models.BooleanField(default=False)
    session = models.OneToOneField(Session, null=True, on_delete=models.PROTECT, related_name="appointment")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="appointments_end_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
            ExclusionConstraint(
                name="appointments_adviser_in_one_place",
                expressions=[
                    ("adviser", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_at"),
                            F("ends_at"),
                            RangeBoundary(),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(is_cancelled=False),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["adviser", "starts_at"], name="appointments_day_of")]

    def __str__(self) -> str:
        return str(self.id)


class BookingState(models.TextChoices):
    """What became of a booking."""

    BOOKED = "booked", _("Booked")
    CANCELLED_BY_CUSTOMER = "cancelled_by_customer", _("Cancelled by the customer")
    CANCELLED_BY_US = "cancelled_by_us", _("Cancelled by us")


@keep_history()
class Booking(models.Model):
    """One customer's place in an appointment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="bookings")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="bookings")
    state = models.CharField(max_length=24, choices=BookingState.choices, default=BookingState.BOOKED)
    booked_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appointment", "customer"], name="appointments_booked_once"),
            models.CheckConstraint(
                name="appointments_booking_state_known", condition=Q(state__in=BookingState.values)
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["customer", "-booked_at"], name="appointments_bookings_of")]

    def __str__(self) -> str:
        return str(self.id)
