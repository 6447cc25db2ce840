"""What is kept about the people of the staff: accounts, memberships, standing."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id
from fingerpost.organisations.models import Contract, InclusivePeriod, Organisation, period_ordered
from fingerpost.staff.access import SYSTEM_ROLE, Role, StandingKind


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by email address in any mixture of capitals."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account with this email address. Raises ``Account.DoesNotExist``."""
        return self.get(email=(username or "").lower())


@keep_history(exclude=["password", "last_login"])
class Account(AbstractBaseUser):
    """One person's way in. BR-29.2: never shared; there is no sign-up, an administrator makes it."""

    class SuspendedFor(models.TextChoices):
        """Why an account is shut until somebody opens it again."""

        CREDENTIALS = "credentials", _("Sign-in details may be known to somebody else")
        LEFT = "left", _("Left the organisation")
        CHECKS = "checks", _("Personnel checks not in place")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    full_name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(default=timezone.now)
    line_manager = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="manages"
    )
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_for = models.CharField(max_length=20, choices=SuspendedFor.choices, blank=True, default="")
    second_step_offered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        ordering: ClassVar = ["full_name", "id"]
        constraints: ClassVar = [
            # With this, the unique column is case-insensitive.
            models.CheckConstraint(condition=Q(email=Lower("email")), name="account_email_small_letters"),
            models.CheckConstraint(condition=~Q(full_name=""), name="account_named"),
            models.CheckConstraint(
                condition=Q(suspended_at__isnull=True, suspended_for="")
                | (Q(suspended_at__isnull=False) & ~Q(suspended_for="")),
                name="account_suspension_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(suspended_at__isnull=True) | Q(is_active=False),
                name="account_suspended_is_not_active",
            ),
            models.CheckConstraint(condition=~Q(line_manager=F("id")), name="account_not_own_manager"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def get_full_name(self) -> str:
        """The name as the person gave it; one name is enough."""
        return self.full_name

    def get_short_name(self) -> str:
        """The first of the names given."""
        return self.full_name.split(" ", 1)[0]


def display_name(account: Account) -> str:
    """How the sign-in library names an account, as on a passkey."""
    return account.full_name


@keep_history()
class Membership(models.Model):
    """One person's engagement by one organisation, in one role, for a period.

    With a contract it reaches that contract only; without, every contract the organisation works under.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(max_length=40, choices=Role.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["starts_on", "id"]
        constraints: ClassVar = [
            period_ordered("membership_period_ordered"),
            models.CheckConstraint(
                condition=Q(role__in=[*Role.values, SYSTEM_ROLE]), name="membership_role_known"
            ),
            ExclusionConstraint(
                name="membership_no_overlap",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        models.functions.Coalesce(
                            "contract",
                            models.Value("00000000-0000-0000-0000-000000000000", models.UUIDField()),
                        ),
                        RangeOperators.EQUAL,
                    ),
                    (InclusivePeriod(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"


@keep_history()
class Standing(models.Model):
    """A check, training or qualification of one person, with the days on which it counts.

    BR-28.3, OI-8.3, OI-8.8, MX-2.3. Of a check only that it was in order, and until when, is kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="standings")
    kind = models.CharField(max_length=30, choices=StandingKind.choices)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="standings_recorded"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["kind", "-valid_from", "id"]
        indexes: ClassVar = [models.Index(fields=["account", "kind"], name="standing_account_kind")]
        constraints: ClassVar = [
            period_ordered("standing_period_ordered", "valid_from", "valid_until"),
            models.CheckConstraint(condition=Q(kind__in=StandingKind.values), name="standing_kind_known"),
            models.CheckConstraint(
                condition=(Q(kind="advice_qualification") & Q(level__gte=1, level__lte=8))
                | (~Q(kind="advice_qualification") & Q(level__isnull=True)),
                name="standing_level_of_qualification_only",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.kind}"


class LiveSession(models.Model):
    """One sign-in while it lasts, so that two at once from different places are seen (BR-29.2).

    Neither the session key nor the network address is kept, only keyed hashes of them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="live_sessions")
    session_hash = models.CharField(max_length=64, unique=True)
    place_hash = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-seen_at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["account", "seen_at"], condition=Q(ended_at__isnull=True), name="livesession_open"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="livesession_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
