"""What a version of a plan says: one immutable value, and the one text that it is written as.

The text is what is hashed, kept and made into documents, so the same content is always the same bytes: keys in order,
no spaces, Unicode in composed form (NFC), days as ISO dates, ids as text. Only what the customer agreed to record is
in it (OI-9.12b). Nothing of equality, health, circumstances, the notes or the indicator has a place here (OI-14.8).
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

SCHEMA: Final = 1
"""The shape of the text. A new shape is a new number; old texts are read as they were written."""

PARTS: Final = ("starting_point", "options", "english_and_maths", "information_used", "reflection")
"""The parts in sentences, in the order of the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """The mark that policy asks for on the day, and where it stands: header, footer."""

    text: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSaid:
    """The session at which the version was agreed."""

    on: date
    channel: int
    channel_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSaid:
    """The customer as the plan names them (OI-9.11): name, lines of the address, how to reach them."""

    name: str
    lines: tuple[str, ...] = ()
    email: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviserSaid:
    """The adviser as the plan names them (OI-9.11)."""

    name: str
    organisation: str
    telephone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionLine:
    """An option explored; ``detail`` is what would follow from it, ``chosen`` whether the customer chose it."""

    key: UUID
    text: str
    detail: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLine:
    """A goal; ``detail`` is how one will know."""

    key: UUID
    area: str
    horizon: str
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """An action with its day (OI-9.13); ``goal`` is the key of the goal that it serves."""

    key: UUID
    kind: str
    text: str
    by_on: date
    detail: str = ""
    who: str = "customer"
    organisation: str = ""
    goal: UUID | None = None
    english_maths: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """The privacy notice that the plan carries (OI-9.14)."""

    version: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that the document of one version says."""

    title: str
    service: str
    marking: Marking | None
    plan_id: UUID
    number: int
    made_on: date
    session: SessionSaid
    customer: CustomerSaid
    adviser: AdviserSaid
    parts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    options: tuple[OptionLine, ...] = ()
    goals: tuple[GoalLine, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    review_on: date | None = None
    english_maths: str = ""
    privacy: Privacy | None = None
    language: str = "en-GB"
    schema: int = SCHEMA

    @property
    def lines(self) -> tuple[OptionLine | GoalLine | ActionLine, ...]:
        """Every line in the order of the plan."""
        return (*self.options, *self.goals, *self.actions)

    def keys(self) -> frozenset[UUID]:
        """The keys of every line."""
        return frozenset(line.key for line in self.lines)


def tidy(text: str) -> str:
    """Text as a plan keeps it: in composed form, with plain line ends, no blanks at the ends of lines."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.rstrip() for line in composed.split("\n")).strip()


def to_json(content: Content) -> str:
    """The canonical text of a content."""
    return json.dumps(_plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Content:
    """Read a canonical text back. Raises ValueError for a shape that this code does not know."""
    got = json.loads(text)
    if not isinstance(got, dict) or got.get("schema") != SCHEMA:
        raise ValueError("this is no plan of a shape that can be read")
    return Content(
        schema=got["schema"],
        title=got["title"],
        service=got["service"],
        marking=_read_marking(got["marking"]),
        plan_id=UUID(got["plan_id"]),
        number=got["number"],
        made_on=date.fromisoformat(got["made_on"]),
        session=SessionSaid(
            on=date.fromisoformat(got["session"]["on"]),
            channel=got["session"]["channel"],
            channel_words=got["session"]["channel_words"],
        ),
        customer=CustomerSaid(**{**got["customer"], "lines": tuple(got["customer"]["lines"])}),
        adviser=AdviserSaid(**got["adviser"]),
        parts=MappingProxyType(dict(got["parts"])),
        options=tuple(OptionLine(**{**one, "key": UUID(one["key"])}) for one in got["options"]),
        goals=tuple(GoalLine(**{**one, "key": UUID(one["key"])}) for one in got["goals"]),
        actions=tuple(_read_action(one) for one in got["actions"]),
        review_on=_read_day(got["review_on"]),
        english_maths=got["english_maths"],
        privacy=Privacy(version=got["privacy"]["version"], lines=tuple(got["privacy"]["lines"]))
        if got["privacy"]
        else None,
        language=got["language"],
    )


def sha256_of(text: str) -> str:
    """The hash of the UTF-8 bytes of a text, in hex."""
    return sha256_of_bytes(text.encode())


def sha256_of_bytes(content: bytes) -> str:
    """The hash of bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def is_same_agreement(one: Content | None, other: Content | None) -> bool:
    """Whether two contents hold the same agreement: parts, lines, review day, English and maths.

    Numbers, days, names and addresses around them may differ: a customer who moved house agreed to nothing new.
    """
    return (one is None and other is None) or (
        one is not None and other is not None and _agreed(one) == _agreed(other)
    )


def agreement_of(content: Content) -> str:
    """The canonical text of the agreement alone; two contents that agree have the same."""
    return json.dumps(_agreed(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _agreed(content: Content) -> dict[str, Any]:
    plain = _plain(content)
    return {
        name: plain[name] for name in ("parts", "options", "goals", "actions", "review_on", "english_maths")
    }


def _plain(content: Content) -> dict[str, Any]:
    marking, privacy = content.marking, content.privacy
    plain: dict[str, Any] = {
        "schema": content.schema,
        "title": content.title,
        "service": content.service,
        "marking": {"text": marking.text, "places": list(marking.places)} if marking else None,
        "plan_id": str(content.plan_id),
        "number": content.number,
        "made_on": content.made_on.isoformat(),
        "session": {
            "on": content.session.on.isoformat(),
            "channel": content.session.channel,
            "channel_words": content.session.channel_words,
        },
        "customer": {
            "name": content.customer.name,
            "lines": list(content.customer.lines),
            "email": content.customer.email,
            "telephone": content.customer.telephone,
        },
        "adviser": {
            "name": content.adviser.name,
            "organisation": content.adviser.organisation,
            "telephone": content.adviser.telephone,
        },
        "parts": {name: content.parts[name] for name in PARTS if content.parts.get(name)},
        "options": [
            {"key": str(one.key), "text": one.text, "detail": one.detail, "chosen": one.chosen}
            for one in content.options
        ],
        "goals": [
            {
                "key": str(one.key),
                "area": one.area,
                "horizon": one.horizon,
                "text": one.text,
                "detail": one.detail,
            }
            for one in content.goals
        ],
        "actions": [_plain_action(one) for one in content.actions],
        "review_on": content.review_on.isoformat() if content.review_on else None,
        "english_maths": content.english_maths,
        "privacy": {"version": privacy.version, "lines": list(privacy.lines)} if privacy else None,
        "language": content.language,
    }
    composed: dict[str, Any] = _composed(plain)
    return composed


def _plain_action(one: ActionLine) -> dict[str, Any]:
    return {
        "key": str(one.key),
        "kind": one.kind,
        "text": one.text,
        "detail": one.detail,
        "who": one.who,
        "organisation": one.organisation,
        "by_on": one.by_on.isoformat(),
        "goal": str(one.goal) if one.goal else None,
        "english_maths": one.english_maths,
    }


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {name: _composed(each) for name, each in value.items()}
    if isinstance(value, Iterable):
        return [_composed(each) for each in value]
    return value


def _read_action(one: Mapping[str, Any]) -> ActionLine:
    return ActionLine(
        **{
            **one,
            "key": UUID(one["key"]),
            "by_on": date.fromisoformat(one["by_on"]),
            "goal": UUID(one["goal"]) if one["goal"] else None,
        }
    )


def _read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _read_marking(got: Mapping[str, Any] | None) -> Marking | None:
    return Marking(text=got["text"], places=tuple(got["places"])) if got else None
