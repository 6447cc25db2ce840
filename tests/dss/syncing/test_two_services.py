"""Two services synchronise while both are written to; one of them and the command are killed; they end equal."""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from fingerpost.dss.syncing.shapes import CUSTOMER, ORDER, REFERENCES, differing, target_of
from tests.dss import kit
from tests.dss.syncing.seeding import settle
from tests.dss.syncing.trees import plant
from tests.dss.syncing.two import SYNC, Service, two_services

MOST_WRITTEN = 120
"""Requests of one writer: enough to meet everything that goes on, and bounded where the machine is slow."""
PAUSE = 0.15
"""Seconds between two requests of one writer."""

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("two_services")]


@dataclass
class Writer(threading.Thread):
    """Another system that changes customers of one service and adds to them, until it is told to stop."""

    service: Service
    customers: list[str]
    seed: int
    most: int = MOST_WRITTEN
    pause: float = PAUSE
    written: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    has_ended: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        choice = random.Random(self.seed)
        for _ in range(self.most):
            if self.has_ended.wait(self.pause):
                break
            customer = choice.choice(self.customers)
            path = f"/customers/api/Customers/{customer}"
            try:
                if choice.random() < 0.8:
                    answer = self.service.ask("PATCH", path, {"Title": choice.choice([1, 2, 3, 4, 5, 6])})
                else:
                    below = f"/interactions/api/Customers/{customer}/Interactions"
                    answer = self.service.ask("POST", below, kit.interaction_body())
            except httpx.HTTPError:
                # Killed under its hands: whether it was written is for the service to say.
                self.written.add(customer)
                continue
            self.written.add(customer)
            if answer.status_code not in (200, 201):
                self.faults.append(f"{answer.status_code} {answer.text[:200]}")

    def end(self) -> None:
        self.has_ended.set()
        self.join(30)


def paired(service: Service, resource: str = "") -> dict[tuple[str, str], str]:
    """What is whose twin: (resource, id here) to the id there."""
    with service.as_superuser() as connection:
        rows = connection.execute(
            "SELECT resource, here_id::text, there_id::text FROM dss_wirepair"
            " WHERE here_id IS NOT NULL AND there_id IS NOT NULL AND (%s = '' OR resource = %s)",
            [resource, resource],
        ).fetchall()
    return {(row[0], row[1]): row[2] for row in rows}


def bodies(service: Service) -> dict[tuple[str, str], dict[str, Any]]:
    """Every record of the wire that is synchronised, as the service keeps it."""
    with service.as_superuser() as connection:
        rows = connection.execute(
            "SELECT resource, id::text, body FROM dss_wirerecord WHERE resource = ANY (%s)", [list(ORDER)]
        ).fetchall()
    return {(row[0], row[1]): row[2] for row in rows}


def assert_equal(here: Service, there: Service) -> Counter[str]:
    """Each record has exactly one twin, and both hold the same; how many there are of each kind."""
    twins, ours, theirs = paired(here), bodies(here), bodies(there)
    assert set(twins) == set(ours), "a record here without a twin, or a twin without its record"
    assert {(resource, twins[resource, own]) for resource, own in twins} == set(theirs)
    back = {(resource, other): own for (resource, own), other in twins.items()}
    for (resource, own), other in twins.items():
        body = dict(theirs[resource, other])
        for name, kind in REFERENCES.items():
            if body.get(name):
                body[name] = back.get((kind, body[name]), body[name])
        assert differing(resource, ours[resource, own], body) == (), (resource, own, other)
    return Counter(resource for resource, _ in twins)


def record_lines(ids: list[str]) -> list[str]:
    """One line of a file of ids for each customer's own record."""
    return [f"/customers/api/Customers/{each}" for each in ids]


def write(folder: Path, name: str, lines: list[str]) -> str:
    """A file of ids."""
    place = folder / name
    place.write_text("\n".join(lines), encoding="utf-8")
    return str(place)


def customer_of(tree: dict[str, str]) -> str:
    """Whose tree it is."""
    found = target_of(tree["customers"])
    assert found is not None
    return found.record_id


def end_equal(here: Service, there: Service, folder: Path, written: set[str]) -> None:
    """Synchronise both ways until nothing moves any more."""
    for attempt in range(4):
        named = write(folder, f"again-{attempt}", sorted(written))
        pulled = here.pull(there, "--ids", named, "--no-subscribe")
        pushed = here.push(there)
        moved = [pulled["made"], pulled["changed"], pushed["made"], pushed["changed"]]
        if not any(moved):
            assert pulled["is_equal"], pulled["left"]
            assert pushed["is_equal"], pushed["left"]
            return
    raise AssertionError(f"they never rested: {moved}")


def hear_of_a_change(here: Service, there: Service, customer: str) -> None:
    """A change there is told here by a signed notice, and pulled without any file of ids."""
    listener = here.address + urlsplit(here.pull(there)["listener"]).path
    status, out, err = there.run("dss", "listen", "--touchpoint", SYNC, "--url", listener, "--json")
    assert status == 0, err
    secret = json.loads(out)["secret"]
    path = f"/subscriptions/api/Customers/{customer}/Subscriptions"
    there.made_as(SYNC)(path, {"Subscribe": True})
    here.pull(there, "--notices-secret", secret)
    changed = there.ask("PATCH", f"/customers/api/Customers/{customer}", {"Title": 4})
    assert changed.status_code == 200
    there.push_notices()
    report = here.pull(there)
    assert report["customers"] == 1
    assert report["changed"] == {"customers": 1}


def synchronise(
    folder: Path,
    *,
    each: int,
    kill_after: int,
    patience: float,
    most: int = MOST_WRITTEN,
    pause: float = PAUSE,
) -> Counter[str]:
    """So many customers on either side become those of both, while both are written to and things are killed."""
    with two_services(folder) as (here, there):
        theirs = settle(there, each, family="Lamplight")
        ours = settle(here, each, family="Harbourside")
        trees = [plant(there.made) for _ in range(3)]
        own_trees = [plant(here.made) for _ in range(3)]
        closed = customer_of(trees[0])
        ended = {"DateOfTermination": "2026-01-05T00:00:00Z", "ReasonForTermination": 2}
        assert there.ask("PATCH", trees[0]["customers"], ended).status_code == 200

        lines = [*(customer_of(tree) for tree in trees), *record_lines(theirs)]
        arguments = ["--ids", write(folder, "theirs", lines), "--no-subscribe"]
        writers = [
            Writer(service, customers, seed, most, pause)
            for service, customers, seed in ((there, theirs, 1), (here, ours, 2))
        ]
        for writer in writers:
            writer.start()

        command = here.console(*here.sync_arguments("pull", there, *arguments))
        until = time.monotonic() + patience
        while len(paired(here, CUSTOMER)) < kill_after:
            assert time.monotonic() < until, command.communicate(timeout=5)[1]
            assert command.poll() is None, command.communicate()
            time.sleep(0.1)
        command.kill()
        command.communicate()
        there.kill()
        there.start()
        report = here.pull(there, *arguments)
        assert report["unfinished"] == 0, report
        assert report["customers"] < each + len(trees), "it began anew instead of going on"

        lines = [*(customer_of(tree) for tree in own_trees), *record_lines(ours)]
        here.push(there, "--ids", write(folder, "ours", lines))
        twins = paired(here, CUSTOMER)
        known = set(theirs)
        both = Writer(here, [own for (_, own), other in twins.items() if other in known], 3, most, pause)
        both.start()
        here.push(there)
        for writer in (*writers, both):
            writer.end()
            assert writer.faults == []
            assert writer.written
        end_equal(here, there, folder, {closed, *writers[0].written})
        told = customer_of(trees[1])
        hear_of_a_change(here, there, told)
        found = assert_equal(here, there)
        assert there.ask("PATCH", f"/customers/api/Customers/{closed}", {"Title": 1}).status_code == 403
        own = next(own for (_, own), other in paired(here, CUSTOMER).items() if other == closed)
        assert here.ask("PATCH", f"/customers/api/Customers/{own}", {"Title": 1}).status_code == 403
        return found


def test_two_thousand_customers_end_equal(tmp_path: Path, django_db_setup: None) -> None:
    found = synchronise(tmp_path, each=1_000, kill_after=200, patience=300)
    assert found[CUSTOMER] == 2_006
    assert set(found) == set(ORDER)


@pytest.mark.soak
def test_a_hundred_thousand_customers_end_equal(tmp_path: Path, django_db_setup: None) -> None:
    # Slow enough for the writers to go on to the end of it, hours if need be.
    found = synchronise(tmp_path, each=50_000, kill_after=5_000, patience=3_600, most=9_000, pause=2)
    assert found[CUSTOMER] == 100_006
