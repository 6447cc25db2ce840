"""Pure decisions about a customer's record: matching keys, what is true now, what the priority sets are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import product
from typing import Final, Protocol

from fingerpost.policy import Rules
from fingerpost.policy.civil import LONDON, add_months, civil_date, civil_time, end_of_day
from fingerpost.policy.codes import level_number
from fingerpost.policy.eligibility import age_in_policy
from fingerpost.policy.identity import Assessment, assess
from fingerpost.policy.messages import Verdict
from fingerpost.policy.names import match_names, match_postcode
from fingerpost.policy.priority import Circumstances

LONGEST_KEY: Final = 120
"""Letters of a name that a matching key holds; a name in another script can grow as it is spelt out."""

JOBCENTRE_PLUS: Final = "jobcentre_plus_customer"
"""The kind of circumstance that is a ground of the exception at 18."""

ENDED: Final = "no:"
"""Before a support need's code: the customer no longer needs it. A fact is never overwritten."""


_WAYS: Final = {"email": "email", "mobile": "text"}
"""Kinds of contact point that take a written message, and how it travels. Another number may be a landline."""

_INSTANT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, order=True)
class FourItems:
    """Surname, first name and postcode in matching form; the date of birth is the record's own (OI-14.19)."""

    family: str
    given: str
    postcode: str


class FactLike(Protocol):
    """A kept circumstance, as far as these rules look at it."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> str: ...


class PointLike(Protocol):
    """A contact point with what the customer said of its safety, as far as these rules look at it."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def is_safe(self) -> bool | None: ...
    @property
    def read_by_others(self) -> bool: ...
    @property
    def name_to_give(self) -> str: ...
    @property
    def not_before(self) -> time | None: ...
    @property
    def not_after(self) -> time | None: ...
    @property
    def ended_at(self) -> datetime | None: ...


class WhyNot(StrEnum):
    """Why nothing may be written to a contact point now."""

    NOT_IN_USE = "not_in_use"
    SPOKEN_ONLY = "spoken_only"
    NOT_SAFE = "not_safe"
    NOT_ASKED = "not_asked"
    NOT_NOW = "not_now"


@dataclass(frozen=True, slots=True)
class WayToWrite:
    """One way in which a customer may be written to now.

    ``way`` is email or text. ``tells_nothing``: others read it, so neither subject nor words may say what it is about
    or whom it is from beyond ``name_to_give``, which the customer chose; empty where they chose none. ``until`` is
    the last moment (UTC) at which it may still leave by the hours the customer gave, None where they gave none.
    """

    way: str
    address: str
    tells_nothing: bool
    name_to_give: str
    until: datetime | None


def matching_form(*, given_name: str, family_name: str, postcode: str) -> FourItems:
    """Names and postcode as they are compared, for keeping keys and for searching alike."""
    given, family = match_names(given_name=given_name, family_name=family_name)
    return FourItems(family[:LONGEST_KEY], given[:LONGEST_KEY], match_postcode(postcode))


def match_keys(names: Iterable[tuple[str, str]], postcodes: Iterable[str]) -> frozenset[FourItems]:
    """Every name (given, family) with every postcode the customer ever had.

    People say an earlier name or postcode when they ring after years. Whoever never gave a postcode is
    found without one.
    """
    homes = [postcode for postcode in postcodes if postcode] or [""]
    return frozenset(
        matching_form(given_name=given, family_name=family, postcode=home)
        for (given, family), home in product(set(names), set(homes))
    )


def assess_evidence(kinds: Sequence[str], *, on: date, rules: Rules) -> Verdict[Assessment] | None:
    """What the evidence seen reaches (BR-7.2); None where none was seen. Raises UnknownPreset."""
    return assess(kinds, on=on, rules=rules) if kinds else None


def facts_now(newest_first: Iterable[FactLike]) -> dict[str, str]:
    """The value of each kind that counts now. Support needs stand apart, since several hold at once."""
    now: dict[str, str] = {}
    for fact in newest_first:
        if fact.kind != "support_need":
            now.setdefault(fact.kind, fact.value)
    return now


def support_needs_now(newest_first: Iterable[FactLike]) -> tuple[str, ...]:
    """The support needs that hold now, in the order they were first told (XD-21)."""
    latest: dict[str, bool] = {}
    for fact in newest_first:
        if fact.kind == "support_need":
            latest.setdefault(fact.value.removeprefix(ENDED), not fact.value.startswith(ENDED))
    return tuple(code for code, holds in reversed(latest.items()) if holds)


def priority_facts(
    *, date_of_birth: date | None, now: Mapping[str, str], has_difficulty_or_disability: bool | None = None
) -> Circumstances:
    """What the priority sets look at, from the circumstances that count now (BR-3.4, XD-13)."""
    status = now.get("employment_status")
    in_learning = _yes(now.get("in_education_or_training"))
    since = now.get("out_of_work_since")
    return Circumstances(
        date_of_birth=date_of_birth,
        qualification_level=level_number(now.get("qualification_level")),
        employment_status=status,
        learning_status=None if in_learning is None else "in_learning" if in_learning else "not_in_learning",
        without_work_since=date.fromisoformat(since) if since else None,
        length_of_unemployment=now.get("length_of_unemployment"),
        facing_redundancy=_yes(now.get("at_risk_of_redundancy")),
        at_risk_of_unemployment=_yes(now.get("at_risk_of_redundancy")),
        jobcentre_plus_customer=_yes(now.get("jobcentre_plus_customer")),
        is_carer=_yes(now.get("carer")),
        is_single_parent=_yes(now.get("single_parent")),
        learning_difficulty_or_disability=has_difficulty_or_disability,
    )


def _yes(value: str | None) -> bool | None:
    return None if value not in ("yes", "no") else value == "yes"


def relationship_ends(since: datetime, *, rules: Rules) -> datetime:
    """Until when a body works with a customer after a session or a new record at this moment (OI-14.15, OI-3.2).

    The end (UTC) of the day so many calendar months on. Each session begins the months anew.
    """
    day = civil_date(since)
    return end_of_day(add_months(day, rules.get_int("grant.relationship_months", day)))


def keeps_fact(kind: str, *, date_of_birth: date | None, as_of: date, rules: Rules) -> bool:
    """Whether a circumstance may be kept of a person of this age (XD-12, BR-5.2b).

    At the age of the exception, whether somebody is a Jobcentre Plus customer would say what entitled them, by a
    yes or by a no; only that it was checked is kept.
    """
    if kind != JOBCENTRE_PLUS or date_of_birth is None:
        return True
    return age_in_policy(date_of_birth, on=as_of, rules=rules) != rules.get_int(
        "eligibility.exception_age", as_of
    )


def ways_to_write(points: Iterable[PointLike], *, now: datetime) -> tuple[WayToWrite, ...]:
    """How a customer may be written to at this moment, email before text; nothing where no way is safe.

    Contact safety comes first: a point counts only where the customer said that it is safe, and within the hours
    they gave, by the clocks of England. Every sender of a written message asks here.
    """
    usable = [point for point in points if why_not_to_write(point, now=now) is None]
    return tuple(
        WayToWrite(
            way=_WAYS[point.kind],
            address=point.value,
            tells_nothing=point.read_by_others,
            name_to_give=point.name_to_give,
            until=_usable_until(point, now),
        )
        for point in sorted(usable, key=lambda point: _WAYS[point.kind])
    )


def why_not_to_write(point: PointLike, *, now: datetime) -> WhyNot | None:
    """Why nothing may be written to a contact point at this moment; None where it may."""
    if point.ended_at is not None:
        return WhyNot.NOT_IN_USE
    if point.kind not in _WAYS:
        return WhyNot.SPOKEN_ONLY
    if point.is_safe is not True:
        return WhyNot.NOT_ASKED if point.is_safe is None else WhyNot.NOT_SAFE
    return None if _is_within_hours(point, now) else WhyNot.NOT_NOW


def _is_within_hours(point: PointLike, moment: datetime) -> bool:
    at = civil_time(moment).time()
    return (point.not_before is None or point.not_before <= at) and (
        point.not_after is None or at <= point.not_after
    )


def _usable_until(point: PointLike, now: datetime) -> datetime | None:
    """The last moment of the hours in which this moment lies.

    A change of the clocks can end them early: spring skips their end, or autumn goes back to before their beginning.
    It comes at a whole hour, so each of those up to the end is looked at.
    """
    if point.not_before is None and point.not_after is None:
        return None
    day = civil_date(now)
    until = end_of_day(day) - _INSTANT
    if point.not_after is not None:
        local = datetime.combine(day, point.not_after, tzinfo=LONDON)
        ends = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        until = next((end for end in ends if end >= now), until)
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    while hour <= until:
        if not _is_within_hours(point, hour):
            return hour - _INSTANT
        hour += timedelta(hours=1)
    return until
