"""Who the service is open to on a day, and where a young person is directed; pure decisions with their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from fingerpost.policy.civil import LeapBirthday, age_on
from fingerpost.policy.messages import Message, Verdict
from fingerpost.policy.rules import Rules


class AdultService(StrEnum):
    """Whether advice for adults may be given."""

    OPEN = "open"
    DIRECT_ELSEWHERE = "direct_elsewhere"
    OUT_OF_SCOPE = "out_of_scope"
    ASK = "ask"


class Place(StrEnum):
    """Whether where a person lives and works brings them into scope."""

    IN_SCOPE = "in_scope"
    HAND_OFF = "hand_off"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Directions:
    """Where a young person is directed: to at least one of the places ("any"), or to all of them ("all")."""

    join: Literal["any", "all"]
    to: tuple[str, ...]

    def are_given_by(self, given: frozenset[str]) -> bool:
        """Whether the directions recorded as given satisfy these (BR-5.2a, BR-5.4)."""
        wanted = frozenset(self.to)
        return bool(wanted & given) if self.join == "any" else wanted <= given


def leap_birthday(on: date, rules: Rules) -> LeapBirthday:
    """When a person born on 29 February comes of age in common years, by the policy of a day."""
    return "28 February" if rules.get_text("eligibility.leap_birthday", on) == "28 February" else "1 March"


def age_in_policy(date_of_birth: date, *, on: date, rules: Rules) -> int:
    """Completed years on a day, by the policy of that day for 29 February (BR-GL-age)."""
    return age_on(date_of_birth, on, leap_birthday=leap_birthday(on, rules))


def adult_service_open_to(
    date_of_birth: date | None, *, on: date, rules: Rules, exception_at_18: bool | None = None
) -> Verdict[AdultService]:
    """Whether the adult service is open to a person on a day (OI-3.4, BR-5.2).

    `exception_at_18` is "entitled, checked": what made it so is never asked of, told to or kept by this decision
    (XD-12). It counts at 18 only. None means not asked yet.
    """
    adult, exception = rules.get("eligibility.adult_age", on), rules.get("eligibility.exception_age", on)
    adult_age, exception_age = int(str(adult.value)), int(str(exception.value))
    ids: tuple[str, ...] = (adult.rule_id, exception.rule_id)
    if date_of_birth is None:
        return Verdict(AdultService.ASK, (Message("eligibility.birth_date_unknown"),), ids)
    if (date_of_birth.month, date_of_birth.day) == (2, 29):
        ids = (*ids, rules.get("eligibility.leap_birthday", on).rule_id)
    age = age_in_policy(date_of_birth, on=on, rules=rules)
    if age >= adult_age:
        return Verdict(AdultService.OPEN, (Message("eligibility.adult", {"age": adult_age}),), ids)
    if age == exception_age and exception_at_18:
        return Verdict(AdultService.OPEN, (Message("eligibility.entitled_checked"),), ids)
    youngest = rules.find("eligibility.youngest_age", on)
    if youngest is None:
        if age == exception_age and exception_at_18 is None:
            return Verdict(AdultService.ASK, (_not_asked(age),), ids)
        reason = Message("eligibility.under_adult_age", {"age": adult_age})
        return Verdict(AdultService.OUT_OF_SCOPE, (reason,), ids)
    youngest_age = int(str(youngest.value))
    ids = (*ids, youngest.rule_id)
    if age < youngest_age:
        return Verdict(
            AdultService.OUT_OF_SCOPE, (Message("eligibility.too_young", {"age": youngest_age}),), ids
        )
    if age == exception_age and exception_at_18 is None:
        return Verdict(AdultService.ASK, (_not_asked(age),), ids)
    values: Mapping[str, str | int] = {"youngest": youngest_age, "oldest": adult_age - 1}
    return Verdict(AdultService.DIRECT_ELSEWHERE, (Message("eligibility.young_person", values),), ids)


def _not_asked(age: int) -> Message:
    return Message("eligibility.exception_not_asked", {"age": age})


def directions_for_young_person(
    need: Literal["advice", "information"], *, on: date, rules: Rules
) -> Verdict[Directions]:
    """Where a young person is directed on a day (BR-5.2a: at least one for advice; BR-5.4: all for information)."""
    ruling = rules.get(f"directions.young_{need}", on)
    table = rules.get_table(ruling.key, on)
    join: Literal["any", "all"] = "all" if table["join"] == "all" else "any"
    places = table["to"]
    assert isinstance(places, tuple)  # the schema of the key has seen to it
    return Verdict(Directions(join, places), (Message(f"directions.{join}"),), (ruling.rule_id,))


def lives_or_works_in_england(
    *, lives_in: str | None, works_in: str | None, on: date, rules: Rules
) -> Verdict[Place]:
    """Whether a person is in scope by home or workplace (BR-1.1d; before 1 October 2014 by home alone, OI-4.10).

    Places are codes of `places.nations`; None means not known, "none" for work means no workplace. A person out of
    scope is handed off to the careers service of the nation of their home (OI-4.10c).
    """
    rule, nations = rules.get("eligibility.place_rule", on), rules.get("places.nations", on)
    ids = (rule.rule_id, nations.rule_id)
    rows = {str(row["code"]): row for row in rules.get_rows("places.nations", on)}
    in_scope = {code for code, row in rows.items() if row["in_scope"]}
    work_counts = rule.value == "lives_or_works_in_england"
    if lives_in in in_scope:
        return Verdict(Place.IN_SCOPE, (Message("eligibility.lives_in_england"),), ids)
    if work_counts and works_in in in_scope:
        return Verdict(Place.IN_SCOPE, (Message("eligibility.works_in_england"),), ids)
    if lives_in is None or (work_counts and works_in is None):
        return Verdict(Place.ASK, (Message("eligibility.place_unknown"),), ids)
    service = str(rows.get(lives_in, rows["elsewhere"])["service"])
    return Verdict(Place.HAND_OFF, (Message("eligibility.outside_england", {"service": service}),), ids)
