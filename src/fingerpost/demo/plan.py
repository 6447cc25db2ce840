"""What the generator is given: who may see customers where, which rules held when, which days there were.

A plan is plain values, so that another process can write a part of the nation from it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from fingerpost.demo.writing import Calendar
from fingerpost.policy import Rules, shipped_rules
from fingerpost.policy.identity import assess

# How evidence is spread: a Jobcentre Plus confirmation where they sent the customer, papers otherwise.
_ENOUGH = (
    ("passport",),
    ("driving_licence", "benefit_letter"),
    ("driving_licence_and_letter",),
    ("birth_certificate_and_bank",),
    ("jobcentre_plus_confirmed",),
    ("biometric_residence_permit",),
)
_TOO_LITTLE = (("benefit_letter",), ("national_insurance_letter",))


@dataclass(frozen=True, slots=True)
class Desk:
    """One adviser under one contract: where sessions come from. Ids are text; "" stands for none.

    ``since`` is the number of the first day on which they saw customers; ``colleague`` takes down what customers
    say of their sessions.
    """

    account: str
    organisation: str
    contract: str
    scheme: str
    touchpoint: str
    venues: tuple[str, ...]
    is_telephone: bool = False
    is_for_young_people: bool = False
    supervisor: str = ""
    since: int = 0
    adviser: str = ""
    organisation_name: str = ""
    colleague: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """What an identity check would keep for some evidence: texts of JSON and codes."""

    preset: str
    evidence: str
    level: str
    rule_ids: str


@dataclass(frozen=True, slots=True)
class Era:
    """A time in which identity was checked by one edition of the guide."""

    begins: str
    standard: str
    level_required: str
    enough: tuple[Proof, ...]
    too_little: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a part of the nation is written from."""

    seed: int
    until: date
    customers: int
    desks: tuple[Desk, ...]
    weights: tuple[float, ...]
    calendar: Calendar
    provisional_days: int
    support_needs: tuple[str, ...]
    distance_measures: tuple[str, ...]
    service: str
    telephone: str
    eras: tuple[Era, ...] = ()

    @property
    def showcase_desk(self) -> Desk:
        """Who works with the customers that the sign-in words name."""
        return self.desks[0]

    def era_on(self, iso: str) -> Era:
        """The edition of the guide on a day."""
        return next(era for era in reversed(self.eras) if era.begins <= iso)


def make_plan(
    *,
    seed: int,
    until: date,
    customers: int,
    calendar: Calendar,
    desks: Sequence[tuple[Desk, float]],
    service: str,
    telephone: str,
) -> Plan:
    """Collect the rules of each day. Desks come with their share of the customers; the first serves the showcase.

    ``service`` and ``telephone`` are the name and the number that plans of customers bear.
    """
    rules = shipped_rules()
    eras: list[Era] = []
    edition = ""
    for day in calendar.days[: calendar.last + 1]:
        ruling = rules.get("identity.guide", day.on).rule_id
        if ruling != edition:
            edition = ruling
            eras.append(_era(day.on, rules))
    return Plan(
        seed=seed,
        until=until,
        customers=customers,
        desks=tuple(desk for desk, _ in desks),
        weights=tuple(accumulate(weight for _, weight in desks)),
        calendar=calendar,
        provisional_days=rules.get_int("record.provisional_days", until),
        support_needs=tuple(str(row["code"]) for row in rules.get_rows("support.needs", until)),
        distance_measures=tuple(str(row["code"]) for row in rules.get_rows("plan.distance_measures", until)),
        service=service,
        telephone=telephone,
        eras=tuple(eras),
    )


def _era(on: date, rules: Rules) -> Era:
    guide = rules.get_table("identity.guide", on)
    needed = rules.get_text("identity.level_needed", on)
    proofs = {kinds: _proof(kinds, on=on, rules=rules) for kinds in (*_ENOUGH, *_TOO_LITTLE)}
    levels = [str(row["code"]) for row in rules.get_rows("identity.levels", on)]
    least = levels.index(needed)
    return Era(
        begins=on.isoformat(),
        standard=f"{guide['name']} {guide['version']}",
        level_required=needed,
        enough=tuple(proof for proof in proofs.values() if levels.index(proof.level) >= least),
        too_little=tuple(proof for proof in proofs.values() if levels.index(proof.level) < least),
    )


def _proof(kinds: tuple[str, ...], *, on: date, rules: Rules) -> Proof:
    rows = {str(row["code"]): row for row in rules.get_rows("identity.presets", on)}
    verdict = assess(list(kinds), on=on, rules=rules)
    evidence = [
        {
            "kind": kind,
            "evidence": list(_texts(rows[kind]["evidence"])),
            **{part: rows[kind][part] for part in ("activity", "fraud", "verification")},
        }
        for kind in kinds
    ]
    return Proof(
        preset=kinds[0] if len(kinds) == 1 else "several",
        evidence=json.dumps(evidence),
        level=verdict.value.level,
        rule_ids=json.dumps(list(verdict.rule_ids)),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(piece) for piece in value) if isinstance(value, tuple) else ()
