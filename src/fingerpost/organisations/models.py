"""What is kept about the organisations of the service, with the constraints that hold it true.

Periods are civil dates (Europe/London), both ends included; an empty end means "until further notice".
Reference data is closed by its end date, never deleted.
"""

from __future__ import annotations

from typing import ClassVar, Final

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id

EXTERNAL_SCHEME: Final = "shared_record"
"""The scheme of contracts that stand for contractors outside, whose systems come in by wire. Nothing is paid here."""


class InclusivePeriod(Func):
    """The days from one date column to another, both included; no end means unbounded."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self, starts: str = "starts_on", ends: str = "ends_on") -> None:
        super().__init__(F(starts), F(ends), Value("[]"))


def period_ordered(name: str, starts: str = "starts_on", ends: str = "ends_on") -> models.CheckConstraint:
    """A period's end is never before its start."""
    return models.CheckConstraint(
        condition=Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gte": F(starts)}), name=name
    )


@keep_history()
class Organisation(models.Model):
    """A body that pays for, runs or helps to run the service."""

    class Kind(models.TextChoices):
        """What part a body plays. The contact centre's contractor holds contracts as a prime does."""

        AGENCY = "agency", _("Funding agency")
        PRIME_CONTRACTOR = "prime_contractor", _("Prime contractor")
        SUBCONTRACTOR = "subcontractor", _("Subcontractor")
        CONTACT_CENTRE = "contact_centre", _("Contact centre")
        PARTNER = "partner", _("Partner organisation")
        EXTERNAL = "external", _("Contractor with a system of its own")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    ukprn = models.CharField(max_length=8, blank=True, default="")
    wire_id = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "agency",
                        "prime_contractor",
                        "subcontractor",
                        "contact_centre",
                        "partner",
                        "external",
                    ]
                ),
                name="organisation_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(ukprn="") | Q(ukprn__regex=r"^[1-9][0-9]{7}$"),
                name="organisation_ukprn_eight_digits",
            ),
            models.UniqueConstraint(fields=["ukprn"], condition=~Q(ukprn=""), name="organisation_ukprn_once"),
            models.UniqueConstraint(
                fields=["wire_id"], condition=~Q(wire_id=""), name="organisation_wire_id_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@keep_history()
class Area(models.Model):
    """One of the areas that area-based contracts cover; names and codes come from policy."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name


@keep_history()
class Contract(models.Model):
    """An agreement of the agency with an organisation that delivers the service in its own name.

    ``scheme_is_example``: decisions on payment carry the last rates of the scheme on past its end, and say that they
    are an example. Only a demonstration sets it.
    """

    class Audience(models.TextChoices):
        """Whom the contract serves."""

        ADULT = "adult", _("Adults")
        YOUNG_PEOPLE = "young_people", _("Young people")

    class Service(models.TextChoices):
        """How the contract delivers."""

        AREA = "area", _("Area-based service")
        CONTACT_CENTRE = "contact_centre", _("Contact centre")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prime = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contracts")
    reference = models.CharField(max_length=40, unique=True)
    scheme = models.CharField(max_length=40)
    scheme_is_example = models.BooleanField(default=False, db_default=False)
    audience = models.CharField(max_length=20, choices=Audience.choices)
    service = models.CharField(max_length=20, choices=Service.choices)
    areas: models.ManyToManyField[Area, ContractArea] = models.ManyToManyField(
        Area, through="ContractArea", related_name="contracts"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["reference", "id"]
        constraints: ClassVar = [
            period_ordered("contract_period_ordered"),
            models.CheckConstraint(
                condition=Q(audience__in=["adult", "young_people"]), name="contract_audience_known"
            ),
            models.CheckConstraint(
                condition=Q(service__in=["area", "contact_centre"]), name="contract_service_known"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


@keep_history()
class ContractArea(models.Model):
    """An area that a contract covers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="contract_areas")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="contract_areas")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "area"], name="contract_area_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.area_id}"


@keep_history()
class Subcontract(models.Model):
    """The period in which one organisation delivers part of another's contract.

    One organisation may serve several primes; the same pair never holds two overlapping periods.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="subcontracts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="subcontracts")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["starts_on", "id"]
        constraints: ClassVar = [
            period_ordered("subcontract_period_ordered"),
            ExclusionConstraint(
                name="subcontract_no_overlap",
                expressions=[
                    ("contract", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    (InclusivePeriod(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} under {self.contract_id}"


@keep_history()
class Touchpoint(models.Model):
    """The ten-digit code that names a delivering organisation's door on the shared-record wire."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=10, unique=True)
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="touchpoints"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="touchpoints"
    )

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{10}$"), name="touchpoint_code_ten_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.code


@keep_history()
class Venue(models.Model):
    """A place where customers are seen.

    The label is what every page shows: a neutral name that gives nothing away about who is seen there.
    Levels are those of the partnership guidance (level 1a to level 4).
    """

    class DeliveryLevel(models.TextChoices):
        """How closely the service and its host work together at a place."""

        LEVEL_1A = "1a", _("Level 1a")
        LEVEL_1B = "1b", _("Level 1b")
        LEVEL_2A = "2a", _("Level 2a")
        LEVEL_2B = "2b", _("Level 2b")
        LEVEL_3 = "3", _("Level 3")
        LEVEL_4 = "4", _("Level 4")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="venues")
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="venues"
    )
    label = models.CharField(max_length=120)
    address_line_1 = models.CharField(max_length=100, blank=True, default="")
    address_line_2 = models.CharField(max_length=100, blank=True, default="")
    town = models.CharField(max_length=60, blank=True, default="")
    postcode = models.CharField(max_length=10, blank=True, default="")
    delivery_level = models.CharField(max_length=2, choices=DeliveryLevel.choices)
    opens_on = models.DateField()
    closes_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["label", "id"]
        constraints: ClassVar = [
            period_ordered("venue_period_ordered", "opens_on", "closes_on"),
            models.UniqueConstraint(fields=["organisation", "label"], name="venue_label_once"),
            models.CheckConstraint(
                condition=Q(delivery_level__in=["1a", "1b", "2a", "2b", "3", "4"]), name="venue_level_known"
            ),
        ]

    def __str__(self) -> str:
        return self.label


@keep_history()
class OpeningHours(models.Model):
    """The week in which a prime contractor's call point is open, from one day to another (BR-1.3b, OI-3.27).

    `week` is written as a pack writes it: intervals such as "09:00-17:00" by weekday, several a day; a weekday that
    is left out is closed. `set_at` is the moment of the notice.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="opening_hours")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    week = models.JSONField(default=dict)
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["starts_on", "id"]
        constraints: ClassVar = [
            period_ordered("openinghours_period_ordered"),
            ExclusionConstraint(
                name="openinghours_no_overlap",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (InclusivePeriod(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} from {self.starts_on}"


@keep_history()
class ExceptionalOpening(models.Model):
    """One day on which a call point keeps other hours than its week's, or none: closed (BR-1.3b).

    A day that was taken back `keeps_usual_hours`: the notice of it stays.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="exceptional_openings"
    )
    day = models.DateField()
    name = models.CharField(max_length=80)
    intervals = models.JSONField(default=list, blank=True)
    keeps_usual_hours = models.BooleanField(default=False)
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["day", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "day"], name="exceptionalopening_day_once"),
            models.CheckConstraint(condition=~Q(name=""), name="exceptionalopening_has_name"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} on {self.day}"


class GuardedPostcode(models.Model):
    """A postcode that is not taken as anybody's home address.

    No role but the owner can read this table. Everybody else asks the database function
    ``fingerpost_home_postcode_allowed``, which answers yes or no.
    """

    postcode = models.CharField(primary_key=True, max_length=10)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(postcode__regex=r"^[A-Z0-9]{5,8}$"), name="guardedpostcode_capitals_no_space"
            ),
        ]

    def __str__(self) -> str:
        return "guarded postcode"
