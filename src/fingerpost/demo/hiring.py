"""People of contractors beyond the nation's first ones: with current standing, and without a way in."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Final
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import connections

from fingerpost.demo.world import World, email_of
from fingerpost.house.ids import new_id
from fingerpost.policy.civil import civil_date, london_moment
from fingerpost.staff.access import Role, StandingKind
from fingerpost.staff.models import Account, Membership, Standing

_AUTHOR: Final = """
INSERT INTO demo_author (account_id, organisation_id, role, line_manager_id, context)
SELECT m.account_id, m.organisation_id, m.role, NULL,
       jsonb_build_object('account', m.account_id, 'membership', m.id, 'organisation', m.organisation_id,
                          'role', m.role, 'request', '')
  FROM staff_membership m WHERE m.account_id = %s"""


def hire(world: World, holder: str, *, nickname: str, name: str, role: Role, using: str) -> UUID:
    """Somebody in a role of a contractor that has none of them among the nation's people; the account's id."""
    began = london_moment(date(world.today.year - 2, 4, 1), time(9))
    account = Account.objects.using(using).create(
        id=new_id(),
        email=email_of(nickname, holder),
        full_name=name,
        password=make_password(None),
        created_at=began,
        password_changed_at=began,
    )
    Membership.objects.using(using).create(
        account=account,
        organisation_id=world.organisations[holder],
        role=role,
        starts_on=civil_date(began),
    )
    Standing.objects.using(using).bulk_create(
        Standing(account=account, kind=kind, valid_from=civil_date(began), valid_until=until)
        for kind, until in (
            (StandingKind.BASELINE_CHECK, world.today + timedelta(days=365)),
            (StandingKind.ENHANCED_CHECK, world.today + timedelta(days=365)),
            (StandingKind.RECORD_TRAINING, None),
        )
    )
    world.accounts[nickname] = account.id
    with connections[using].cursor() as cursor:
        cursor.execute(_AUTHOR, [account.id])
    return account.id
