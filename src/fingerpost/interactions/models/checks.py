"""Identity checks in a contact. What was found stays hidden until the customer is authenticated."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.customers.models import ContactPoint, Customer
from fingerpost.house.ids import new_id
from fingerpost.interactions.models.contacts import Contact
from fingerpost.staff.models import Account


class CheckState(models.TextChoices):
    """Where an identity check stands."""

    WAITING = "waiting", _("Waiting for an answer")
    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Not passed")
    LOCKED = "locked", _("Locked")


class CheckOutcome(models.TextChoices):
    """What a passed check led to. Empty until it has passed."""

    OPENED = "opened", _("The record was opened")
    NONE = "none", _("No record was opened")
    SEVERAL = "several", _("More than one record has these details")
    OTHER_CUSTOMER = "other_customer", _("This contact is about another customer")


class IdentityCheck(models.Model):
    """One search by the four items, and what came of it. BR-7.3: attempts are audited.

    Nothing here says whether a record was found until the check has passed. ``customer`` and
    ``outcome`` are set only then. ``seed`` is a keyed hash of the four items: failures count
    against the person asked for, found or not, in whichever contact they happen. Written by
    database functions, never by *app*.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="checks")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=CheckState.choices, default=CheckState.WAITING)
    questions = models.JSONField(default=list)
    failures = models.PositiveSmallIntegerField(default=0)
    method = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=16, choices=CheckOutcome.choices, blank=True)
    seed = models.CharField(max_length=64)
    codes_asked = models.PositiveSmallIntegerField(default=0)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="+")
    searched_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="interactions_check_known", condition=Q(state__in=CheckState.values)),
            models.CheckConstraint(
                name="interactions_check_tells_nothing_early",
                condition=Q(state="passed") | Q(customer__isnull=True, outcome=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "-searched_at"], name="interactions_checks_by"),
            models.Index(fields=["contact", "-searched_at"], name="interactions_checks_in"),
            models.Index(fields=["seed", "-searched_at"], name="interactions_checks_for"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class IdentityCandidate(models.Model):
    """The record that the four items of a check found. *app* has no right to read this table.

    An empty customer means that more than one record was found.
    """

    check_made = models.OneToOneField(
        IdentityCheck, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.check_made_id)


class OneTimeCode(models.Model):
    """A code sent to a safe contact point, kept as a hash until it is told or runs out.

    *app* can't read this table. Where the check found nobody, or no safe contact point, no row is
    made and the page says the same words.
    """

    check_made = models.OneToOneField(
        IdentityCheck, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    contact_point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=200)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.check_made_id)
