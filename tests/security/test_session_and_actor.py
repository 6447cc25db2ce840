"""The session can't make anybody act for somebody else, and no guess dodges the count of tries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from fingerpost.demo.world import DEMO_PASSWORD, World
from fingerpost.staff import sessions
from fingerpost.staff.models import Account
from tests.fixtures.world import ClientAs

pytestmark = pytest.mark.django_db


def test_session_when_it_names_another_persons_role_then_nobody_acts_in_python_or_in_the_database(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    client.force_login(Account.objects.get(id=world.accounts["claims_officer"]))
    session = client.session
    sessions.begin(session, membership_id=world.memberships["area_adviser"], now=timezone.now())
    session.save()
    seen: list[object] = []
    forget = sessions.forget_role

    def note(session: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT fingerpost_me(), fingerpost_sees_customers()")
            seen.append(cursor.fetchone())
        forget(session)  # type: ignore[arg-type]

    monkeypatch.setattr(sessions, "forget_role", note)
    answer = client.get("/staff/")
    assert answer.status_code == 302
    assert seen == [(None, False)]


@pytest.mark.requirement("BR-29.3")
def test_tries_when_the_address_is_written_in_other_ways_then_counted_together(world: World) -> None:
    address = world.emails["area_adviser"]
    ways = [address, address.upper(), f" {address} ", address.title(), f"{address} "]
    for way in ways:
        Client().post("/staff/sign-in/", {"login": way, "password": "not the right one"})
    client = Client()
    client.post("/staff/sign-in/", {"login": address, "password": DEMO_PASSWORD})
    assert "_auth_user_id" not in client.session


def test_unlock_page_when_asked_for_anothers_page_then_only_ones_own_password_opens(
    world: World, client_as: ClientAs
) -> None:
    client = client_as("area_adviser", seen_at=timezone.now() - timedelta(hours=2))
    refused = client.post("/staff/locked/", {"password": "not the right one", "next": "/staff/"})
    assert refused.status_code == 422
    assert client.get("/staff/").status_code == 302
    assert client.post("/staff/locked/", {"password": DEMO_PASSWORD, "next": "//elsewhere.example"})[
        "Location"
    ].startswith("/staff/")
