"""Databases of their own for nations: a nation needs one that holds no organisation."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from fingerpost.demo.models import Nation
from fingerpost.demo.world import World
from fingerpost.organisations.models import Contract, Organisation, Venue
from fingerpost.staff.models import Account, Membership
from tests import conftest, database


@contextmanager
def empty_database(label: str, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Point every alias at a fresh copy of the migrated template for a while."""
    with blocker.unblock():
        before = connections["owner"].settings_dict["NAME"]
        name = f"test_{label}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
        with database.one_at_a_time():
            template = database.template_name()
            conftest._make_template(template)
            database.copy(template, name)
        conftest._point_at(name)
        try:
            yield
        finally:
            conftest._point_at(before)
            with database.superuser() as connection:
                database.drop(connection, name)


def world_of_nation() -> World:
    """The ids of the nation's first organisations and people by nickname, read back as owner."""
    nicknames = {
        "Northmoor Careers": "prime",
        "Southwold Guidance": "second_prime",
        "Milestone Learning": "subcontractor",
        "Lantern Contact Centre": "contact_centre",
        "Demonstration Skills Agency": "agency",
    }
    references = {
        "DEMO-NE": "prime_north_east",
        "DEMO-NW": "prime_north_west",
        "DEMO-SW": "second_prime_south_west",
        "DEMO-CC-A": "contact_centre_adult",
        "DEMO-CC-Y": "contact_centre_young",
    }
    nation = connections["owner"].alias
    world = World(today=_until())
    for organisation in Organisation.objects.using(nation):
        world.organisations[nicknames[organisation.name]] = organisation.id
    for contract in Contract.objects.using(nation):
        world.contracts[references[contract.reference]] = contract.id
    for venue in Venue.objects.using(nation):
        world.venues[venue.label] = venue.id
    for account in Account.objects.using(nation).exclude(email__startswith="adviser."):
        nickname = account.email.partition("@")[0].replace(".", "_")
        world.accounts[nickname] = account.id
        first = Membership.objects.using(nation).filter(account=account).order_by("starts_on", "id").first()
        assert first is not None
        world.memberships[nickname] = first.id
    return world


def _until() -> date:
    return Nation.objects.using("owner").get().until_on
