"""Funding in and out as JSON; no message repeats a value of the input."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar

from fingerpost.funding.evaluate import Evaluation
from fingerpost.funding.facts import Contract, Customer, Decision, Outcome, Period, Session, Shock
from fingerpost.funding.schemes import Scheme
from fingerpost.policy.civil import LONDON
from fingerpost.policy.rules import Rules

Value = TypeVar("Value")
Item = Mapping[str, object]


class UnusableRun(ValueError):
    """An input that cannot be decided; the message names the place and holds no value."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run is asked to decide."""

    contract: Contract
    period: Period
    customers: tuple[Customer, ...]


def read_run(text: str, *, scheme: Scheme, rules: Rules) -> Run:
    """The run of a JSON text; a missing key is not known. Raises UnusableRun."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = (
            f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        )
        raise UnusableRun(f"The input is not JSON{place}.") from None
    whole = _Reader(content, "the input", ("contract", "period", "customers"))
    contract = _Reader(whole.item.get("contract"), "contract", ("touchpoint", "region"))
    period = _Reader(whole.item.get("period"), "period", ("start", "end"))
    start, end = period.day("start"), period.day("end")
    if start is None or end is None or end < start:
        raise UnusableRun("period needs a start and an end, in this order.")
    regions = {str(row["label"]): str(row["code"]) for row in rules.get_rows("places.areas", start)}
    region = contract.text("region")
    if region is not None and region not in regions:
        raise UnusableRun(f"contract: region is not a known name. Known are {', '.join(regions)}.")
    touchpoint = contract.text("touchpoint")
    if touchpoint is None:
        raise UnusableRun("contract: touchpoint is needed.")
    customers = tuple(
        _customer(each, f"customers[{index}]", scheme) for index, each in enumerate(whole.items("customers"))
    )
    _different([each.id for each in customers], "customers")
    return Run(
        Contract(touchpoint=touchpoint, region=regions.get(region or "")),
        Period(start=start, end=end),
        customers,
    )


def as_json(evaluation: Evaluation) -> dict[str, object]:
    """An evaluation as the console writes it."""
    return {
        "decisions": [_decision(each) for each in evaluation.decisions],
        "total_pence": evaluation.total_pence,
        "scheme": evaluation.scheme,
        "rule_version": evaluation.rule_version,
        "departures": list(evaluation.departures),
    }


def _decision(decision: Decision) -> dict[str, object]:
    return {
        "customer": decision.customer,
        "event": decision.kind,
        "id": decision.id,
        "verdict": decision.verdict,
        "amount_pence": decision.amount_pence,
        "period": decision.period,
        "class": decision.customer_class,
        "trail": [
            {"rule": test.rule, "passed": test.passed, "because": test.because, "source": test.source}
            for test in decision.trail
        ],
    }


def _customer(content: object, place: str, scheme: Scheme) -> Customer:
    read = _Reader(
        content,
        place,
        (
            *("id", "date_of_birth", "reason_for_termination", "priority_groups", "economic_shocks"),
            *("sessions", "outcomes"),
        ),
    )
    sessions = tuple(
        _session(each, f"{place}.sessions[{index}]") for index, each in enumerate(read.items("sessions"))
    )
    outcomes = tuple(
        _outcome(each, f"{place}.outcomes[{index}]", scheme)
        for index, each in enumerate(read.items("outcomes"))
    )
    _different([each.id for each in sessions], f"{place}.sessions")
    _different([each.id for each in outcomes], f"{place}.outcomes")
    return Customer(
        id=read.id(),
        date_of_birth=read.day("date_of_birth"),
        reason_for_termination=read.number("reason_for_termination"),
        priority_groups=read.numbers("priority_groups"),
        shocks=tuple(
            shock
            for index, each in enumerate(read.items("economic_shocks"))
            if (shock := _shock(each, f"{place}.economic_shocks[{index}]")) is not None
        ),
        sessions=sessions,
        outcomes=outcomes,
    )


def _shock(content: object, place: str) -> Shock | None:
    read = _Reader(content, place, ("status", "recorded_on"))
    status, recorded = read.number("status"), read.moment("recorded_on")
    return Shock(status=status, recorded_at=recorded) if status is not None and recorded is not None else None


def _session(content: object, place: str) -> Session:
    read = _Reader(content, place, ("id", "held_at", "touchpoint", "channel", "completed", "plan_signed"))
    return Session(
        id=read.id(),
        held_at=read.moment("held_at"),
        touchpoint=read.text("touchpoint"),
        channel=read.text("channel"),
        completed=read.flag("completed"),
        plan_signed=read.flag("plan_signed"),
    )


def _outcome(content: object, place: str, scheme: Scheme) -> Outcome:
    read = _Reader(
        content,
        place,
        (
            *("id", "session", "type", "is_priority", "claimed_priority_group", "effective_at", "claimed_at"),
            *("touchpoint", "weeks_sustained", "evidence"),
        ),
    )
    kind = read.item.get("type")
    named = str(kind) if isinstance(kind, str | int) and not isinstance(kind, bool) else ""
    if named not in scheme.outcome_types:
        known = ", ".join(sorted(scheme.outcome_types))
        raise UnusableRun(f"{place}: type is not one of {scheme.code}. Known are {known}.")
    return Outcome(
        id=read.id(),
        type=named,
        session=read.text("session"),
        is_priority=read.flag("is_priority"),
        claimed_priority_group=read.number("claimed_priority_group"),
        effective_at=read.moment("effective_at"),
        claimed_at=read.moment("claimed_at"),
        touchpoint=read.text("touchpoint"),
        weeks_sustained=read.number("weeks_sustained"),
        evidence_pieces=len(read.items("evidence")),
    )


def _different(ids: Sequence[str], place: str) -> None:
    if len(set(ids)) != len(ids):
        raise UnusableRun(f"{place}: two entries have one id.")


class _Reader:
    """Reads the members of one JSON object, and names the place where one is of a wrong kind."""

    def __init__(self, content: object, place: str, fields: tuple[str, ...]) -> None:
        if not isinstance(content, dict):
            raise UnusableRun(f"{place} is a JSON object.")
        unknown = sorted(set(content) - set(fields))
        if unknown:
            raise UnusableRun(f"{place}: '{unknown[0][:40]}' is not a field. Fields are {', '.join(fields)}.")
        self.item: Item = content
        self.place: Final = place

    def id(self) -> str:
        """The id, which every entry needs."""
        value = self.item.get("id")
        if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
            raise UnusableRun(f"{self.place}: an id is needed.")
        return str(value)

    def items(self, name: str) -> Sequence[object]:
        """A list, empty where it is missing."""
        return self._of(name, list, "a list") or []

    def text(self, name: str) -> str | None:
        """A text or null."""
        return self._of(name, str, "a text or null")

    def flag(self, name: str) -> bool | None:
        """True, false or null."""
        return self._of(name, bool, "true, false or null")

    def number(self, name: str) -> int | None:
        """A whole number or null."""
        value = self.item.get(name)
        if isinstance(value, bool):
            raise self._wrong(name, "a whole number or null")
        return self._of(name, int, "a whole number or null")

    def numbers(self, name: str) -> frozenset[int]:
        """A list of whole numbers."""
        values = self.items(name)
        if not all(isinstance(each, int) and not isinstance(each, bool) for each in values):
            raise self._wrong(name, "a list of whole numbers")
        return frozenset(each for each in values if isinstance(each, int))

    def day(self, name: str) -> date | None:
        """A date or null; of a moment, its day."""
        moment = self.moment(name)
        return moment.date() if moment is not None else None

    def moment(self, name: str) -> datetime | None:
        """A moment as civil time in London, or null; a date is its midnight."""
        text = self.text(name)
        if text is None:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise self._wrong(name, "a date or a date and time, such as 2019-05-01T10:30") from None
        return moment if moment.tzinfo is None else moment.astimezone(LONDON).replace(tzinfo=None)

    def _of(self, name: str, kind: type[Value], wanted: str) -> Value | None:
        value = self.item.get(name)
        if value is not None and not isinstance(value, kind):
            raise self._wrong(name, wanted)
        return value

    def _wrong(self, name: str, wanted: str) -> UnusableRun:
        return UnusableRun(f"{self.place}: {name} is {wanted}.")
