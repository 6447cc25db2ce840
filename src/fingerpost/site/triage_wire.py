"""Triage in and out as JSON. What may not be kept is dropped while it is read, and no message repeats a value."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, TypeVar

from fingerpost.policy import Rules
from fingerpost.policy.calendars import LANGUAGE_LINES
from fingerpost.policy.civil import LONDON, civil_date
from fingerpost.policy.eligibility import age_in_policy
from fingerpost.policy.errors import NotInForce
from fingerpost.policy.triage import Contact, Decision
from fingerpost.policy.triage.contact import CONTACT_CENTRE

Parsed = TypeVar("Parsed")
FLAGS: Final = (
    "jobcentre_plus_claimant",
    "in_custody",
    "complaint_is_local",
    "sender_open",
    "receiver_open",
    "answered",
    "adviser_free",
    "in_priority_group",
    "registered",
)
FIELDS: Final = (
    "contact_at",
    "date_of_birth",
    "age",
    "lives_in",
    "works_in",
    "need",
    "route_in",
    "held_by",
    "language",
    "session_number",
    *FLAGS,
)
OLDEST: Final = 130
_NAMING_KEYS: Final = ("triage.routes", "triage.needs", "places.areas", "places.nations")


class UnusableContact(ValueError):
    """An item that cannot be decided, and what to do about it; the message holds no value of the item."""


def read_items(text: str) -> tuple[list[Mapping[str, object]], bool]:
    """The items of a JSON text, and whether they came as a list. Raises UnusableContact."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = (
            f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        )
        raise UnusableContact(f"The input is not JSON{place}.") from None
    items = content if isinstance(content, list) else [content]
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            raise UnusableContact(f"item {index}: a contact is a JSON object.")
    return items, isinstance(content, list)


def read_contacts(items: Sequence[Mapping[str, object]], *, rules: Rules) -> list[Contact]:
    """Every item as a contact. Raises UnusableContact naming the first that cannot be read, by index from 0."""
    contacts = []
    for index, item in enumerate(items):
        try:
            contacts.append(read_contact(item, rules=rules))
        except UnusableContact as error:
            raise UnusableContact(f"item {index}: {error}") from None
    return contacts


def read_contact(item: Mapping[str, object], *, rules: Rules) -> Contact:
    """One contact of a JSON object; a missing key is null. Raises UnusableContact.

    XD-12: of the two exceptions at 18 only "entitled, checked" goes on from here, and only at that age.
    """
    unknown = sorted(set(item) - set(FIELDS))
    if unknown:
        raise UnusableContact(f"'{unknown[0][:40]}' is not a field. Fields are {', '.join(FIELDS)}.")
    at = _moment(item.get("contact_at"))
    day = civil_date(at)
    try:
        names = _names_on(day, rules)
        age = _age(item, day, rules)
        exception_age = rules.get_int("eligibility.exception_age", day)
    except NotInForce:
        raise UnusableContact("contact_at is before 1 August 2010, when the first rules begin.") from None
    flags = {name: _flag(item, name) for name in FLAGS}
    claims, is_held = flags.pop("jobcentre_plus_claimant"), flags.pop("in_custody")
    held_by = _text(item, "held_by")
    return Contact(
        at=at,
        age=age,
        entitled_at_18=_either(claims, is_held) if age == exception_age else None,
        lives_in=_named(item, "lives_in", names["places"]),
        works_in=_named(item, "works_in", names["places"]),
        need=_named(item, "need", names["needs"]),
        route_in=_named(item, "route_in", names["routes"]),
        held_by=CONTACT_CENTRE if held_by == CONTACT_CENTRE else _named(item, "held_by", names["areas"]),
        needs_other_language=_language(item),
        session_number=_whole(item, "session_number", least=1, most=10_000),
        **flags,
    )


def as_json(decision: Decision) -> dict[str, object]:
    """A decision as the console writes it. Inputs are not echoed."""
    follow_on = decision.follow_on
    return {
        "rule": decision.rule,
        "also": list(decision.also),
        "direction": decision.direction,
        "home_area": decision.home_area,
        "transfer": decision.transfer,
        "transfer_case": decision.transfer_case,
        "follow_on": None
        if follow_on is None
        else {"kind": follow_on.kind, "due_at": follow_on.due_at.astimezone(LONDON).isoformat()},
        "prompts": list(decision.prompts),
        "reasons": [
            {"rule": each.rule, "source": each.source, "text": each.text} for each in decision.reasons
        ],
    }


def _names_on(day: date, rules: Rules) -> Mapping[str, Mapping[str, str]]:
    """Every name that an item may use on a day, with the code that triage reads."""
    ids = "+".join(rules.get(key, day).rule_id for key in _NAMING_KEYS)
    return rules.derived(f"triage.names:{ids}", lambda: _make_names(day, rules))


def _make_names(day: date, rules: Rules) -> Mapping[str, Mapping[str, str]]:

    def codes(key: str) -> dict[str, str]:
        return {str(row["code"]): str(row["code"]) for row in rules.get_rows(key, day)}

    areas = {str(row["label"]): str(row["code"]) for row in rules.get_rows("places.areas", day)}
    nations = {
        "elsewhere" if row["code"] == "elsewhere" else str(row["label"]): str(row["code"])
        for row in rules.get_rows("places.nations", day)
        if not row["in_scope"]
    }
    return {
        "areas": areas,
        "places": areas | nations,
        "needs": codes("triage.needs"),
        "routes": codes("triage.routes"),
    }


def _moment(value: object) -> datetime:
    """A moment; without an offset it is civil time in London."""
    if value is None:
        raise UnusableContact("contact_at is needed: the rules are those of that day.")
    moment = _parsed(value, datetime.fromisoformat)
    if moment is None:
        raise UnusableContact("contact_at is a date and time, such as 2016-03-01T10:30.")
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=LONDON)


def _age(item: Mapping[str, object], day: date, rules: Rules) -> int | None:
    stated = _whole(item, "age", least=0, most=OLDEST)
    if item.get("date_of_birth") is None:
        return stated
    born = _parsed(item["date_of_birth"], date.fromisoformat)
    if born is None:
        raise UnusableContact("date_of_birth is a date, such as 1990-02-28.")
    age = age_in_policy(born, on=day, rules=rules)
    if not 0 <= age <= OLDEST:
        raise UnusableContact("date_of_birth must give an age from 0 to 130 on the day of the contact.")
    if stated is not None and stated != age:
        raise UnusableContact("age and date_of_birth disagree; leave one of them out.")
    return age


def _parsed(value: object, parse: Callable[[str], Parsed]) -> Parsed | None:
    if not isinstance(value, str):
        return None
    try:
        return parse(value)
    except ValueError:
        return None


def _text(item: Mapping[str, object], name: str) -> str | None:
    value = item.get(name)
    if value is not None and not isinstance(value, str):
        raise UnusableContact(f"{name} is a text or null.")
    return value


def _named(item: Mapping[str, object], name: str, known: Mapping[str, str]) -> str | None:
    value = _text(item, name)
    if value is None:
        return None
    if value not in known:
        also = f"{CONTACT_CENTRE}, " if name == "held_by" else ""
        raise UnusableContact(f"{name} is not a known name. Known are {also}{', '.join(known)}.")
    return known[value]


def _language(item: Mapping[str, object]) -> bool:
    """Whether a language line is needed; languages go by name or code."""
    value = _text(item, "language")
    if value is None or value.casefold() in ("english", "en"):
        return False
    if value.casefold() not in {name.casefold() for pair in LANGUAGE_LINES.items() for name in pair}:
        raise UnusableContact(
            f"language is not a known name. Known are English, {', '.join(LANGUAGE_LINES.values())}."
        )
    return True


def _flag(item: Mapping[str, object], name: str) -> bool | None:
    value = item.get(name)
    if value is not None and not isinstance(value, bool):
        raise UnusableContact(f"{name} is true, false or null.")
    return value


def _whole(item: Mapping[str, object], name: str, *, least: int, most: int) -> int | None:
    value = item.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise UnusableContact(f"{name} is a whole number from {least} to {most}, or null.")
    return value


def _either(one: bool | None, other: bool | None) -> bool | None:
    if one or other:
        return True
    return False if one is False and other is False else None


def decided(decisions: Sequence[Decision], *, as_list: bool) -> str:
    """Decisions as the JSON text that answers their items: a list for a list, in order."""
    answers = [as_json(each) for each in decisions]
    return json.dumps(answers if as_list else answers[0], ensure_ascii=False, indent=1)
