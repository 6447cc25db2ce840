"""The whole wire asked by a machine that makes up what it asks, in every role, following the links of OpenAPI.

No answer may be a fault, of a status or shape that is not documented, or hold what is another touchpoint's own. The
seed is printed and kept in `.cache/wire-seed`; FINGERPOST_WIRE_SEED asks the same again.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import hypothesis
import pytest
import schemathesis
from schemathesis import Case, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.stateful.state_machine import APIStateMachine
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from fingerpost.dss.documenting.openapi import document
from fingerpost.dss.wire.catalogue import RESOURCES
from tests.database import PROJECT
from tests.dss import kit
from tests.dss.syncing.trees import plant
from tests.dss.syncing.two import Service, one_service

SECONDS = 120
SOAK_SECONDS = 600
SEED_KEPT = PROJECT / ".cache" / "wire-seed"
EAST, WEST, ELSEWHERE, WEBSITE = "0000000101", "0000000104", "0000000201", "0000000997"
MARK = "quollmark"
VALID: dict[str, Callable[[str], dict[str, object]]] = {
    "adviserdetails": lambda session: kit.adviser_body(),
    "customers": lambda session: kit.customer_body(),
    "addresses": lambda session: kit.address_body(),
    "contactdetails": lambda session: kit.contact_body(),
    "diversitydetails": lambda session: kit.diversity_body(),
    "interactions": lambda session: kit.interaction_body(),
    "sessions": lambda session: kit.session_body(),
    "actionplans": kit.plan_body,
    "actions": lambda session: kit.action_body(),
    "goals": lambda session: kit.goal_body(),
    "outcomes": kit.outcome_body,
    "transfers": lambda session: kit.transfer_body(),
    "webchats": lambda session: kit.web_chat_body(),
    "employmentprogressions": lambda session: kit.employment_body(),
    "learningprogressions": lambda session: kit.learning_body(),
}
WORDS = frozenset({"CurrentSituation", "ActionSummary", "GoalSummary", "Context", "WebChatNarrative"})

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("two_services")]


@dataclass(frozen=True, slots=True)
class Role:
    """A system that asks: its key, the touchpoint it names, and the status that it must meet, 0 for any."""

    name: str
    key: str
    touchpoint: str
    meets: int = 0


@dataclass
class Asking:
    """What one run shares: the service, its roles, and what was seen."""

    service: Service
    roles: list[Role]
    choice: random.Random
    asked: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    operations: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)
    troubles: dict[tuple[str, int], str] = field(default_factory=dict)
    role: Role | None = None
    trees: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def asking(tmp_path: Path, django_db_setup: None) -> Iterator[Asking]:
    with one_service(tmp_path) as service:
        own, other = service.make_key(EAST, WEST), service.make_key(ELSEWHERE)
        site, gone = service.make_key(WEBSITE), service.make_key(EAST)
        _, listed, _ = service.run("dss", "keys", "list", "--json")
        (key_id,) = [each["id"] for each in json.loads(listed) if each["ends_with"] == gone[-4:]]
        assert service.run("dss", "keys", "revoke", key_id)[0] == 0
        trusted = [
            Role("one of its two touchpoints", own, EAST),
            Role("the other of its two", own, WEST),
            Role("another contractor", other, ELSEWHERE),
            Role("the website", site, WEBSITE),
        ]
        refused = [
            Role("a withdrawn key", gone, EAST, 401),
            Role("a key nobody made", secrets.token_hex(24), EAST, 401),
            Role("no key", "", EAST, 401),
            Role("another's touchpoint", other, EAST, 403),
        ]
        seed = int(os.environ.get("FINGERPOST_WIRE_SEED") or secrets.randbelow(10**9))
        _say(f"FINGERPOST_WIRE_SEED={seed}")
        SEED_KEPT.parent.mkdir(exist_ok=True)
        SEED_KEPT.write_text(f"{seed}\n")
        service.key = own
        trees = [plant(service.made_as(code)) for code in (EAST, WEST)]
        service.key = other
        trees.append(plant(service.made_as(ELSEWHERE)))
        yield Asking(service, [*trusted * 6, *refused], random.Random(seed), trees=trees)


def run_for(asking: Asking, seconds: float) -> None:
    """Ask until the time is up, in rounds whose seeds follow from the one that is printed."""
    said = document(RESOURCES)
    del said["security"]  # each role brings its own key, or none
    schema = schemathesis.openapi.from_dict(said)
    schema.config.update(base_url=asking.service.address)
    until = time.monotonic() + seconds

    class Machine(schema.as_state_machine()):  # type: ignore[misc]
        """One scenario after another over the same service."""

        _hypothesis_internal_use_seed: ClassVar[int] = 0

        def before_call(self, case: Case) -> None:
            asking.asked += 1
            asking.role = asking.choice.choice(asking.roles)
            _stand_on_what_is_there(case, asking)
            _slip_in_words(case, asking)

        def call(self, case: Case, **_: Any) -> Response:
            assert asking.role is not None
            headers = {"Ocp-Apim-Subscription-Key": asking.role.key, "TouchpointId": asking.role.touchpoint}
            return case.call(headers=headers, timeout=60)

        def validate_response(self, response: Response, case: Case, **_: Any) -> None:
            assert asking.role is not None
            _note(response, case, asking)
            try:
                _check(response, case, asking.role)
            except (AssertionError, FailureGroup) as trouble:
                # Kept, not raised: the machine would ask it again of a service that has changed since.
                asking.troubles.setdefault((case.operation.label, response.status_code), str(trouble))

    assert issubclass(Machine, APIStateMachine)
    while time.monotonic() < until:
        Machine._hypothesis_internal_use_seed = asking.choice.randrange(2**32)
        # What follows from an answer is another thing each time: the machine finds that flaky, and it is.
        with suppress(hypothesis.errors.Flaky):
            Machine.run(
                settings=hypothesis.settings(
                    max_examples=4,
                    stateful_step_count=10,
                    deadline=None,
                    database=None,
                    phases=[hypothesis.Phase.generate],
                    suppress_health_check=list(hypothesis.HealthCheck),
                )
            )


def _stand_on_what_is_there(case: Case, asking: Asking) -> None:
    """Mostly ask of customers who are there, and send what is nearly right, so that rules deep down are reached."""
    choice, segment = asking.choice, case.operation.path.split("/")[1]
    if choice.random() < 0.7:
        tree = choice.choice(asking.trees)
        known = {
            "customerId": _id(tree, "customers"),
            "interactionId": _id(tree, "interactions"),
            "actionPlanId": _id(tree, "actionplans"),
            "recordId": _id(tree, segment) if segment in tree else "",
        }
        for name in set(case.path_parameters or ()) & {each for each, value in known.items() if value}:
            case.path_parameters[name] = known[name]
    if not isinstance(case.body, dict) or segment not in VALID:
        return
    for name in ("DateOfTermination", "ReasonForTermination"):
        case.body.pop(name, None)
    if choice.random() < 0.7:
        made_up = list(case.body.items())
        kept = choice.sample(made_up, min(len(made_up), choice.randrange(3)))
        session = _id(choice.choice(asking.trees), "sessions")
        case.body = {**VALID[segment](session), **dict(kept)}


def _id(tree: dict[str, str], segment: str) -> str:
    return tree[segment].rsplit("/", 1)[1]


def _slip_in_words(case: Case, asking: Asking) -> None:
    """Now and then words that may not stand, marked with who sends them."""
    if isinstance(case.body, dict) and asking.role is not None and asking.choice.random() < 0.5:
        letters = asking.role.touchpoint.translate(str.maketrans("0123456789", "abcdefghij"))
        for name in WORDS & set(case.body):
            case.body[name] = f"{MARK}{letters} arsonist"


def _check(response: Response, case: Case, role: Role) -> None:
    checks = [not_a_server_error, status_code_conformance]
    if response.content:
        checks += [content_type_conformance, response_schema_conformance]
    case.validate_response(response, checks=checks)
    if role.meets:
        # A header with a control character is no HTTP: the server itself says so, with nothing. One that the tool
        # left out is missed by the operation, once the key is known.
        is_no_http = response.status_code == 400 and not response.content
        names_nobody = not str(response.request.headers.get("TouchpointId") or "").strip()
        is_missed = response.status_code == 400 and role.meets == 403 and names_nobody
        assert response.status_code in (role.meets, 404) or is_no_http or is_missed, (
            role.name,
            response.text,
            sorted(response.request.headers),
        )
    elif response.status_code in (401, 403):
        assert b'"statusCode"' not in response.content, (role.name, response.text)
    if response.content[:1] in (b"{", b"["):
        _check_own(response.json(), case, role)


def _check_own(found: Any, case: Case, role: Role) -> None:
    """Nothing in a body is another touchpoint's own: its subscriptions, its collections, its sealed words."""
    each_one = found if isinstance(found, list) else [found]
    if case.operation.path.startswith(("/subscriptions/", "/collections/")):
        owners = {one["TouchPointId"] for one in each_one if isinstance(one, dict) and "TouchPointId" in one}
        assert owners <= {role.touchpoint}, (role.name, owners)
    letters = role.touchpoint.translate(str.maketrans("0123456789", "abcdefghij"))
    text = json.dumps(found)
    assert text.count(MARK) == text.count(f"{MARK}{letters}"), role.name


def _note(response: Response, case: Case, asking: Asking) -> None:
    asking.statuses[response.status_code] = asking.statuses.get(response.status_code, 0) + 1
    asking.operations.add(case.operation.label)
    if response.status_code == 201:
        asking.made.add(case.operation.path.split("/")[1])


def _say(text: str) -> None:
    """Shown where a test fails, and with -s."""
    sys.stdout.write(f"{text}\n")


def _tell(asking: Asking, operations: int) -> None:
    _say(f"{asking.asked} requests, {len(asking.operations)} operations, {sorted(asking.statuses.items())}")
    _say(f"made: {sorted(asking.made)}")
    for (label, status), told in asking.troubles.items():
        _say(f"--- {label} answered {status}\n{told[:1_500]}")
    assert not asking.troubles, f"{len(asking.troubles)} kinds of trouble are printed above"
    assert {200, 201, 204, 401, 403, 422} <= set(asking.statuses)
    assert len(asking.operations) >= operations


def test_no_answer_is_a_fault_undocumented_or_of_another_touchpoint(asking: Asking) -> None:
    run_for(asking, SECONDS)
    _tell(asking, 40)


@pytest.mark.soak
def test_the_same_for_ten_minutes(asking: Asking) -> None:
    run_for(asking, SOAK_SECONDS)
    _tell(asking, 60)
    assert {"customers", "interactions", "sessions", "actionplans", "actions", "outcomes"} <= asking.made
