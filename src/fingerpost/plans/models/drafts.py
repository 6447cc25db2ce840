"""The plan of a customer, and the working copy that one attendance writes on."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fingerpost.customers.models import Customer
from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id
from fingerpost.interactions.models import Attendance
from fingerpost.organisations.models import Contract, Organisation
from fingerpost.staff.models import Account


@keep_history()
class Plan(models.Model):
    """One customer's skills action plan through all its versions. ``follows`` is the plan it builds on (MX-4.2)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="plans")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followed_by")
    begun_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "contract"],
                condition=Q(closed_at__isnull=True),
                name="plans_one_open_plan",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["customer", "-begun_at"], name="plans_of_customer")]

    def __str__(self) -> str:
        return str(self.id)


class EnglishMaths(models.TextChoices):
    """What is known of a need in English or maths (OF-27)."""

    NOT_SAID = "", _("Not talked about")
    NONE = "none", _("No need")
    ENGLISH = "english", _("English")
    MATHS = "maths", _("Maths")
    BOTH = "both", _("English and maths")


@keep_history()
class Draft(models.Model):
    """The working copy of one attendance: what is being agreed now. A version is made from it and stays.

    ``made_from`` is the version whose content it began with; empty for a first plan.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="drafts")
    attendance = models.OneToOneField(Attendance, on_delete=models.CASCADE, related_name="plan_draft")
    made_from = models.ForeignKey(
        "plans.PlanVersion", null=True, on_delete=models.PROTECT, related_name="drafts_from"
    )
    review_on = models.DateField(null=True)
    english_maths = models.CharField(max_length=8, choices=EnglishMaths.choices, blank=True)
    begun_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="plans_english_maths_known", condition=Q(english_maths__in=EnglishMaths.values)
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Part(models.TextChoices):
    """The parts of a plan that are written in sentences. Each saves by itself, in any order."""

    STARTING_POINT = "starting_point", _("Where the customer is now")
    OPTIONS = "options", _("How the customer chose")
    ENGLISH_AND_MATHS = "english_and_maths", _("English and maths")
    INFORMATION_USED = "information_used", _("Information and labour market information used")
    REFLECTION = "reflection", _("What the customer thinks of it")


@keep_history()
class DraftPart(models.Model):
    """The words of one part. ``is_agreed``: the customer agrees that this is recorded (OI-9.12b)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="parts")
    part = models.CharField(max_length=20, choices=Part.choices)
    text = models.TextField(max_length=4_000)
    is_agreed = models.BooleanField(default=False)
    saved_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "part"], name="plans_one_text_a_part"),
            models.CheckConstraint(name="plans_part_known", condition=Q(part__in=Part.values)),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ItemKind(models.TextChoices):
    """What kind of line of the plan."""

    OPTION = "option", _("Option explored")
    GOAL = "goal", _("Goal")
    ACTION = "action", _("Action")


class Area(models.TextChoices):
    """What a goal is about."""

    SKILLS = "skills", _("Skills")
    LEARNING = "learning", _("Learning")
    WORK = "work", _("Work")


class Horizon(models.TextChoices):
    """How far off a goal lies."""

    SHORT = "short", _("Short term")
    MEDIUM = "medium", _("Medium term")


class ActionKind(models.TextChoices):
    """What kind of action. A referral and a signpost are actions of their own kind."""

    STEP = "step", _("A step to take")
    REFERRAL = "referral", _("A referral to another organisation")
    SIGNPOST = "signpost", _("Signposting to another organisation")


class Who(models.TextChoices):
    """Who does an action."""

    CUSTOMER = "customer", _("The customer")
    ADVISER = "adviser", _("The adviser")
    OTHER = "other", _("Somebody else")


@keep_history()
class DraftItem(models.Model):
    """One option, goal or action of a working copy.

    ``key`` stays the same from version to version, so that differences and progress name the same line. ``detail``
    tells of an option what would follow from it, of a goal or an action how one will know. ``organisation`` names to
    whom an action refers or signposts, or who else does it. An action may belong to a goal by its key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="items")
    key = models.UUIDField(default=new_id)
    kind = models.CharField(max_length=8, choices=ItemKind.choices)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    detail = models.CharField(max_length=600, blank=True)
    area = models.CharField(max_length=8, choices=Area.choices, blank=True)
    horizon = models.CharField(max_length=8, choices=Horizon.choices, blank=True)
    is_chosen = models.BooleanField(default=False)
    action_kind = models.CharField(max_length=10, choices=ActionKind.choices, blank=True)
    for_goal = models.UUIDField(null=True)
    who = models.CharField(max_length=8, choices=Who.choices, blank=True)
    organisation = models.CharField(max_length=100, blank=True)
    by_on = models.DateField(null=True)
    is_for_english_maths = models.BooleanField(default=False)
    is_agreed = models.BooleanField(default=False)
    saved_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "key"], name="plans_item_once_in_a_draft"),
            models.CheckConstraint(name="plans_item_kind_known", condition=Q(kind__in=ItemKind.values)),
            models.CheckConstraint(
                name="plans_goal_has_its_facts",
                condition=Q(kind="goal", area__in=Area.values, horizon__in=Horizon.values)
                | (~Q(kind="goal") & Q(area="", horizon="")),
            ),
            models.CheckConstraint(
                name="plans_action_has_its_facts",
                condition=Q(kind="action", action_kind__in=ActionKind.values, who__in=Who.values)
                | (
                    ~Q(kind="action")
                    & Q(
                        action_kind="",
                        who="",
                        organisation="",
                        by_on__isnull=True,
                        for_goal__isnull=True,
                        is_for_english_maths=False,
                    )
                ),
            ),
            models.CheckConstraint(
                name="plans_only_options_are_chosen", condition=Q(is_chosen=False) | Q(kind="option")
            ),
            # OI-9.13: what the customer agreed to do has a day.
            models.CheckConstraint(
                name="plans_agreed_action_has_a_day",
                condition=~Q(kind="action") | Q(is_agreed=False) | Q(by_on__isnull=False),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["draft", "kind", "position", "id"], name="plans_items_of")]

    def __str__(self) -> str:
        return str(self.id)
