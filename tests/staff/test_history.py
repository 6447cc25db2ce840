"""History of accounts: who changed what, and never the secret."""

import json

import pytest
from django.db import connections

from fingerpost.demo.world import DEMO_PASSWORD, World
from fingerpost.house.models import Event
from fingerpost.staff.models import Account
from tests.fixtures.world import ClientAs


@pytest.mark.django_db(transaction=True)
def test_account_when_suspended_then_history_says_by_whom_and_events_tell(
    world: World, client_as: ClientAs
) -> None:
    client_as("area_adviser").post("/staff/you/report/")
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT is_active, suspended_for, pgh_context FROM staff_accountevent"
            " WHERE id = %s AND pgh_label = 'update' ORDER BY pgh_id DESC LIMIT 1",
            [world.accounts["area_adviser"]],
        )
        is_active, suspended_for, context = cursor.fetchone()
    assert (is_active, suspended_for) == (False, "credentials")
    context = json.loads(context) if isinstance(context, str) else context
    assert context["account"] == str(world.accounts["area_adviser"])
    assert context["membership"] == str(world.memberships["area_adviser"])
    assert context["request"]
    told = Event.objects.using("owner").get(kind="staff.credentials_reported")
    assert told.subject["manager"] == str(world.accounts["delivery_manager"])
    assert told.account_id == world.accounts["area_adviser"]


@pytest.mark.django_db(transaction=True)
def test_password_when_changed_then_history_holds_the_moment_and_no_secret(
    world: World, client_as: ClientAs
) -> None:
    client_as("area_adviser").post(
        "/staff/you/password/", {"oldpassword": DEMO_PASSWORD, "password1": "Tarn-kettle-7"}
    )
    account = Account.objects.get(id=world.accounts["area_adviser"])
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT to_jsonb(e)::text FROM staff_accountevent e WHERE id = %s", [account.id])
        rows = [row for (row,) in cursor.fetchall()]
    assert len(rows) >= 2
    assert not [row for row in rows if "argon2" in row or account.password in row or 'password":' in row]
