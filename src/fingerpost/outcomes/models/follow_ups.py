"""Follow-ups that policy asks for, and the tries to reach the customer."""

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


class Stage(models.TextChoices):
    """Which follow-up (OI-12.9, OI-12.13)."""

    FIRST = "first", _("First follow-up")
    SECOND = "second", _("Second follow-up")
    SIX_MONTHS = "six_months", _("Six-month follow-up")


class FollowUpState(models.TextChoices):
    """Where a follow-up stands."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    RESTARTED = "restarted", _("Started again by a later contact")
    STOPPED = "stopped", _("Stopped")


@keep_history()
class FollowUp(models.Model):
    """One follow-up of one customer under one contract.

    ``counted_from`` is the moment from which policy counts. ``owner`` is the adviser of the last contact, empty where
    nobody is named, as at six months (OI-12.10, OI-12.11). With ``handed_at`` the owner took it or was given it, and
    keeps it while they are there. Written by functions alone, and closed by a service.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="follow_ups")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    counted_from = models.DateTimeField()
    due_on = models.DateField()
    owner = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=FollowUpState.choices, default=FollowUpState.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=30, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "contract", "stage"],
                condition=Q(state="open"),
                name="outcomes_one_open_follow_up",
            ),
            models.CheckConstraint(
                name="outcomes_follow_up_state_known", condition=Q(state__in=FollowUpState.values)
            ),
            models.CheckConstraint(
                name="outcomes_closed_has_a_moment",
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-due_on"], name="outcomes_follow_ups_of"),
            models.Index(
                fields=["owner", "due_on", "id"], name="outcomes_follow_ups_due", condition=Q(state="open")
            ),
            models.Index(
                fields=["organisation", "due_on", "id"],
                name="outcomes_follow_ups_unowned",
                condition=Q(state="open", owner__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Reached(models.TextChoices):
    """What became of a try. Only ``spoken`` is a contact of two sides."""

    SPOKEN = "spoken", _("Spoke with the customer")
    ANSWERED = "answered", _("The customer answered in writing")
    NO_ANSWER = "no_answer", _("No answer")
    MESSAGE_LEFT = "message_left", _("Left a message")
    WRONG_ADDRESS = "wrong_address", _("The number or address is not theirs")
    NOT_WANTED = "not_wanted", _("The customer wants no follow-up")


@keep_history()
class CallAgreement(models.Model):
    """The customer agreed to be rung back, so often, to see how the plan goes (OI-3.34b). Withdrawn once, if ever.

    ``calls`` is the number of the policy of that day; one more call needs a new agreement. ``agreed_how`` is a code
    of ``call_back.agreed_how``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="call_agreements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField()
    agreed_how = models.CharField(max_length=20)
    calls = models.PositiveSmallIntegerField()
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="outcomes_agreed_to_some_calls", condition=Q(calls__gte=1)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-agreed_on", "-id"], name="outcomes_agreements_of")
        ]

    def __str__(self) -> str:
        return str(self.id)


class CallState(models.TextChoices):
    """Where an agreed call stands."""

    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Not made")


@keep_history()
class PlannedCall(models.Model):
    """One agreed call back, in its place of the agreement (1, 2, 3): on its day in its owner's list (OI-4.10e)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(CallAgreement, on_delete=models.CASCADE, related_name="planned")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="planned_calls")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    owner = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=CallState.choices, default=CallState.PLANNED)
    closed_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "place"], name="outcomes_call_place_once"),
            models.CheckConstraint(name="outcomes_call_place_counts", condition=Q(place__gte=1)),
            models.CheckConstraint(name="outcomes_call_state_known", condition=Q(state__in=CallState.values)),
            models.CheckConstraint(
                name="outcomes_call_closed_has_a_moment",
                condition=Q(state="planned", closed_at__isnull=True)
                | (~Q(state="planned") & Q(closed_at__isnull=False)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["owner", "due_on", "id"], name="outcomes_calls_due", condition=Q(state="planned")
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


@keep_history()
class FollowUpAttempt(models.Model):
    """One try of a follow-up or of an agreed call, or an informal contact where both are empty (OI-12.12).

    Added, never changed.

    ``method`` is a code of the key ``follow_up.methods``, ``situation`` one of ``follow_up.situations``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    follow_up = models.ForeignKey(FollowUp, null=True, on_delete=models.CASCADE, related_name="attempts")
    planned_call = models.ForeignKey(
        PlannedCall, null=True, on_delete=models.CASCADE, related_name="attempts"
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="follow_up_attempts")
    method = models.CharField(max_length=20)
    reached = models.CharField(max_length=14, choices=Reached.choices)
    situation = models.CharField(max_length=30, blank=True)
    text = models.CharField(max_length=600, blank=True)
    happened_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="outcomes_reached_known", condition=Q(reached__in=Reached.values)),
            models.CheckConstraint(
                name="outcomes_try_of_one_thing",
                condition=Q(follow_up__isnull=True) | Q(planned_call__isnull=True),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-happened_at", "-id"], name="outcomes_attempts_of"),
            models.Index(fields=["follow_up", "-happened_at"], name="outcomes_attempts_in"),
        ]

    def __str__(self) -> str:
        return str(self.id)
