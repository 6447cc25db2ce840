"""How many face-to-face sessions are funded for a customer in a contract year, and what else is offered.

Nothing here says why somebody is in a priority group: one yes or no comes in, and the same reasons and rule ids go
out for every group, the additional indicator included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from fingerpost.policy.civil import spoken_date
from fingerpost.policy.eligibility import AdultService, adult_service_open_to
from fingerpost.policy.messages import Message, Verdict
from fingerpost.policy.priority import Circumstances, UnknownScheme, evaluate, in_priority_group
from fingerpost.policy.rules import Rules

_SCHEMES: Final = "entitlement.schemes"
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class FurtherSession(StrEnum):
    """What is offered to somebody for whom no funded face-to-face session is left."""

    PHONE = "phone"
    WEB = "web"
    PAID = "paid"
    OTHER_PROVIDER = "other_provider"
    UNFUNDED = "unfunded"


@dataclass(frozen=True, slots=True)
class ContractYear:
    """First and last day, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What is funded for one customer under one scheme in the contract year of a day.

    `funded` is None while age or the exception at 18 are not known. `could_be` is what `funded` becomes if a group
    turns out to apply; the two are equal once that is decided. `without_limit` names the channels with no limit.
    """

    service: AdultService
    year: ContractYear
    used: int
    funded: int | None
    could_be: int | None
    without_limit: tuple[FurtherSession, ...]
    further: tuple[FurtherSession, ...]

    @property
    def left(self) -> int | None:
        """Funded face-to-face sessions that are left; support may go on after the last, without a claim."""
        return None if self.funded is None else max(0, self.funded - self.used)


def contract_year(scheme: str, *, on: date, rules: Rules) -> Verdict[ContractYear]:
    """The contract year of a scheme in which a day lies, by the definition of that day (XD-7).

    Raises UnknownScheme.
    """
    row = _row(scheme, on, rules)
    month, day = int(str(row["year_starts_month"])), int(str(row["year_starts_day"]))
    before, this, following = (date(on.year + number, month, day) for number in (-1, 0, 1))
    first, next_first = (this, following) if this <= on else (before, this)
    year = ContractYear(first, next_first - timedelta(days=1))
    values = {"first": spoken_date(year.first), "last": spoken_date(year.last)}
    return Verdict(year, (Message("entitlement.year", values),), (rules.get(_SCHEMES, on).rule_id,))


def entitlement(
    facts: Circumstances,
    *,
    scheme: str,
    on: date,
    rules: Rules,
    funded_on: Iterable[date] = (),
    exception_at_18: bool | None = None,
    additional_indicator: bool | None = None,
) -> Verdict[Entitlement]:
    """As `sessions_entitled`, with the priority group worked out from a customer's facts.

    `additional_indicator` comes from whoever may hold it, and shows in nothing but the one yes or no and what
    follows from it (BR-20.3a).
    """
    groups = evaluate(facts, scheme=scheme, on=on, rules=rules)
    in_group = in_priority_group(groups.value, on=on, rules=rules, additional_indicator=additional_indicator)
    found = sessions_entitled(
        date_of_birth=facts.date_of_birth,
        in_group=in_group,
        scheme=scheme,
        on=on,
        rules=rules,
        funded_on=funded_on,
        exception_at_18=exception_at_18,
    )
    return Verdict(found.value, found.reasons, (*found.rule_ids, *groups.rule_ids))


def sessions_entitled(
    *,
    date_of_birth: date | None,
    in_group: bool | None,
    scheme: str,
    on: date,
    rules: Rules,
    funded_on: Iterable[date] = (),
    exception_at_18: bool | None = None,
) -> Verdict[Entitlement]:
    """The funded face-to-face sessions of a contract year, and the other ways on (OI-3.9, OI-20.F10, EV-2.3).

    Adults have one, and in a priority group two more; a person of 18 with the exception is as an adult, a younger
    one has none (BR-3.4x); telephone and web have no limit. `funded_on` are the days of funded sessions at any
    organisation, those of other years among them. `in_group` is None while that is not decided. Raises
    UnknownScheme, NotInForce.
    """
    open_to = adult_service_open_to(date_of_birth, on=on, rules=rules, exception_at_18=exception_at_18)
    year = contract_year(scheme, on=on, rules=rules)
    numbers = rules.get("sessions.funded_per_year", on)
    further = rules.get("entitlement.further", on)
    used = sum(day in year.value for day in funded_on)
    funded, could_be = _funded(open_to.value, in_group, scheme, on, rules)
    offered = rules.get_table(further.key, on)["priority" if in_group else "other"]
    none_left = funded is not None and used >= funded and open_to.value is AdultService.OPEN
    assert isinstance(offered, tuple)  # the schema of the key has seen to it
    out_of_scope = open_to.value is AdultService.OUT_OF_SCOPE
    value = Entitlement(
        service=open_to.value,
        year=year.value,
        used=used,
        funded=funded,
        could_be=could_be,
        without_limit=(FurtherSession.WEB,) if out_of_scope else (FurtherSession.PHONE, FurtherSession.WEB),
        further=tuple(FurtherSession(each) for each in offered) if none_left else (),
    )
    reasons = (*open_to.reasons, *_reasons(value), *year.reasons)
    return Verdict(value, reasons, (*open_to.rule_ids, *year.rule_ids, numbers.rule_id, further.rule_id))


def paid_fee_allowed(fee_pence: int, *, funding_rate_pence: int, on: date, rules: Rules) -> Verdict[bool]:
    """Whether the fee of a paid session is no higher than the agency pays for one (OI-3.20). Both in pence."""
    cap = rules.get("entitlement.paid_fee_cap_percent", on)
    highest = funding_rate_pence * rules.get_int(cap.key, on) // 100
    allowed = 0 <= fee_pence <= highest
    key = "entitlement.fee_allowed" if allowed else "entitlement.fee_too_high"
    pounds = f"£{highest // 100}.{highest % 100:02}"
    return Verdict(allowed, (Message(key, {"highest": pounds}),), (cap.rule_id,))


def complaint_about_schemes(value: object) -> str | None:
    """Why rows of schemes can't be read: a day that not every year has, or a scheme given twice. For the loader."""
    seen: set[object] = set()
    for row in value if isinstance(value, tuple) else ():
        month, day = row["year_starts_month"], row["year_starts_day"]
        if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
            return f"day {day} of month {month} is no day that every year has"
        if row["scheme"] in seen:
            return f"the scheme '{row['scheme']}' stands there twice"
        seen.add(row["scheme"])
    return None


def complaint_about_ways(value: object) -> str | None:
    """Why what is offered after the last session can't be read: a way that is not known. For the loader."""
    ways = (
        [way for name in ("priority", "other") for way in value[name]] if isinstance(value, Mapping) else []
    )
    strange = next((way for way in ways if way not in set(FurtherSession)), None)
    return None if strange is None else f"'{strange}' is none of {', '.join(FurtherSession)}"


def _funded(
    service: AdultService, in_group: bool | None, scheme: str, on: date, rules: Rules
) -> tuple[int | None, int | None]:
    """Sessions funded in a year, and how many they would be if a group applied."""
    if service is AdultService.ASK:
        return None, None
    if service is not AdultService.OPEN:
        return 0, 0
    numbers = {**rules.get_table("sessions.funded_per_year", on), **_row(scheme, on, rules)}
    priority, other = int(str(numbers["priority"])), int(str(numbers["other"]))
    return (priority if in_group else other), (other if in_group is False else priority)


def _reasons(value: Entitlement) -> tuple[Message, ...]:
    if value.funded is None:
        return ()
    if value.service is not AdultService.OPEN:
        return (Message("entitlement.none_funded"),)
    counts = {"funded": value.funded, "used": value.used, "left": value.left or 0}
    reasons = [Message("entitlement.funded", counts)]
    if value.could_be is not None and value.could_be > value.funded:
        reasons.append(Message("entitlement.could_be", {"could_be": value.could_be}))
    return (*reasons, *(Message(f"entitlement.further.{each}") for each in value.further))


def _row(scheme: str, on: date, rules: Rules) -> Mapping[str, object]:
    """What is said of a scheme; numbers of sessions that it states go before the general ones."""
    for row in rules.get_rows(_SCHEMES, on):
        if row["scheme"] == scheme:
            return row
    raise UnknownScheme(f"There is no contract year for the scheme '{scheme}'.")
