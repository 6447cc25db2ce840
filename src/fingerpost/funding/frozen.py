"""The facts of one decision as one canonical text, so that it can be made again from it, and proved unchanged.

Canonical JSON: sorted keys, no spaces, UTF-8; days and moments in the form of ISO 8601, civil time in London.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from fingerpost.funding.facts import Contract, Customer, Outcome, Period, Session

SCHEMA: Final = 1


class NotFrozenFacts(ValueError):
    """A text that no decision was frozen into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything that a decision on one outcome looks at. `outcome` is the id of the one that is decided.

    `carried_on`: the contract shows a scheme past its end as an example.
    """

    outcome: str
    scheme: str
    carried_on: bool
    contract: Contract
    period: Period
    customer: Customer

    @property
    def decided(self) -> Outcome:
        """The outcome that is decided, among those of the customer."""
        return next(each for each in self.customer.outcomes if each.id == self.outcome)


def to_json(inputs: Inputs) -> str:
    """The canonical text of the facts of a decision."""
    customer = inputs.customer
    content = {
        "schema": SCHEMA,
        "outcome": inputs.outcome,
        "scheme": inputs.scheme,
        "carried_on": inputs.carried_on,
        "touchpoint": inputs.contract.touchpoint,
        "period": [inputs.period.start.isoformat(), inputs.period.end.isoformat()],
        "customer": {
            "id": customer.id,
            "reason_for_termination": customer.reason_for_termination,
            "sessions": [
                {
                    "id": each.id,
                    "held_at": _text(each.held_at),
                    "touchpoint": each.touchpoint,
                    "channel": each.channel,
                    "completed": each.completed,
                }
                for each in customer.sessions
            ],
            "outcomes": [
                {
                    "id": each.id,
                    "type": each.type,
                    "session": each.session,
                    "is_priority": each.is_priority,
                    "effective_at": _text(each.effective_at),
                    "claimed_at": _text(each.claimed_at),
                    "touchpoint": each.touchpoint,
                    "weeks_sustained": each.weeks_sustained,
                    "evidence_pieces": each.evidence_pieces,
                }
                for each in customer.outcomes
            ],
        },
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Inputs:
    """The facts that a text holds. Raises NotFrozenFacts for one that `to_json` did not write."""
    try:
        content: dict[str, Any] = json.loads(text)
        if content["schema"] != SCHEMA:
            raise NotFrozenFacts(f"Facts of form {content['schema']} can't be read here.")
        first, last = content["period"]
        inputs = Inputs(
            outcome=content["outcome"],
            scheme=content["scheme"],
            carried_on=content["carried_on"],
            contract=Contract(touchpoint=content["touchpoint"]),
            period=Period(start=date.fromisoformat(first), end=date.fromisoformat(last)),
            customer=_customer(content["customer"]),
        )
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise NotFrozenFacts("These are no frozen facts of a decision.") from error
    return inputs


def sha256_of(text: str) -> str:
    """The hash of a text's UTF-8 bytes, in hex."""
    return sha256(text.encode()).hexdigest()


def _customer(told: Mapping[str, Any]) -> Customer:
    return Customer(
        id=told["id"],
        reason_for_termination=told["reason_for_termination"],
        sessions=tuple(
            Session(
                id=each["id"],
                held_at=_moment(each["held_at"]),
                touchpoint=each["touchpoint"],
                channel=each["channel"],
                completed=each["completed"],
            )
            for each in told["sessions"]
        ),
        outcomes=tuple(
            Outcome(
                id=each["id"],
                type=each["type"],
                session=each["session"],
                is_priority=each["is_priority"],
                effective_at=_moment(each["effective_at"]),
                claimed_at=_moment(each["claimed_at"]),
                touchpoint=each["touchpoint"],
                weeks_sustained=each["weeks_sustained"],
                evidence_pieces=each["evidence_pieces"],
            )
            for each in told["outcomes"]
        ),
    )


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
