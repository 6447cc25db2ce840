"""Where the nation's sessions come from: further venues and advisers beside those of `world`, and their desks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from django.contrib.auth.hashers import make_password

from fingerpost.demo import names
from fingerpost.demo.plan import Desk
from fingerpost.demo.shape import FACE_TO_FACE_SHARE, YOUNG_PEOPLE_SHARE
from fingerpost.demo.world import SCHEME, World
from fingerpost.demo.writing import Calendar
from fingerpost.organisations.models import Organisation, Venue
from fingerpost.staff.access import Role, StandingKind
from fingerpost.staff.models import Account, Membership, Standing

CUSTOMERS_AN_ADVISER: Final = 400
_STANDING_DAYS: Final = 365  # how long the people of `world` have stood in good order
_LEVEL: Final = 4

# label, organisation, contract, town, postcode, level: booking needs level 3 or 4 (EV-5.1b).
_VENUES: Final = (
    ("Market Street Centre", "prime", "prime_north_east", "Northmoor", "ZZ1 4AD", "4"),
    ("Station Row", "prime", "prime_north_east", "Tarnside", "ZZ1 5AE", "3"),
    ("Canal Wharf", "prime", "prime_north_west", "Westgate", "ZZ2 3AF", "4"),
    ("Mill Yard", "prime", "prime_north_west", "Anvilford", "ZZ2 4AG", "3"),
    ("Quay House", "second_prime", "second_prime_south_west", "Southwold", "ZZ3 2AH", "3"),
    ("Orchard Rooms", "subcontractor", "second_prime_south_west", "Cloudbury", "ZZ3 3AJ", "3"),
)


@dataclass(frozen=True, slots=True)
class _Group:
    """Advisers of one organisation under one contract, and their share of the nation's customers."""

    organisation: str
    contract: str
    share: float
    people: tuple[str, ...]
    venues: tuple[str, ...] = ()
    manager: str = ""

    @property
    def is_telephone(self) -> bool:
        return not self.venues


_TELEPHONE_SHARE: Final = 1 - FACE_TO_FACE_SHARE - YOUNG_PEOPLE_SHARE
_GROUPS: Final = (
    _Group(
        "prime",
        "prime_north_east",
        FACE_TO_FACE_SHARE * 0.36,
        ("area_adviser", "second_area_adviser", "trainee", "delivery_manager"),
        ("Market Street Centre", "Station Row", "Outreach 4"),
        "delivery_manager",
    ),
    _Group(
        "prime",
        "prime_north_west",
        FACE_TO_FACE_SHARE * 0.22,
        ("two_roles",),
        ("Canal Wharf", "Mill Yard"),
        "delivery_manager",
    ),
    _Group(
        "subcontractor",
        "prime_north_west",
        FACE_TO_FACE_SHARE * 0.14,
        ("subcontractor_adviser",),
        ("Community Room",),
        "subcontractor_adviser",
    ),
    _Group(
        "second_prime",
        "second_prime_south_west",
        FACE_TO_FACE_SHARE * 0.20,
        ("second_prime_adviser",),
        ("Harbour House", "Quay House"),
    ),
    _Group(
        "subcontractor",
        "second_prime_south_west",
        FACE_TO_FACE_SHARE * 0.08,
        (),
        ("Orchard Rooms",),
        "subcontractor_adviser",
    ),
    _Group(
        "contact_centre",
        "contact_centre_adult",
        _TELEPHONE_SHARE,
        ("telephone_adviser", "language_adviser"),
        manager="centre_manager",
    ),
    _Group(
        "contact_centre",
        "contact_centre_young",
        YOUNG_PEOPLE_SHARE,
        ("young_people_adviser",),
        manager="centre_manager",
    ),
)


def make_desks(
    world: World, *, seed: int, customers: int, calendar: Calendar, using: str
) -> list[tuple[Desk, float]]:
    """Add venues and as many advisers as the customers need; the desks with their shares, the showcase's first.

    As owner, in the caller's transaction. The further advisers have no password and so no way in.
    """
    _add_venues(world, calendar.days[0].on, using)
    venues = dict(Venue.objects.using(using).values_list("label", "id"))
    organisations = {
        str(each): name for each, name in Organisation.objects.using(using).values_list("id", "name")
    }
    chance = Random(f"{seed}/desks")
    desks: list[tuple[Desk, float]] = []
    for number, group in enumerate(_GROUPS):
        wanted = max(1, round(customers * group.share / CUSTOMERS_AN_ADVISER))
        more = _add_advisers(
            world, group, chance, count=max(0, wanted - len(group.people)), number=number, using=using
        )
        since = _number_of(calendar, world.today - timedelta(days=_STANDING_DAYS))
        people = [(str(world.accounts[nickname]), since, nickname == "trainee") for nickname in group.people]
        people += [(account, 0, False) for account in more]
        called = _names_of([account for account, _first, _is_trainee in people], using)
        for account, first, is_trainee in people:
            desk = Desk(
                account=account,
                organisation=str(world.organisations[group.organisation]),
                contract=str(world.contracts[group.contract]),
                scheme=SCHEME,
                touchpoint=_touchpoint(world, group),
                venues=tuple(str(venues[label]) for label in group.venues),
                is_telephone=group.is_telephone,
                is_for_young_people=group.contract == "contact_centre_young",
                supervisor=str(world.accounts[group.manager]) if is_trainee else "",
                since=first,
                adviser=called[account],
                organisation_name=organisations[str(world.organisations[group.organisation])],
            )
            desks.append((desk, group.share / len(people)))
    return _with_colleagues(desks)


def _with_colleagues(desks: Sequence[tuple[Desk, float]]) -> list[tuple[Desk, float]]:
    """Each desk with the next adviser of its organisation, who is not its supervisor, where there is one."""
    people: dict[str, list[str]] = {}
    for desk, _share in desks:
        people.setdefault(desk.organisation, []).append(desk.account)
    found = []
    for desk, share in desks:
        others = people[desk.organisation]
        place = others.index(desk.account)
        ring = [*others[place + 1 :], *others[:place]]
        colleague = next((each for each in ring if each not in (desk.account, desk.supervisor)), "")
        found.append((replace(desk, colleague=colleague), share))
    return found


def _names_of(accounts: Sequence[str], using: str) -> dict[str, str]:
    found = Account.objects.using(using).filter(id__in=accounts).values_list("id", "full_name")
    return {str(each): name for each, name in found}


def _touchpoint(world: World, group: _Group) -> str:
    """The contract's touchpoint, where it is the organisation's own."""
    holds = group.organisation != "subcontractor" and group.contract in world.touchpoints
    return str(world.touchpoints[group.contract]) if holds else ""


def _number_of(calendar: Calendar, day: date) -> int:
    return next((number for number, each in enumerate(calendar.days) if each.on >= day), 0)


def _add_venues(world: World, opened: date, using: str) -> None:
    Venue.objects.using(using).bulk_create(
        Venue(
            organisation_id=world.organisations[organisation],
            contract_id=world.contracts[contract],
            label=label,
            address_line_1="2 Example Street",
            town=town,
            postcode=postcode,
            delivery_level=level,
            opens_on=opened,
        )
        for label, organisation, contract, town, postcode, level in _VENUES
    )


def _add_advisers(
    world: World, group: _Group, chance: Random, *, count: int, number: int, using: str
) -> Sequence[str]:
    role = Role.TELEPHONE_ADVISER if group.is_telephone else Role.AREA_ADVISER
    domain = group.organisation.replace("_", "-")
    began = world.today - timedelta(days=4 * 365)
    accounts = [
        Account(
            email=f"adviser.{number}.{place:04d}@{domain}.example",
            full_name=f"{chance.choice(names.WOMEN + names.MEN)} {chance.choice(names.SURNAMES)}",
            password=make_password(None),
            line_manager_id=world.accounts.get(group.manager),
        )
        for place in range(count)
    ]
    Account.objects.using(using).bulk_create(accounts)
    Membership.objects.using(using).bulk_create(
        Membership(
            account=account,
            organisation_id=world.organisations[group.organisation],
            contract_id=world.contracts[group.contract],
            role=role,
            starts_on=began,
        )
        for account in accounts
    )
    Standing.objects.using(using).bulk_create(
        Standing(
            account=account,
            kind=kind,
            level=_LEVEL if kind == StandingKind.ADVICE_QUALIFICATION else None,
            valid_from=began,
        )
        for account in accounts
        for kind in (
            StandingKind.BASELINE_CHECK,
            StandingKind.ENHANCED_CHECK,
            StandingKind.RECORD_TRAINING,
            StandingKind.ADVICE_QUALIFICATION,
        )
    )
    return [str(account.id) for account in accounts]
