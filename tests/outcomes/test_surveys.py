"""Samples that stand for the users: drawn fairly, drawn again the same, nobody who may not be drawn. OI-12.18."""

from __future__ import annotations

from collections import Counter

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.customers.models import ContactPoint, Customer
from fingerpost.demo.world import World
from fingerpost.house.draws import draw, draw_by_group
from fingerpost.house.ids import new_id
from fingerpost.outcomes.models import SurveyDraw
from fingerpost.outcomes.rules.surveys import User, draw_sample, outside_margin
from tests.fixtures.world import Acting, ClientAs
from tests.outcomes.steps import seen

pytestmark = pytest.mark.django_db

LIST = "/staff/surveys/"


@given(
    sizes=st.lists(st.integers(1, 30), min_size=1, max_size=6),
    size=st.integers(0, 60),
    seed=st.text("0123456789abcdef", min_size=1, max_size=8),
)
def test_groups_when_drawn_then_each_within_one_of_its_share(sizes: list[int], size: int, seed: str) -> None:
    groups = {f"{group}-{number}": str(group) for group, count in enumerate(sizes) for number in range(count)}
    drawn = draw_by_group(groups, size=size, seed=seed)
    assert len(drawn) == len(set(drawn)) == min(size, len(groups))
    counted = Counter(groups[one] for one in drawn)
    for group, members in Counter(groups.values()).items():
        assert abs(counted[group] - members * len(drawn) / len(groups)) < 1
    assert drawn == draw_by_group(dict(reversed(groups.items())), size=size, seed=seed)


def test_draw_when_the_seed_is_another_then_another_sample_and_each_about_as_often() -> None:
    ids = [str(number) for number in range(20)]
    often = Counter(one for seed in range(600) for one in draw(ids, size=5, seed=str(seed)))
    assert draw(ids, size=5, seed="1") != draw(ids, size=5, seed="2")
    assert all(100 < often[one] < 200 for one in ids)


@pytest.mark.requirement("OI-12.18")
def test_sample_when_large_enough_then_its_mix_lies_within_the_margin_of_the_users() -> None:
    users = [
        User(
            id=str(number),
            channel=str(number % 2),
            age=("19_24", "25_49")[number % 3 == 0],
            gender=str(number % 5 // 4),
        )
        for number in range(1000)
    ]
    sample = draw_sample(users, size=100, seed="a")
    assert outside_margin(sample.mix, margin=2) == []
    assert draw_sample(list(reversed(users)), size=100, seed="a") == sample
    lopsided = draw_sample(users, size=1, seed="a")
    assert outside_margin(lopsided.mix, margin=2) != []


@pytest.mark.requirement("OI-12.18")
def test_survey_when_drawn_then_only_who_agreed_and_is_safe_and_not_again_and_answers_are_counted(
    acting: Acting, world: World, client_as: ClientAs
) -> None:
    with acting("area_adviser") as actor:
        places = [seen(actor, world, days_ago=9, family=f"Placeholder{number}") for number in range(4)]
        ids = [place.customer_id for place in places]
        Customer.objects.filter(id__in=ids[:3]).update(agrees_to_user_research=True)
        Customer.objects.filter(id=ids[3]).update(
            agrees_to_user_research=False, agrees_to_market_research=False
        )
        for customer_id, is_safe in zip(ids, (True, True, False, True), strict=True):
            ContactPoint.objects.filter(customer_id=customer_id).update(ended_at=timezone.now())
            ContactPoint.objects.create(
                customer_id=customer_id, kind="mobile", value="07700900123", is_safe=is_safe
            )
    manager = client_as("returns_manager")
    sent = {
        "submission": str(new_id()),
        "contract": str(world.contracts["prime_north_east"]),
        "size": "10",
        "purpose": "How people get on",
    }
    assert client_as("information_adviser").post(LIST, sent).status_code == 403
    first = manager.post(LIST, sent)
    assert first.status_code == 302, first.content
    page = manager.get(first.url).content.decode()
    assert "2 of 2 users" in page
    assert "Placeholder0" in page
    assert "Placeholder1" in page
    assert "Placeholder2" not in page
    assert "Response rate: 0.0 per cent" in page
    again = manager.post(LIST, {**sent, "submission": str(new_id())})
    assert again.status_code == 422
    assert "Nobody can be drawn" in again.content.decode()
    asking = client_as("information_adviser")
    assert reverse("workspace:satisfaction", args=[ids[0]]) in asking.get(first.url).content.decode()
    answered = asking.post(
        reverse("workspace:satisfaction", args=[ids[0]]),
        {"submission": str(new_id()), "session": str(places[0].id), "answer": "4", "asked_how": "telephone"},
    )
    assert answered.status_code == 302
    assert "Response rate: 50.0 per cent (1 of 2)" in " ".join(
        manager.get(first.url).content.decode().split()
    )
    with acting("returns_manager"):
        assert SurveyDraw.objects.count() == 1
