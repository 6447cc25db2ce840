"""The contractor's month at a nation's size against a smaller one, opened by the prime's returns manager."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bench.data import Ground
from bench.figures import Figure, sample, timed

REACH: Final = 1.5
_RUNS, _TURNS = 6, 6

Say = Callable[[str], None]


def figures(ground: Ground, small: Ground, say: Say) -> list[Figure]:
    """One figure: the page of the month before, in turns on both nations."""
    say(f"The contractor's month at {small.scale:,} and {ground.scale:,} customers, in turns")
    sides = {place.scale: (place, *_page(place)) for place in (small, ground)}
    times: dict[int, list[float]] = {scale: [] for scale in sides}
    for _turn in range(_TURNS):
        for scale, (place, client, address) in sides.items():
            place.use()
            for _ in range(2):
                _open(client, address)
            times[scale] += [
                timed(lambda _made, c=client, a=address: _open(c, a), None) for _ in range(_RUNS)
            ]
    return [
        Figure(
            name="contractor's month page",
            ours=sample(times[ground.scale]),
            baseline=sample(times[small.scale]),
            baseline_is=f"itself at {small.scale:,}",
            reach=REACH,
            rows=ground.scale,
        )
    ]


def _page(place: Ground) -> tuple[Any, str]:
    """A client that is signed in as the returns manager, and where the month before is for them."""
    from django.test import Client
    from django.utils import timezone

    from fingerpost.staff import sessions
    from fingerpost.staff.models import Membership

    place.use()
    membership = Membership.objects.using("owner").filter(role="returns_manager").order_by("id")[0]
    client = Client(SERVER_NAME="localhost")
    client.force_login(membership.account)
    session = client.session
    sessions.begin(session, membership_id=membership.id, now=timezone.now())
    session.save()
    answer = client.get("/staff/month/")
    return client, answer.headers["Location"]


def _open(client: Any, address: str) -> None:
    if client.get(address).status_code != 200:
        raise RuntimeError(f"{address} does not open")
