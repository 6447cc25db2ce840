"""The schemes of the policy packs, as their rules stood for runs of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from fingerpost.policy.rules import Rules

RECOMMENDED: Final = "recommended"
NEXT_STEP: Final = "NEXTSTEP-2010"


class UnknownScheme(ValueError):
    """No pack knows this scheme."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme: its days, and what it pays."""

    code: str
    name: str
    starts_on: date
    ends_on: date | None
    pays_sessions: bool
    outcome_types: frozenset[str]


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """The payment rule of a scheme that pays outcomes, in one version; a pool is a set of types, "1" to "5"."""

    version: str
    rule_id: str
    leaves_out_duplicates: bool
    scheme_dates_count: bool
    one_piece_of_evidence: frozenset[str]
    weeks_for_a_job: int | None
    session_before_scheme_stands_for: frozenset[str]
    priority_groups: frozenset[int]
    shock_status: int | None
    shock_months: int
    kept_one_of: Mapping[str, frozenset[str]]
    keeps_last: bool
    apart_by_session_year: bool
    chosen_after_the_other_tests: bool
    may_not_follow_each_other: frozenset[str]
    window_types: frozenset[str]
    months: int
    longer_types: frozenset[str]
    longer_months: int
    blocks_in: Mapping[str, frozenset[str]]
    look_back_months: int
    anniversary_blocks: bool
    input_order_breaks_ties: bool
    never_blocking: frozenset[str]
    departures: tuple[str, ...]

    def months_for(self, kind: str) -> int:
        """How long after its session an outcome of a type may take effect."""
        return self.longer_months if kind in self.longer_types else self.months


RateDay = Literal["day of the run", "day of effect"]


def scheme_of(code: str, rules: Rules) -> Scheme:
    """A scheme by its code. Raises UnknownScheme."""
    known = _schemes(rules)
    if code not in known:
        raise UnknownScheme(f"There is no scheme '{code[:40]}'. Known are {', '.join(known)}.")
    return known[code]


def scheme_codes(rules: Rules) -> tuple[str, ...]:
    """The codes of every scheme, in order of time."""
    return tuple(_schemes(rules))


def outcome_rule(scheme: Scheme, *, run_on: date | None, rules: Rules) -> OutcomeRule:
    """The rule of a scheme: its meaning (None), or as it stood for runs of a day. Raises NotInForce before the first.

    Only the scheme of 2018 has a history; the others have what is known of them.
    """
    key = f"funding.rule.{scheme.code}"
    if run_on is not None and key in rules:
        return _outcome_rule(rules, key, run_on)
    return _outcome_rule(rules, f"funding.recommended.{scheme.code}", scheme.starts_on)


def versions_of(code: str, rules: Rules) -> dict[str, str]:
    """The historical versions of a scheme's rule, in order of time: first day of runs in ISO 8601, and name."""
    key = f"funding.rule.{code}"
    if key not in rules:
        return {}
    return {
        ruling.valid_from.isoformat(): str(rules.get_table(key, ruling.valid_from)["version"])
        for ruling in rules.history(key)
    }


def rate_day(run_on: date | None, rules: Rules) -> RateDay:
    """Which day chooses the rate: that of the run until October 2020, that of effect since, and in the meaning."""
    if run_on is None or rules.get_text("funding.rate_day", run_on) == "day of effect":
        return "day of effect"
    return "day of the run"


def rate_pence(scheme: Scheme, kind: str, customer_class: str, *, on: date, rules: Rules) -> int | None:
    """What an outcome pays in pence on a day; None where no rate is known."""
    ruling = rules.find("funding.rates", on)
    if ruling is None:
        return None
    rates = rules.derived(f"funding.rates:{ruling.rule_id}", lambda: _rates(rules, on))
    return rates.get((scheme.code, customer_class, kind))


def _schemes(rules: Rules) -> Mapping[str, Scheme]:
    return rules.derived("funding.schemes", lambda: _read_schemes(rules))


def _read_schemes(rules: Rules) -> Mapping[str, Scheme]:
    newest = rules.history("funding.schemes")[-1]
    found = {}
    for row in rules.get_rows("funding.schemes", newest.valid_from):
        starts, ends, types = row["starts_on"], row.get("ends_on"), row["outcome_types"]
        assert isinstance(starts, date)  # the schema of the key has seen to these three
        assert ends is None or isinstance(ends, date)
        assert isinstance(types, tuple)
        code = str(row["code"])
        found[code] = Scheme(
            code, str(row["name"]), starts, ends, row["pays_sessions"] is True, frozenset(types)
        )
    return found


def _rates(rules: Rules, on: date) -> Mapping[tuple[str, str, str], int]:
    rates: dict[tuple[str, str, str], int] = {}
    for row in rules.get_rows("funding.rates", on):
        types = row["types"]
        assert isinstance(types, tuple)  # the schema of the key has seen to it
        for kind in types:
            rates[str(row["scheme"]), str(row["class"]), str(kind)] = int(str(row["pence"]))
    return rates


def _outcome_rule(rules: Rules, key: str, on: date) -> OutcomeRule:
    ruling = rules.get(key, on)
    table = rules.get_table(key, on)
    return rules.derived(f"funding:{ruling.rule_id}", lambda: _read_rule(table, ruling.rule_id))


def _read_rule(table: Mapping[str, object], rule_id: str) -> OutcomeRule:
    return OutcomeRule(
        version=str(table["version"]),
        rule_id=rule_id,
        leaves_out_duplicates=table["leaves_out_duplicates"] is True,
        scheme_dates_count=table["scheme_dates_count"] is True,
        one_piece_of_evidence=_types(table, "one_piece_of_evidence"),
        weeks_for_a_job=_number(table, "weeks_for_a_job"),
        session_before_scheme_stands_for=_types(table, "session_before_scheme_stands_for"),
        priority_groups=frozenset(int(each) for each in _types(table, "priority_groups")),
        shock_status=_number(table, "shock_status"),
        shock_months=_number(table, "shock_months") or 0,
        kept_one_of=_pools(table, "kept_one_of"),
        keeps_last=table["keeps"] == "last",
        apart_by_session_year=table["apart_by_session_year"] is True,
        chosen_after_the_other_tests=table["chosen_after_the_other_tests"] is True,
        may_not_follow_each_other=_types(table, "may_not_follow_each_other"),
        window_types=_types(table, "window_types"),
        months=_number(table, "months") or 0,
        longer_types=_types(table, "longer_types"),
        longer_months=_number(table, "longer_months") or 0,
        blocks_in=_pools(table, "blocks_in"),
        look_back_months=_number(table, "look_back_months") or 0,
        anniversary_blocks=table["anniversary_blocks"] is True,
        input_order_breaks_ties=table["input_order_breaks_ties"] is True,
        never_blocking=_types(table, "never_blocking"),
        departures=tuple(texts_of(table.get("departures"))),
    )


def texts_of(value: object) -> tuple[str, ...]:
    """The texts of a list of a pack in its own order; nothing where there is none."""
    return tuple(str(each) for each in value) if isinstance(value, tuple) else ()


def _types(table: Mapping[str, object], name: str) -> frozenset[str]:
    return frozenset(texts_of(table.get(name)))


def _pools(table: Mapping[str, object], name: str) -> Mapping[str, frozenset[str]]:
    """Each type with the pool it stands in; "3+4+5" is one pool of three types."""
    pools = [frozenset(text.split("+")) for text in texts_of(table.get(name))]
    return {kind: pool for pool in pools for kind in pool}


def _number(table: Mapping[str, object], name: str) -> int | None:
    value = table.get(name)
    return value if isinstance(value, int) else None
