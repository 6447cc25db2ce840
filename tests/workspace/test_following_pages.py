"""The pages of follow-ups, surveys, progressions and audits ask the same number of times, however much they show."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.outcomes.models import EmploymentProgression, SurveyDraw, SurveyDrawn
from fingerpost.policy.civil import civil_date
from tests.fixtures.world import Acting, ClientAs
from tests.outcomes.steps import seen

pytestmark = pytest.mark.django_db

MOST_QUERIES = 40


def asked(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_pages_when_there_is_more_to_show_then_no_more_queries(
    acting: Acting, world: World, client_as: ClientAs
) -> None:
    now = timezone.now()
    today = civil_date(now)
    with acting("area_adviser") as actor:
        ids = [
            seen(actor, world, days_ago=9, family=f"Placeholder{number}").customer_id for number in range(3)
        ]
        organisation = actor.organisation_id
    with acting("returns_manager") as manager:
        draw = SurveyDraw.objects.create(
            contract_id=world.contracts["prime_north_east"],
            month=today.replace(day=1),
            purpose="How people get on",
            seed="0" * 40,
            size=3,
            population=3,
            population_sha256="0" * 64,
            drawn_by_id=manager.account_id,
            drawn_at=now,
        )
        SurveyDrawn.objects.create(draw=draw, customer_id=ids[0], place=1)
    adviser, person = client_as("area_adviser"), ids[0]
    pages = {
        "progressions": (adviser, reverse("workspace:progressions", args=[person])),
        "timeline": (adviser, reverse("workspace:timeline", args=[person])),
        "survey": (adviser, reverse("workspace:survey", args=[draw.id])),
    }
    before = {name: asked(client, address) for name, (client, address) in pages.items()}
    with acting("area_adviser") as actor:
        EmploymentProgression.objects.bulk_create(
            EmploymentProgression(
                customer_id=person,
                organisation_id=organisation,
                recorded_on=today - timedelta(days=number),
                status="unemployed",
                recorded_by_id=actor.account_id,
            )
            for number in range(9)
        )
    with acting("returns_manager"):
        SurveyDrawn.objects.bulk_create(
            SurveyDrawn(draw=draw, customer_id=one, place=place) for place, one in enumerate(ids[1:], start=2)
        )
    after = {name: asked(client, address) for name, (client, address) in pages.items()}
    assert after == before
    lists = {
        address: asked(client_as(nickname), reverse(f"workspace:{address}"))
        for nickname, address in (
            ("area_adviser", "follow_ups"),
            ("returns_manager", "surveys"),
            ("auditor", "audits"),
        )
    }
    assert max((*after.values(), *lists.values())) <= MOST_QUERIES, (after, lists)
