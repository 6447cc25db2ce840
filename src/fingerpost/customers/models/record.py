"""The customer record itself: one container that every other record opens from (OI-B.customer)."""

from typing import ClassVar

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id


class CustomerState(models.TextChoices):
    """How far the record stands."""

    PROVISIONAL = "provisional", _("Provisional")
    CONFIRMED = "confirmed", _("Confirmed")
    CLOSED = "closed", _("Closed")


class DigitalAbility(models.TextChoices):
    """Whether the customer can use digital services alone (BR-4.5)."""

    NOT_ASKED = "", _("Not asked yet")
    INDEPENDENT = "independent", _("Can use digital services alone")
    NEEDS_HELP = "needs_help", _("Needs help to use digital services")
    NO_ACCESS = "no_access", _("Has no access to digital services")


@keep_history(exclude=["opened_at"])
class Customer(models.Model):
    """One customer. A provisional record is seen by its adviser and their manager only.

    Names: one name only stands in ``family_name`` with ``given_name`` empty. Coded fields hold the
    codes of the shared record's wire (``policy.codes``).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.CharField(max_length=12, choices=CustomerState.choices)
    title = models.PositiveSmallIntegerField(default=99)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100)
    known_as = models.CharField(max_length=100, blank=True)
    date_of_birth = models.DateField(null=True)
    gender = models.PositiveSmallIntegerField(default=99)
    unique_learner_number = models.CharField(max_length=10, blank=True)
    introduced_by = models.PositiveSmallIntegerField(default=99)
    introduced_by_detail = models.CharField(max_length=100, blank=True)
    preferred_contact_method = models.PositiveSmallIntegerField(default=99)
    preferred_language = models.CharField(max_length=12, default="en-GB")
    lives_in_england = models.BooleanField(null=True)
    works_in_england = models.BooleanField(null=True)
    digital_ability = models.CharField(
        max_length=12, choices=DigitalAbility.choices, blank=True, default=DigitalAbility.NOT_ASKED
    )
    agrees_to_user_research = models.BooleanField(default=False)
    agrees_to_market_research = models.BooleanField(default=False)
    # BR-5.2: of an 18-year-old only this is kept, never why.
    entitlement_checked_on = models.DateField(null=True)
    registered_at = models.DateTimeField()
    # The database's own moment of this transaction: fingerpost_open_record asks for it, so that
    # only the transaction that made a record can open it to its maker.
    opened_at = models.DateTimeField(db_default=TransactionNow(), editable=False)
    opened_by = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(
        "organisations.Contract", null=True, on_delete=models.PROTECT, related_name="+"
    )
    provisional_until = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="customers_customer_state_known",
                condition=Q(state__in=CustomerState.values),
            ),
            models.CheckConstraint(name="customers_customer_has_a_name", condition=~Q(family_name="")),
            models.CheckConstraint(
                name="customers_provisional_has_an_end",
                condition=Q(state="provisional", provisional_until__isnull=False)
                | (~Q(state="provisional") & Q(provisional_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="customers_confirmed_has_date_of_birth",
                condition=~Q(state="confirmed") | Q(date_of_birth__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["provisional_until"],
                name="customers_provisional_end",
                condition=Q(state="provisional"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def full_name(self) -> str:
        """The name as written on a page: given name, then family name; one name stands alone."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_provisional(self) -> bool:
        """Whether identity is still to be confirmed."""
        return self.state == CustomerState.PROVISIONAL
