"""Two people change one record in the same moment: real transactions on two connections."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connections
from django.utils import timezone

from fingerpost.customers.models import Customer
from fingerpost.customers.services import change_names, details
from fingerpost.customers.values import Names
from fingerpost.demo.world import World
from fingerpost.house.errors import Conflict
from fingerpost.staff.services import acting_as
from tests.customers.conftest import MakeRecord
from tests.fixtures.world import Acting


@pytest.mark.django_db(transaction=True)
def test_names_when_two_save_at_once_then_one_wins_and_the_other_is_told(
    acting: Acting, make_record: MakeRecord, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting("area_adviser") as actor:
        customer_id = make_record(actor).id
    both = Barrier(2, timeout=10)
    real = details.refresh_match_keys

    def slowly(customer: Customer) -> None:
        time.sleep(0.3)  # without the lock, the other one reads the old version in this gap
        real(customer)

    monkeypatch.setattr(details, "refresh_match_keys", slowly)

    def save(nickname: str, family_name: str, customer_id: UUID) -> str:
        try:
            with acting_as(world.memberships[nickname]) as actor:
                both.wait()
                change_names(
                    actor=actor,
                    now=timezone.now(),
                    customer_id=customer_id,
                    names=Names(family_name=family_name),
                    date_of_birth=date(1980, 5, 17),
                    expected_version=1,
                )
        except Conflict:
            return ""
        finally:
            connections.close_all()
        return family_name

    with ThreadPoolExecutor(2) as threads:
        saves = [
            threads.submit(save, "area_adviser", "Firstcomer", customer_id),
            threads.submit(save, "second_area_adviser", "Secondcomer", customer_id),
        ]
        won = sorted(one.result() for one in saves)
    assert won[0] == ""
    with acting("area_adviser"):
        assert Customer.objects.get().family_name == won[1]
        assert Customer.objects.get().version == 2
