"""How the tests speak the wire: a client with a key, valid bodies of every resource, and what comes of posting them.

Everything happens in the test's own transaction. ``wire.key_for("0000000101", ...)`` makes a further key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone

from fingerpost.dss.services.keys import make_key
from fingerpost.dss.serving.entering import Entered, enter
from fingerpost.house.actor import Actor
from fingerpost.staff.acting import apart

EAST, WEST, HELPLINE, WEBSITE = "0000000101", "0000000104", "0000000999", "0000000997"
TOUCHPOINTS = (EAST, WEST, HELPLINE, WEBSITE, "0000000201")
SUBCONTRACTOR = "01234567"
_numbers = count(1)

Body = Mapping[str, object] | list[object] | str | bytes | None


@dataclass(frozen=True, slots=True)
class Said:
    """What came back."""

    status: int
    text: str
    headers: Mapping[str, str]

    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.text)

    @property
    def errors(self) -> list[tuple[tuple[str, ...], str]]:
        """The failures of a 422: members and words, in order."""
        return [(tuple(each["memberNames"]), each["errorMessage"]) for each in self.json()]


@dataclass(slots=True)
class Wire:
    """A system with a key for `TOUCHPOINTS`."""

    acting: Callable[[str], AbstractContextManager[Actor]]
    key: str = ""
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.key = self.key_for(*TOUCHPOINTS)

    def key_for(self, *touchpoints: str) -> str:
        """A new key bound to these touchpoints."""
        with self.acting("technician") as actor:
            made = make_key(actor=actor, now=timezone.now(), label="Tests", touchpoints=touchpoints)
        return made.key

    def ask(
        self,
        method: str,
        path: str,
        body: Body = None,
        *,
        touchpoint: str | None = EAST,
        version: str | None = "v4",
        key: str | None = None,
        may_fail: bool = False,
        **headers: str,
    ) -> Said:
        """Send a request below `/`. None leaves a header out; text and bytes go as they are.

        Outcomes are sent with a SubcontractorId, as they must be. A 500 fails the test.
        """
        sent = {"Ocp-Apim-Subscription-Key": self.key if key is None else key}
        if touchpoint is not None:
            sent["TouchpointId"] = touchpoint
        if version is not None:
            sent["version"] = version
        if path.lower().lstrip("/").startswith("outcomes/"):
            sent["SubcontractorId"] = SUBCONTRACTOR
        sent |= headers
        data = body if isinstance(body, str | bytes) else b"" if body is None else json.dumps(body)
        response = self.client.generic(
            method,
            f"/{path.lstrip('/')}",
            data,
            content_type="",
            headers={k: v for k, v in sent.items() if v is not None},
        )
        content = b"".join(response) if response.streaming else response.content
        said = Said(response.status_code, content.decode("utf-8", "replace"), dict(response.items()))
        assert may_fail or said.status != 500, f"{method} {path}: 500, see the captured log"
        return said

    def get(self, path: str, **options: Any) -> Said:
        """GET."""
        return self.ask("GET", path, **options)

    def post(self, path: str, body: Body = None, **options: Any) -> Said:
        """POST."""
        return self.ask("POST", path, body, **options)

    def patch(self, path: str, body: Body = None, **options: Any) -> Said:
        """PATCH."""
        return self.ask("PATCH", path, body, **options)

    def delete(self, path: str, **options: Any) -> Said:
        """DELETE."""
        return self.ask("DELETE", path, **options)

    @contextmanager
    def entered(self, touchpoint: str = EAST) -> Iterator[Entered]:
        """Act as the touchpoint's system, to look at what was kept."""
        with apart():
            found = enter(key=self.key, touchpoint=touchpoint, request_id="", now=timezone.now())
            assert isinstance(found, Entered)
            yield found


def at(**gone: float) -> str:
    """A moment so long ago, as clients write it: `at(days=3)`."""
    return (datetime.now(UTC) - timedelta(**gone)).strftime("%Y-%m-%dT%H:%M:%SZ")


def a_unique_name() -> str:
    """A family name that nobody else has in this process: letters alone."""
    number = next(_numbers)
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return f"Lamplight{letters}"


def customer_body() -> dict[str, object]:
    """A customer as a contractor's system sends one."""
    return {
        "GivenName": "Aria",
        "FamilyName": a_unique_name(),
        "DateofBirth": "1984-05-17T00:00:00",
        "IntroducedBy": 12,
        "PriorityGroups": [1, 3],
    }


def address_body() -> dict[str, object]:
    """An address."""
    return {"Address1": "12 Harbour Street", "PostCode": "LS1 4DL", "EffectiveFrom": at(days=90)}


def contact_body() -> dict[str, object]:
    """Contact details whose preferred way is email."""
    return {"PreferredContactMethod": 1, "EmailAddress": f"{a_unique_name().lower()}@harbour.example"}


def diversity_body() -> dict[str, object]:
    """Diversity details with both consents."""
    return {
        "ConsentToCollectLLDDHealth": True,
        "LearningDifficultyOrDisabilityDeclaration": 1,
        "PrimaryLearningDifficultyOrDisability": 12,
        "ConsentToCollectEthnicity": True,
        "Ethnicity": 31,
    }


def interaction_body() -> dict[str, object]:
    """A telephone call."""
    return {"DateandTimeOfInteraction": at(days=30), "Channel": 2, "InteractionType": 5}


def session_body() -> dict[str, object]:
    """A session that the customer came to."""
    return {"DateandTimeOfSession": at(days=29), "VenuePostCode": "LS1 4DL", "SessionAttended": True}


def plan_body(session_id: str) -> dict[str, object]:
    """An action plan of a session."""
    return {
        "SessionId": session_id,
        "DateActionPlanCreated": at(days=28),
        "CustomerCharterShownToCustomer": True,
        "CurrentSituation": "Works part time in a warehouse and wants to drive a crane",
    }


def action_body() -> dict[str, object]:
    """One step of a plan."""
    return {
        "DateActionAgreed": at(days=27),
        "DateActionAimsToBeCompletedBy": at(days=-30),
        "ActionSummary": "Ask the college for its list of evening courses",
        "SignpostedToCategory": 3,
        "ActionType": 5,
        "PersonResponsible": 1,
    }


def goal_body() -> dict[str, object]:
    """One goal of a plan."""
    return {
        "DateGoalCaptured": at(days=27),
        "DateGoalShouldBeCompletedBy": at(days=-60),
        "GoalSummary": "Pass the first crane test",
        "GoalType": 1,
    }


def outcome_body(session_id: str) -> dict[str, object]:
    """An outcome in effect a week after the session of `session_body`."""
    return {"SessionId": session_id, "OutcomeType": 1, "OutcomeEffectiveDate": at(days=22)}


def transfer_body(target: str = WEST) -> dict[str, object]:
    """A transfer to another touchpoint."""
    return {"TargetTouchpointId": target, "Context": "Has moved and would like a meeting near the new home"}


def web_chat_body() -> dict[str, object]:
    """A chat of a quarter of an hour."""
    return {
        "WebChatStartDateandTime": "2025-03-04T10:00:00Z",
        "WebChatEndDateandTime": "2025-03-04T10:15:30Z",
        "WebChatNarrative": "Asked which courses begin in the autumn",
    }


def employment_body() -> dict[str, object]:
    """Out of work for some months."""
    return {"CurrentEmploymentStatus": 11, "LengthOfUnemployment": 2}


def learning_body() -> dict[str, object]:
    """Learning now, without a qualification yet."""
    return {
        "CurrentLearningStatus": 1,
        "LearningHours": 1,
        "DateLearningStarted": at(days=40),
        "CurrentQualificationLevel": 99,
    }


def adviser_body() -> dict[str, object]:
    """An adviser of another system."""
    return {"AdviserName": "Rowan Field", "AdviserEmailAddress": "rowan.field@harbour.test"}


@dataclass(frozen=True, slots=True)
class Made:
    """A record that was posted: its id, where it stands, and its answer."""

    id: str
    path: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Journey:
    """A customer with an interaction, a session and a plan, and the paths below which their records stand."""

    customer: Made
    interaction: Made
    session: Made
    plan: Made

    def below_plan(self, segment: str, name: str) -> str:
        """The path of what stands under the plan: `below_plan("actions", "Actions")`."""
        customer, interaction = self.customer.id, self.interaction.id
        return (
            f"{segment}/api/Customers/{customer}/Interactions/{interaction}/ActionPlans/{self.plan.id}/{name}"
        )

    def below_interaction(self, segment: str, name: str) -> str:
        """The path of what stands under the interaction."""
        return f"{segment}/api/Customers/{self.customer.id}/Interactions/{self.interaction.id}/{name}"

    def below_customer(self, segment: str, name: str) -> str:
        """The path of what stands under the customer."""
        return f"{segment}/api/Customers/{self.customer.id}/{name}"


def made(wire: Wire, path: str, body: Mapping[str, object], key: str, **options: Any) -> Made:
    """Post a record and insist on 201."""
    said = wire.post(path, body, **options)
    assert said.status == 201, (path, said.status, said.text)
    answer = said.json()
    return Made(answer[key], f"{path.rstrip('/')}/{answer[key]}", answer)


def a_customer(wire: Wire, *, touchpoint: str = EAST, version: str = "v4", **changes: object) -> Made:
    """Post a customer. None in `changes` leaves a field out."""
    return made(
        wire,
        "customers/api/Customers",
        changed(customer_body(), changes),
        "CustomerId",
        touchpoint=touchpoint,
        version=version,
    )


def an_interaction(wire: Wire, customer: Made, **changes: object) -> Made:
    """Post an interaction of a customer."""
    path = f"interactions/api/Customers/{customer.id}/Interactions"
    return made(wire, path, changed(interaction_body(), changes), "InteractionId")


def a_session(wire: Wire, customer: Made, interaction: Made, **changes: object) -> Made:
    """Post a session."""
    path = f"sessions/api/customers/{customer.id}/interactions/{interaction.id}/sessions"
    return made(wire, path, changed(session_body(), changes), "SessionId")


def a_plan(wire: Wire, customer: Made, interaction: Made, session: Made, **changes: object) -> Made:
    """Post an action plan of a session."""
    path = f"actionplans/api/Customers/{customer.id}/Interactions/{interaction.id}/ActionPlans"
    return made(wire, path, changed(plan_body(session.id), changes), "ActionPlanId")


def a_journey(wire: Wire) -> Journey:
    """A customer with everything that actions, goals and outcomes stand under."""
    customer = a_customer(wire)
    interaction = an_interaction(wire, customer)
    session = a_session(wire, customer, interaction)
    return Journey(customer, interaction, session, a_plan(wire, customer, interaction, session))


def changed(body: Mapping[str, object], changes: Mapping[str, object]) -> dict[str, object]:
    """A body with some fields otherwise; None leaves one out."""
    return {name: value for name, value in {**body, **changes}.items() if value is not None}


def words(client: Client, address: str) -> str:
    """What a page says, with single blanks."""
    return re.sub(r"\s+", " ", client.get(address).content.decode())
