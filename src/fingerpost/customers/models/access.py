"""Grants: who of the staff may see which customer, why, and until when."""

from typing import ClassVar

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fingerpost.customers.models.record import Customer
from fingerpost.house.ids import new_id


class GrantReason(models.TextChoices):
    """Why somebody may see a customer."""

    AUTHENTICATED = "authenticated", _("You confirmed who the customer is in a contact")
    OWN_APPOINTMENT = "own_appointment", _("The customer is booked with you")
    NEW_RECORD = "new_record", _("You made this record")
    MANAGER = "manager", _("You manage the adviser who made this record")
    RELATIONSHIP = "relationship", _("Your organisation is working with this customer")
    WRITE_UP = "write_up", _("You have a session with this customer to write up")
    PAPER = "paper", _("You are keying a paper session of this customer")
    CONCERN = "concern", _("You are handling a concern about this customer")
    AUDIT = "audit", _("An audit with a stated purpose")
    WIRE = "wire", _("A system presented the customer's id on the shared record's wire")


class Grant(models.Model):
    """One reason to see one customer, until it ends.

    To a person (``account``), while they work for ``organisation`` where it is named, or to an organisation
    under a contract. *app* can't write here: the functions that check do. A grant is never deleted and never
    lengthened; it ends, and each new session gives a relationship another one, so that the rows are its history.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="grants")
    account = models.ForeignKey("staff.Account", null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    contract = models.ForeignKey(
        "organisations.Contract", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=20, choices=GrantReason.choices)
    basis_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=120, blank=True)
    # The moment of the transaction, so that a grant is live in the transaction that gave it.
    starts_at = models.DateTimeField(db_default=TransactionNow())
    ends_at = models.DateTimeField()
    granted_by_id = models.UUIDField(null=True)
    granted_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="customers_grant_to_person_or_contract",
                condition=Q(account__isnull=False) | Q(organisation__isnull=False, contract__isnull=False),
            ),
            models.CheckConstraint(
                name="customers_grant_ends_after_start",
                condition=Q(ends_at__gte=F("starts_at")),
            ),
            models.CheckConstraint(
                name="customers_grant_reason_known", condition=Q(reason__in=GrantReason.values)
            ),
            models.CheckConstraint(
                name="customers_audit_has_a_purpose",
                condition=~Q(reason="audit") | ~Q(purpose=""),
            ),
            models.UniqueConstraint(
                fields=["customer", "organisation", "contract", "basis_id"],
                condition=Q(account__isnull=True),
                nulls_distinct=False,
                name="customers_one_relationship_a_basis",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "account"], name="customers_grant_to_person"),
            models.Index(fields=["account", "ends_at"], name="customers_grant_of_person"),
        ]

    def __str__(self) -> str:
        return str(self.id)
