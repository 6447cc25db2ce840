"""The shared record's wire over HTTP, beside requests that do the least: key, transaction, one row, the read log."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Final

import psycopg

from bench.data import Ground
from bench.figures import Figure, alternate

TOUCHPOINT: Final = "0000000101"
REACH: Final = 2.0
_GETS, _CHAINS = 400, 60
_PATIENCE = 60.0

Say = Callable[[str], None]


@dataclass
class Caller:
    """A system with a key and one connection that is kept open."""

    connection: HTTPConnection
    key: str

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Send one request and read the answer. Raises where it is refused."""
        sent = json.dumps(body).encode() if body is not None else None
        self.connection.request(
            method,
            path,
            body=sent,
            headers={
                "Ocp-Apim-Subscription-Key": self.key,
                "TouchpointId": TOUCHPOINT,
                "SubcontractorId": "10001647",
                "version": "v4",
            },
        )
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status not in (200, 201):
            raise RuntimeError(f"{method} {path} answers {answer.status}: {text[:200]!r}")
        return json.loads(text)


def figures(ground: Ground, say: Say) -> list[Figure]:
    """Two figures: one customer read, and a visit written in seven requests."""
    say("The shared record's wire, over HTTP")
    ground.use()
    key = _key(ground)
    with _served(ground) as port:
        caller = Caller(HTTPConnection("127.0.0.1", port, timeout=30), key)
        return [_read(caller, ground), _written(caller, ground)]


def _read(caller: Caller, ground: Ground) -> Figure:
    customer = _a_customer(caller)
    address = f"/customers/api/Customers/{customer['CustomerId']}"
    size = len(json.dumps(customer, separators=(",", ":")))
    ours, baseline = alternate(
        (lambda _: caller.ask("GET", address), lambda: None),
        (lambda _: caller.ask("GET", f"/bench/constant/{customer['CustomerId']}/{size}/"), lambda: None),
        runs=_GETS,
    )
    return Figure(
        name="wire: GET a customer",
        ours=ours,
        baseline=baseline,
        baseline_is="constant JSON of that size, same key check, transaction and read log",
        reach=REACH,
        rows=ground.scale,
    )


def _written(caller: Caller, ground: Ground) -> Figure:
    def a_customer() -> str:
        return str(_a_customer(caller)["CustomerId"])

    ours, baseline = alternate(
        (lambda made: _visit(caller, str(made)), a_customer),
        (lambda made: _seven_rows(caller, str(made)), a_customer),
        runs=_CHAINS,
    )
    return Figure(
        name="wire: interaction, session, plan, 3 actions, outcome",
        ours=ours,
        baseline=baseline,
        baseline_is="seven requests that insert one row of the wire each, in the same way",
        reach=REACH,
        rows=ground.scale,
    )


def _a_customer(caller: Caller) -> Any:
    return caller.ask(
        "POST",
        "/customers/api/Customers/",
        {
            "GivenName": "Bench",
            "FamilyName": "Example",
            "DateofBirth": "1980-01-01",
            "IntroducedBy": 1,
            "PriorityGroups": [99],
        },
    )


def _bodies(session: str) -> list[dict[str, object]]:
    now = datetime.now(UTC)
    agreed = now - timedelta(days=20)
    action = {
        "DateActionAgreed": agreed.isoformat(),
        "DateActionAimsToBeCompletedBy": (now + timedelta(days=30)).isoformat(),
        "ActionSummary": "Write a CV and have it read",
        "SignpostedToCategory": 99,
        "ActionType": 2,
        "PersonResponsible": 1,
    }
    plan = {
        "SessionId": session,
        "DateActionPlanCreated": agreed.isoformat(),
        "CustomerCharterShownToCustomer": True,
    }
    outcome = {"SessionId": session, "OutcomeType": 2, "OutcomeEffectiveDate": agreed.isoformat()}
    return [plan, action, action, action, outcome]


def _visit(caller: Caller, customer: str) -> None:
    """One visit: interaction, session, plan with three actions, outcome."""
    of_customer = f"api/Customers/{customer}/Interactions"
    interaction = caller.ask("POST", f"/interactions/{of_customer}", {"Channel": 1, "InteractionType": 4})[
        "InteractionId"
    ]
    started = (datetime.now(UTC) - timedelta(days=21)).isoformat()
    session = caller.ask(
        "POST",
        f"/sessions/{of_customer}/{interaction}/sessions",
        {"DateandTimeOfSession": started, "SessionAttended": True},
    )["SessionId"]
    plan_body, *actions, outcome = _bodies(session)
    plans = f"{of_customer}/{interaction}/ActionPlans"
    plan = caller.ask("POST", f"/actionplans/{plans}", plan_body)["ActionPlanId"]
    for action in actions:
        caller.ask("POST", f"/actions/{plans}/{plan}/Actions", action)
    caller.ask("POST", f"/outcomes/{plans}/{plan}/Outcomes", outcome)


def _seven_rows(caller: Caller, customer: str) -> None:
    """The same bodies, each kept as one row."""
    nothing: dict[str, object] = {"Channel": 1, "InteractionType": 4}
    for body in (nothing, nothing, *_bodies(customer)):
        caller.ask("POST", f"/bench/row/{customer}/", body)


def _key(ground: Ground) -> str:
    """A key for the touchpoint, made as the console makes it."""
    key = token_urlsafe(32)
    with psycopg.connect(ground.urls["DATABASE_SYSTEM_URL"]) as connection:
        connection.execute(
            "SELECT fingerpost_wire_add_key(%s, %s, %s, %s, NULL, NULL)",
            ["bench", sha256(key.encode()).hexdigest(), key[-4:], [TOUCHPOINT]],
        )
    return key


@contextmanager
def _served(ground: Ground) -> Iterator[int]:
    """One web process on this nation, as *app*; yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [str(Path(sys.executable).parent / "granian"), "--interface=wsgi", "--no-ws"]
    command += ["--host=127.0.0.1", f"--port={port}", "--workers=1", "--blocking-threads=1"]
    process = subprocess.Popen(
        [*command, "--log-level=error", "fingerpost.site.wsgi:application"],
        env={**os.environ, **ground.urls, "DJANGO_SETTINGS_MODULE": "bench.settings"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server of the benchmark does not answer")
