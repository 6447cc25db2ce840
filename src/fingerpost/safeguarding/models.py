"""Concerns for somebody's safety. Need to know: who raised one, and the safeguarding leads."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.customers.models import Customer
from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id
from fingerpost.organisations.models import Contract, Organisation
from fingerpost.staff.models import Account


class ConcernState(models.TextChoices):
    """Where a concern stands. Allowed moves: ``rules.CONCERN_MOVES``."""

    RAISED = "raised", _("Raised")
    ACKNOWLEDGED = "acknowledged", _("Being looked at")
    CLOSED = "closed", _("Closed")


@keep_history()
class Concern(models.Model):
    """One concern. Its words are screened as advice only: safety comes first (design, point 9).

    ``contract`` is set where the organisation works for others: it says whose lead answers too.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, null=True, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="+")
    is_urgent = models.BooleanField(default=False)
    text = models.TextField(max_length=5_000)
    state = models.CharField(max_length=12, choices=ConcernState.choices, default=ConcernState.RAISED)
    raised_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    handled_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    handled_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="safeguarding_concern_state_known", condition=Q(state__in=ConcernState.values)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "-raised_at"], name="safeguarding_open_concerns")
        ]

    def __str__(self) -> str:
        return str(self.id)
