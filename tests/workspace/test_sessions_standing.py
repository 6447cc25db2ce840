"""From the page of a session to where the customer stands in work and learning, as they said it there (OF-17)."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.ids import new_id
from fingerpost.outcomes.models import EmploymentProgression
from fingerpost.policy.civil import civil_date
from tests.fixtures.world import Acting, ClientAs
from tests.plans.steps import attended

pytestmark = pytest.mark.django_db


def test_session_when_opened_by_its_adviser_then_a_link_keeps_how_the_customer_stands_with_it(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        place = attended(actor, world)
    person = place.customer_id
    assert person is not None
    adviser = client_as("area_adviser")
    shown = adviser.get(reverse("workspace:attendance", args=[place.id])).content.decode()
    href = f"{reverse('workspace:new_employment', args=[person])}?session={place.id}"
    assert f'href="{href}"' in shown
    assert f'href="{reverse("workspace:new_learning", args=[person])}?session={place.id}"' in shown
    form = adviser.get(href).content.decode()
    [carried] = re.findall(r'name="session" value="([^"]+)"', form)
    on = civil_date(timezone.now())
    sent = adviser.post(
        href.partition("?")[0],
        {
            "submission": str(new_id()),
            "session": carried,
            "recorded_on-day": str(on.day),
            "recorded_on-month": str(on.month),
            "recorded_on-year": str(on.year),
            "status": "unemployed",
        },
    )
    assert sent.status_code == 302, sent.content.decode()
    with acting("area_adviser"):
        assert EmploymentProgression.objects.get(customer_id=person).attendance_id == place.id


@pytest.mark.parametrize("nickname", ["claims_officer", "information_adviser"])
def test_session_when_read_by_somebody_who_records_no_outcome_then_no_link(
    world: World, client_as: ClientAs, acting: Acting, nickname: str
) -> None:
    with acting("area_adviser") as actor:
        place = attended(actor, world)
    answer = client_as(nickname).get(reverse("workspace:attendance", args=[place.id]))
    assert answer.status_code == 200
    assert f"?session={place.id}" not in answer.content.decode()
