"""The people and bodies of the make-believe nation: small, fixed, shared by the demo and the tests.

Every name, postcode and address here is invented. Nothing of a customer is made here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from fingerpost.organisations.models import (
    Area,
    Contract,
    ContractArea,
    GuardedPostcode,
    Organisation,
    Subcontract,
    Touchpoint,
    Venue,
)
from fingerpost.policy import Rules, shipped_rules
from fingerpost.policy.civil import london_moment
from fingerpost.staff.access import Role, StandingKind
from fingerpost.staff.models import Account, Membership, Standing

DEMO_PASSWORD = "Signpost-2026-demo"  # noqa: S105 - printed by the demo, works in a demo database only
GUARDED_POSTCODE = "ZZ9 9ZZ"
SCHEME = "NCS-2018"

_Kind = Organisation.Kind
_Level = Venue.DeliveryLevel

_ORGANISATIONS: tuple[tuple[str, str, Organisation.Kind, str], ...] = (
    ("agency", "Demonstration Skills Agency", _Kind.AGENCY, "10990001"),
    ("contact_centre", "Lantern Contact Centre", _Kind.CONTACT_CENTRE, "10990002"),
    ("prime", "Northmoor Careers", _Kind.PRIME_CONTRACTOR, "10990003"),
    ("second_prime", "Southwold Guidance", _Kind.PRIME_CONTRACTOR, "10990004"),
    ("subcontractor", "Milestone Learning", _Kind.SUBCONTRACTOR, "10990005"),
)

# nickname, holder, reference, audience, service, areas by code
_CONTRACTS: tuple[tuple[str, str, str, str, str, tuple[str, ...]], ...] = (
    ("contact_centre_adult", "contact_centre", "DEMO-CC-A", "adult", "contact_centre", ()),
    ("contact_centre_young", "contact_centre", "DEMO-CC-Y", "young_people", "contact_centre", ()),
    ("prime_north_east", "prime", "DEMO-NE", "adult", "area", ("north_east",)),
    ("prime_north_west", "prime", "DEMO-NW", "adult", "area", ("north_west",)),
    ("second_prime_south_west", "second_prime", "DEMO-SW", "adult", "area", ("south_west", "south_east")),
)

# nickname, organisation, contract, neutral label, town, postcode, level
_VENUES: tuple[tuple[str, str, str, str, str, str, Venue.DeliveryLevel], ...] = (
    ("library", "prime", "prime_north_east", "Northmoor Library", "Northmoor", "ZZ1 1AA", _Level.LEVEL_1A),
    ("college", "prime", "prime_north_east", "Tarn College", "Tarn", "ZZ1 2AB", _Level.LEVEL_1B),
    ("high_street", "prime", "prime_north_east", "High Street", "Northmoor", "ZZ1 3AC", _Level.LEVEL_2A),
    ("hub", "prime", "prime_north_west", "Westgate Hub", "Westgate", "ZZ2 1AD", _Level.LEVEL_2B),
    (
        "community_room",
        "subcontractor",
        "prime_north_west",
        "Community Room",
        "Westgate",
        "ZZ2 2AE",
        _Level.LEVEL_3,
    ),
    (
        "harbour",
        "second_prime",
        "second_prime_south_west",
        "Harbour House",
        "Southwold",
        "ZZ3 1AF",
        _Level.LEVEL_4,
    ),
    ("neutral", "prime", "prime_north_east", "Outreach 4", "Northmoor", GUARDED_POSTCODE, _Level.LEVEL_2A),
)


@dataclass(frozen=True, slots=True)
class _Person:
    """One member of staff as the world begins: where, as what, and how they stand."""

    nickname: str
    name: str
    organisation: str
    role: Role
    contract: str = ""
    manager: str = ""
    level: int = 0
    checked: bool = True
    enhanced: bool = True
    trained: bool = True
    supervised: bool = False
    lapsed: bool = False
    left: bool = False
    newcomer: bool = False


_PEOPLE: tuple[_Person, ...] = (
    _Person("delivery_manager", "Maureen Oakshott", "prime", Role.AREA_ADVISER, level=6),
    _Person("centre_manager", "Desmond Pryce", "contact_centre", Role.TELEPHONE_ADVISER, level=6),
    # One of each of the fourteen roles, under the role's own name.
    _Person(
        "first_line_adviser",
        "Bryony Tate",
        "contact_centre",
        Role.FIRST_LINE_ADVISER,
        contract="contact_centre_adult",
        manager="centre_manager",
    ),
    _Person(
        "telephone_adviser",
        "Colin Faraday",
        "contact_centre",
        Role.TELEPHONE_ADVISER,
        contract="contact_centre_adult",
        manager="centre_manager",
        level=4,
    ),
    _Person(
        "language_adviser",
        "Nasreen Begum",
        "contact_centre",
        Role.LANGUAGE_ADVISER,
        contract="contact_centre_adult",
        manager="centre_manager",
        level=4,
    ),
    _Person("area_adviser", "Ada Whitlock", "prime", Role.AREA_ADVISER, manager="delivery_manager", level=6),
    _Person(
        "trainee", "Jonah Reeve", "prime", Role.TRAINEE, manager="delivery_manager", level=3, supervised=True
    ),
    _Person(
        "information_adviser", "Petra Lyle", "prime", Role.INFORMATION_ADVISER, manager="delivery_manager"
    ),
    _Person(
        "subcontractor_administrator",
        "Gwen Marlow",
        "subcontractor",
        Role.SUBCONTRACTOR_ADMINISTRATOR,
        manager="subcontractor_adviser",
    ),
    _Person("claims_officer", "Hugh Barlow", "prime", Role.CLAIMS_OFFICER, manager="delivery_manager"),
    _Person("returns_manager", "Irene Sandys", "prime", Role.RETURNS_MANAGER, manager="delivery_manager"),
    _Person("compliance", "Kofi Mensah", "prime", Role.COMPLIANCE, manager="delivery_manager"),
    _Person("safeguarding_lead", "Ruth Adeyemi", "prime", Role.SAFEGUARDING_LEAD, manager="delivery_manager"),
    _Person("contract_manager", "Laurence Peel", "agency", Role.CONTRACT_MANAGER),
    _Person("auditor", "Sian Vaughan", "agency", Role.AUDITOR, manager="contract_manager"),
    _Person("technician", "Milo Trent", "agency", Role.TECHNICIAN, manager="contract_manager"),
    # Others that the rules speak of.
    _Person("second_area_adviser", "Łukasz", "prime", Role.AREA_ADVISER, manager="delivery_manager", level=4),
    _Person("subcontractor_adviser", "Tessa O’Neil", "subcontractor", Role.AREA_ADVISER, level=4),
    _Person("second_prime_adviser", "Owen Larkin", "second_prime", Role.AREA_ADVISER, level=4),
    _Person(
        "young_people_adviser",
        "Farah Idris",
        "contact_centre",
        Role.TELEPHONE_ADVISER,
        contract="contact_centre_young",
        manager="centre_manager",
        level=4,
    ),
    _Person(
        "baseline_only_adviser",
        "Nell Hartley",
        "contact_centre",
        Role.TELEPHONE_ADVISER,
        contract="contact_centre_young",
        manager="centre_manager",
        level=4,
        enhanced=False,
    ),
    _Person(
        "lapsed_adviser",
        "Victor Stroud",
        "prime",
        Role.AREA_ADVISER,
        manager="delivery_manager",
        level=4,
        lapsed=True,
    ),
    _Person(
        "untrained_adviser",
        "Poppy Lane",
        "prime",
        Role.AREA_ADVISER,
        manager="delivery_manager",
        level=4,
        trained=False,
    ),
    _Person(
        "unqualified_adviser",
        "Stanley Firth",
        "prime",
        Role.AREA_ADVISER,
        manager="delivery_manager",
        level=3,
    ),
    _Person(
        "leaver", "Edith Crane", "prime", Role.AREA_ADVISER, manager="delivery_manager", level=4, left=True
    ),
    _Person(
        "newcomer",
        "Abel Moss",
        "prime",
        Role.AREA_ADVISER,
        manager="delivery_manager",
        level=4,
        newcomer=True,
    ),
    # Who approves what the first has proposed.
    _Person("second_contract_manager", "Ines Calder", "agency", Role.CONTRACT_MANAGER),
    _Person("two_roles", "Joan Sedgwick", "prime", Role.AREA_ADVISER, manager="delivery_manager", level=4),
)
_SECOND_ROLE = ("two_roles_claims", "two_roles", "prime", Role.CLAIMS_OFFICER)

ROLE_NICKNAMES: tuple[str, ...] = tuple(Role.values)
"""Nicknames of the fourteen people who stand for one role each."""


@dataclass(frozen=True, slots=True)
class World:
    """Ids of everything made, by nickname. Memberships bear the nickname of their holder."""

    today: date
    organisations: dict[str, UUID] = field(default_factory=dict)
    areas: dict[str, UUID] = field(default_factory=dict)
    contracts: dict[str, UUID] = field(default_factory=dict)
    subcontracts: dict[str, UUID] = field(default_factory=dict)
    touchpoints: dict[str, UUID] = field(default_factory=dict)
    venues: dict[str, UUID] = field(default_factory=dict)
    accounts: dict[str, UUID] = field(default_factory=dict)
    memberships: dict[str, UUID] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)


def build_world(using: str = "owner", *, today: date, rules: Rules | None = None) -> World:
    """Make the agency, contractors, contracts, venues and staff, as the database owner, in one transaction.

    Contracts began three years before ``today`` and are open; the caller makes sure that the database is empty.
    """
    rules = rules or shipped_rules()
    world = World(today=today)
    with transaction.atomic(using=using):
        _make_organisations(world, using)
        _make_areas(world, using, rules)
        _make_contracts(world, using, rules)
        _make_venues(world, using)
        _make_people(world, using)
    return world


def email_of(nickname: str, organisation: str) -> str:
    """The made-up address of a person, at their organisation's made-up domain."""
    return f"{nickname.replace('_', '.')}@{organisation.replace('_', '-')}.example"


def _make_organisations(world: World, using: str) -> None:
    for nickname, name, kind, ukprn in _ORGANISATIONS:
        made = Organisation.objects.using(using).create(name=name, kind=kind, ukprn=ukprn)
        world.organisations[nickname] = made.id


def _make_areas(world: World, using: str, rules: Rules) -> None:
    for row in rules.get_rows("places.areas", world.today):
        code = str(row["code"])
        area = Area.objects.using(using).create(code=code, name=str(row["label"]))
        world.areas[code] = area.id


def _make_contracts(world: World, using: str, rules: Rules) -> None:
    began = date(world.today.year - 3, 10, 1)
    touchpoints = _touchpoints_by_area(rules, world.today)
    for nickname, holder, reference, audience, service, areas in _CONTRACTS:
        contract = Contract.objects.using(using).create(
            prime_id=world.organisations[holder],
            reference=reference,
            scheme=SCHEME,
            scheme_is_example=True,
            audience=audience,
            service=service,
            starts_on=began,
        )
        world.contracts[nickname] = contract.id
        for code in areas:
            ContractArea.objects.using(using).create(contract=contract, area_id=world.areas[code])
        if areas:
            touchpoint = Touchpoint.objects.using(using).create(
                code=touchpoints[areas[0]], contract=contract, organisation_id=world.organisations[holder]
            )
            world.touchpoints[nickname] = touchpoint.id
    # One subcontractor serves both primes: two contracts, two holders, and neither sees the other's customers.
    for nickname in ("prime_north_west", "second_prime_south_west"):
        subcontract = Subcontract.objects.using(using).create(
            contract_id=world.contracts[nickname],
            organisation_id=world.organisations["subcontractor"],
            starts_on=began,
        )
        world.subcontracts[nickname] = subcontract.id


def _touchpoints_by_area(rules: Rules, on: date) -> dict[str, str]:
    rows = rules.get_rows("places.areas", on)
    return {str(row["code"]): str(row["touchpoint"]) for row in rows}


def _make_venues(world: World, using: str) -> None:
    opened = date(world.today.year - 3, 10, 1)
    for nickname, organisation, contract, label, town, postcode, level in _VENUES:
        venue = Venue.objects.using(using).create(
            organisation_id=world.organisations[organisation],
            contract_id=world.contracts[contract],
            label=label,
            address_line_1="1 Example Street",
            town=town,
            postcode=postcode,
            delivery_level=level,
            opens_on=opened,
        )
        world.venues[nickname] = venue.id
    GuardedPostcode.objects.using(using).create(postcode=GUARDED_POSTCODE.replace(" ", ""))


def _make_people(world: World, using: str) -> None:
    password = make_password(DEMO_PASSWORD)
    began = date(world.today.year - 2, 4, 1)
    for person in _PEOPLE:
        account = Account.objects.using(using).create(
            email=email_of(person.nickname, person.organisation),
            full_name=person.name,
            password=password,
            second_step_offered_at=None if person.newcomer else _moment(began),
            created_at=_moment(began),
            password_changed_at=_moment(began),
        )
        world.accounts[person.nickname] = account.id
        world.emails[person.nickname] = account.email
        membership = Membership.objects.using(using).create(
            account=account,
            organisation_id=world.organisations[person.organisation],
            contract_id=world.contracts[person.contract] if person.contract else None,
            role=person.role,
            starts_on=began,
            ends_on=world.today - timedelta(days=1) if person.left else None,
        )
        world.memberships[person.nickname] = membership.id
        Standing.objects.using(using).bulk_create(_standing_of(person, account, world.today))
    for person in _PEOPLE:
        if person.manager:
            Account.objects.using(using).filter(id=world.accounts[person.nickname]).update(
                line_manager_id=world.accounts[person.manager]
            )
    nickname, holder, organisation, role = _SECOND_ROLE
    second = Membership.objects.using(using).create(
        account_id=world.accounts[holder],
        organisation_id=world.organisations[organisation],
        role=role,
        starts_on=began,
    )
    world.memberships[nickname] = second.id


def _moment(day: date) -> datetime:
    return london_moment(day, time(9))


def _standing_of(person: _Person, account: Account, today: date) -> list[Standing]:
    """The checks, training and qualification of one person; checks last three years (OI-8.8)."""
    began = today - timedelta(days=365)
    renewed_by = today + timedelta(days=2 * 365)
    if person.lapsed:
        began, renewed_by = today - timedelta(days=3 * 365), today - timedelta(days=1)
    standings: list[tuple[StandingKind, int | None, date | None]] = []
    if person.checked:
        standings.append((StandingKind.BASELINE_CHECK, None, renewed_by))
    if person.checked and person.enhanced:
        standings.append((StandingKind.ENHANCED_CHECK, None, renewed_by))
    if person.trained:
        standings.append((StandingKind.RECORD_TRAINING, None, None))
    if person.level:
        standings.append((StandingKind.ADVICE_QUALIFICATION, person.level, None))
    if person.supervised:
        standings.append((StandingKind.SUPERVISED_TRAINEE, None, renewed_by))
    return [
        Standing(account=account, kind=kind, level=level, valid_from=began, valid_until=until)
        for kind, level, until in standings
    ]
