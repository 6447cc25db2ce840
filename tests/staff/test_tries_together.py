"""Tries at the same moment, from several processes: no more of them are looked at than policy allows."""

import threading

import pytest
from django.db import connections, transaction
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.staff import sign_in


@pytest.mark.django_db(transaction=True)
def test_tries_when_twenty_come_at_once_then_five_passwords_are_looked_at(world: World) -> None:
    now = timezone.now()
    gate = threading.Barrier(20)
    looked_at: list[bool] = []

    def one() -> None:
        try:
            gate.wait(timeout=10)
            with transaction.atomic():
                looked_at.append(sign_in.take_try("somebody@prime.example", now=now))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(looked_at) == [False] * 15 + [True] * 5
