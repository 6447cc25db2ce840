"""What the nation's contracts are expected to reach, and how their months were managed: profiles, targets, duties,
counts of other systems, questions for data and interventions. Every number is invented, near what the nation does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from fingerpost.demo.plan import Plan
from fingerpost.demo.terms import SHARES
from fingerpost.demo.world import World
from fingerpost.funding.models import ContractYear, MonthShare, Profile, ProfileChange
from fingerpost.outcomes.models import Outcome
from fingerpost.performance.models import (
    DataRequest,
    Duty,
    ExternalCount,
    Intervention,
    InterventionState,
    Target,
)
from fingerpost.performance.rules.duties import duties_of, month_before
from fingerpost.policy import Rules, shipped_rules
from fingerpost.policy.civil import add_months, civil_date, london_moment

AREA: Final = ("prime_north_east", "prime_north_west", "second_prime_south_west")
ANSWERING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "prime_north_east": "returns_manager",
        "prime_north_west": "returns_manager",
        "second_prime_south_west": "second_prime_claims",
    }
)
_FAMILIES: Final = {"2": "CMO", "3": "JO", "4": "LO", "5": "JO"}
# What an outcome pays on average, by category and class, in pence.
_PENCE: Final = {
    ("CMO", "priority"): 5000,
    ("CMO", "other"): 1000,
    ("LO", "priority"): 6000,
    ("LO", "other"): 2000,
    ("JO", "priority"): 7000,
    ("JO", "other"): 3000,
}
_PRIORITY_SHARE: Final = Decimal("0.35")
_LEAST: Final = 12
_TARGETS: Final = (
    ("conversion_lo", (Decimal(9), Decimal(8), Decimal(7))),
    ("conversion_jo", (Decimal(12), Decimal(11), Decimal(13))),
    ("satisfaction", (Decimal(92), Decimal(90), Decimal(91))),
)
_COUNTED: Final = (
    ("web", "web_sessions", 4_200),
    ("web", "web_call_back_requests", 35),
    ("web", "web_form_sessions", 60),
    ("web", "web_minutes_due", 1_440),
    ("web", "web_minutes_available", 1_432),
    ("evaluation", "survey_asked", 150),
    ("evaluation", "survey_answered", 41),
    ("evaluation", "survey_progressed", 29),
    ("evaluation", "survey_satisfied", 37),
    ("evaluation", "records_checked", 60),
    ("evaluation", "records_right", 58),
)
_CALLS: Final = (
    ("calls_offered", 310),
    ("calls_answered", 301),
    ("calls_answered_in_time", 276),
    ("calls_abandoned", 9),
)
_MONTHS: Final = 12


def make_profiles(world: World, plan: Plan, *, using: str, now: datetime) -> None:
    """Write profiles of the two years of the ledger, and what a manager finds on the pages of contracts. As owner."""
    now = min(now, plan.calendar.moment(plan.calendar.last, 16 * 60).at)
    today, rules = civil_date(now), shipped_rules()
    manager = world.accounts["contract_manager"]
    by: dict[str, Any] = {
        "set_by_id": manager,
        "set_at": london_moment(today - timedelta(days=200), time(10)),
    }
    nicknames = {world.contracts[name]: name for name in AREA}
    years = list(
        ContractYear.objects.using(using)
        .filter(contract_id__in=nicknames)
        .order_by("starts_on", "contract_id")
    )
    _shares({year.starts_on for year in years}, by, using)
    for year in years:
        _profiles(year, by, using)
    _targets(world, {year.starts_on for year in years}, by, using)
    Duty.objects.using(using).bulk_create(_duties(world, today, rules))
    ExternalCount.objects.using(using).bulk_create(_counts(world, today, manager))
    _asked_and_failed(world, today, now, manager, using)


def _shares(starts: set[date], by: Mapping[str, Any], using: str) -> None:
    MonthShare.objects.using(using).bulk_create(
        MonthShare(
            year_starts_on=starts_on,
            category=category,
            customer_class=customer_class,
            place=place,
            percent=percent,
            **by,
        )
        for starts_on in sorted(starts)
        for category, customer_class in _PENCE
        for place, percent in enumerate(SHARES, start=1)
    )


def _profiles(year: ContractYear, by: Mapping[str, Any], using: str) -> None:
    """A twentieth more than came the year before, a third of it of priority customers, in numbers and in money."""
    told = Outcome.objects.using(using).filter(
        contract_id=year.contract_id,
        withdrawn_at__isnull=True,
        told_on__gte=add_months(year.starts_on, -12),
        told_on__lt=year.starts_on,
    )
    counted = Counter(_FAMILIES[kind] for kind in told.values_list("kind", flat=True) if kind in _FAMILIES)
    for (category, customer_class), pence in _PENCE.items():
        share = _PRIORITY_SHARE if customer_class == "priority" else 1 - _PRIORITY_SHARE
        number = max(_LEAST, int(counted[category] * share * Decimal("1.05")))
        for is_money, annual in ((False, number), (True, number * pence)):
            made = Profile.objects.using(using).create(
                year=year,
                category=category,
                customer_class=customer_class,
                is_money=is_money,
                annual=annual,
                approved_on=add_months(year.starts_on, -1),
                **by,
            )
            if category == "CMO" and customer_class == "other" and not is_money:
                ProfileChange.objects.using(using).create(
                    profile=made,
                    after_quarter=1,
                    amount=max(1, number // 20),
                    agreed_on=add_months(year.starts_on, 3),
                    why="More people came in the first quarter than were expected.",
                    **by,
                )


def _targets(world: World, starts: set[date], by: Mapping[str, Any], using: str) -> None:
    """Each area has its own numbers, and next year's differ from this year's (OF-15, OI-12.20)."""
    ordered = sorted(starts)
    Target.objects.using(using).bulk_create(
        Target(
            contract_id=world.contracts[nickname],
            measure=measure,
            starts_on=starts_on,
            ends_on=add_months(starts_on, 12) - timedelta(days=1) if starts_on != ordered[-1] else None,
            value=values[place] + number,
            why="Agreed for the area at the yearly review.",
            **by,
        )
        for number, starts_on in enumerate(ordered)
        for place, nickname in enumerate(AREA)
        for measure, values in _TARGETS
    )


def _duties(world: World, today: date, rules: Rules) -> Iterator[Duty]:
    """A year of duties that somebody says are done by hand; the last month's wait, one of them with an owner."""
    month = month_before(today.replace(day=1))
    for number in range(_MONTHS):
        for nickname in AREA:
            who = world.accounts.get(ANSWERING[nickname])
            for wanted in duties_of(month, service="area", rules=rules):
                if wanted.shown_by or wanted.is_optional or who is None:
                    continue
                done_on = wanted.due_on - timedelta(days=1)
                is_done = number > 0 and done_on <= today
                if number == 0 and wanted.code != "press_case_study_1":
                    continue
                yield Duty(
                    contract_id=world.contracts[nickname],
                    month=month,
                    code=wanted.code,
                    owner_id=who,
                    note="Sent from the shared mailbox." if is_done else "",
                    done_at=london_moment(done_on, time(11)) if is_done else None,
                    done_by_id=who if is_done else None,
                )
        month = month_before(month)


def _counts(world: World, today: date, manager: UUID) -> Iterator[ExternalCount]:
    """A day's totals a month for the service, and of the contact centre's calls; signposts of partner sites."""
    month = today.replace(day=1)
    for number in range(2 * _MONTHS):
        for source, code, counted in _COUNTED:
            yield _count(None, source, code, month, counted * (100 + number % 7) // 100, manager)
        for code, counted in _CALLS:
            contract = world.contracts["contact_centre_adult"]
            yield _count(contract, "telephony", code, month, counted * (100 + number % 5) // 100, manager)
        for place, nickname in enumerate(AREA):
            who = world.accounts.get(ANSWERING[nickname], manager)
            contract = world.contracts[nickname]
            yield _count(contract, "site", "site_signposts", month, 14 + place + number % 4, who)
            yield _count(contract, "site", "site_soft_referrals", month, 5 + number % 3, who)
        month = month_before(month)


def _count(contract: UUID | None, source: str, code: str, day: date, counted: int, by: UUID) -> ExternalCount:
    # Of what was due, no more was reached: a share above a hundred would be no share.
    return ExternalCount(
        contract_id=contract,
        source=source,
        code=code,
        day=day,
        counted=counted,
        entered_by_id=by,
        entered_at=london_moment(day + timedelta(days=1), time(9)),
    )


def _asked_and_failed(world: World, today: date, now: datetime, manager: UUID, using: str) -> None:
    """Questions for data and interventions in each of their states."""
    last = month_before(today.replace(day=1))
    north_east, south_west = world.contracts["prime_north_east"], world.contracts["second_prime_south_west"]
    asked: dict[str, Any] = {"asked_by_id": manager, "asked_at": now - timedelta(days=20)}
    DataRequest.objects.using(using).bulk_create(
        [
            DataRequest(
                contract_id=north_east,
                requester="The department",
                scope="Sessions in each town, by month, since April",
                due_on=today + timedelta(days=9),
                **asked,
            ),
            DataRequest(
                contract_id=south_west,
                requester="The department",
                scope="Opening hours of every venue in the summer",
                due_on=today - timedelta(days=4),
                **asked,
            ),
            DataRequest(
                contract_id=north_east,
                requester="The agency's audit committee",
                scope="How many follow-ups were made by telephone",
                due_on=today - timedelta(days=6),
                answer="Sent by secure mail as a table.",
                answered_by_id=world.accounts["returns_manager"],
                answered_at=now - timedelta(days=8),
                **asked,
            ),
        ]
    )
    opened: dict[str, Any] = {"found": "Its target was not met", "opened_at": now - timedelta(days=12)}
    Intervention.objects.using(using).bulk_create(
        [
            Intervention(contract_id=north_east, month=last, measure="conversion_lo", **opened),
            Intervention(
                contract_id=south_west,
                month=last,
                measure="satisfaction",
                state=InterventionState.AGREED,
                action="Everybody who is not satisfied is rung within two days.",
                **opened,
            ),
            Intervention(
                contract_id=north_east,
                month=month_before(last),
                measure="conversion_jo",
                state=InterventionState.CLOSED,
                action="Met in the month after.",
                closed_at=now - timedelta(days=2),
                **opened,
            ),
        ]
    )
