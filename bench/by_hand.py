"""Figures as somebody would write them for DuckDB by hand, without measures: the baseline of the measure pack.

Each gives numerator and denominator (nought where a figure has none) of the months between $first and $last.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_IN = "month BETWEEN $first AND $last"
_SEEN = f"FROM fact_attendance WHERE {_IN} AND result = 'attended'"
_CAME_UP = "('attended', 'did_not_attend', 'could_not_be_seen')"
_BOOKED = f"FROM fact_attendance WHERE {_IN} AND booked AND result IN {_CAME_UP}"
_ADVICE = f"{_SEEN} AND gave = 'advice' AND completed"
_ACHIEVED = f"fact_outcome WHERE {_IN} AND verdict IN ('pay', 'unpriced') AND family IN"
_EFFECT = "fact_line WHERE effect_month BETWEEN $first AND $last AND family IN"
_EARNED = (
    f"(SELECT (SELECT coalesce(sum(pence), 0) FROM {_EFFECT} ('CMO', 'LO', 'JO'))"
    f" + (SELECT coalesce(sum(pence), 0) FROM fact_sum WHERE {_IN} AND kind IN"
    " ('service_fee', 'deduction', 'discount', 'pooled', 'sessions')))"
)
_ADULTS = (
    "(SELECT count(*) FROM fact_plan f ANTI JOIN (SELECT person FROM fact_person WHERE duplicate) d USING (person)"
    " WHERE f.month BETWEEN $first AND $last AND first_in_year AND (age >= 19 OR (age >= 18 AND priority)))"
)
_FAMILIES: Final = {
    "cso": "('CSO')",
    "cmo": "('CMO')",
    "lo": "('LO')",
    "jo": "('JO')",
    "jlo": "('LO', 'JO')",
    "tot": "('CMO', 'LO', 'JO')",
}
_MONEY: Final = {
    "cmo": "('CMO', 'CMD')",
    "lo": "('LO')",
    "jo": "('JO')",
    "jlo": "('LO', 'JO')",
    "sf": "('SF')",
    "tot": "('CMO', 'CMD', 'LO', 'JO', 'SF')",
}


def _profile(column: str, categories: str) -> str:
    return f"(SELECT coalesce(sum({column}), 0) FROM fact_profile WHERE {_IN} AND category IN {categories})"


def _achieved(code: str) -> str:
    return f"(SELECT count(*) FROM {_ACHIEVED} {_FAMILIES[code]})"


def _money(code: str) -> str:
    if code == "tot":
        return _EARNED
    if code == "sf":
        return f"(SELECT coalesce(sum(pence), 0) FROM fact_sum WHERE {_IN} AND kind IN ('service_fee', 'deduction'))"
    lines = f"(SELECT coalesce(sum(pence), 0) FROM {_EFFECT} {_FAMILIES[code]})"
    if code == "cmo":
        return f"({lines} + (SELECT coalesce(sum(pence), 0) FROM fact_sum WHERE {_IN} AND kind = 'discount'))"
    return lines


def _share(base: str, condition: str) -> str:
    return f"SELECT count(*) FILTER (WHERE {condition}), count(*) {base}"


_SESSIONS: Final = {
    "people": f"SELECT count(DISTINCT person), 0 {_SEEN}",
    "sessions": f"SELECT count(*), 0 {_SEEN}",
    "activities": f"SELECT (SELECT count(*) FROM fact_contact WHERE {_IN})"
    f" + (SELECT coalesce(sum(tries), 0) FROM fact_follow_up WHERE {_IN}), 0",
    "interventions": f"SELECT count(*) FILTER (WHERE NOT coalesce(resumed, false)), 0 FROM fact_contact WHERE {_IN}",
    "people_face_to_face": f"SELECT count(DISTINCT person), 0 {_SEEN} AND channel = '1'",
    "sessions_face_to_face": f"SELECT count(*), 0 {_SEEN} AND channel = '1'",
    "sessions_telephone": f"SELECT count(*), 0 {_SEEN} AND channel = '2'",
    "plan_sessions_telephone": f"SELECT count(*), 0 {_SEEN} AND channel = '2' AND gave = 'advice' AND has_plan",
    "referred_by_jobcentre": "SELECT count(DISTINCT person) FILTER (WHERE referred_by_jobcentre),"
    f" count(DISTINCT person) {_SEEN}",
    "plan_for_each_advice_session": _share(_ADVICE, "has_plan"),
    "advice_without_plan": f"SELECT count(*) FILTER (WHERE NOT coalesce(has_plan, false)), 0 {_ADVICE}",
    "written_up_in_time": _share(f"{_SEEN} AND written_up_in_time IS NOT NULL", "written_up_in_time"),
    "plan_given_in_time_telephone": _share(f"{_SEEN} AND channel = '2' AND has_plan", "plan_given_in_time"),
    "plan_given_in_time": _share(f"{_SEEN} AND has_plan", "plan_given_in_time"),
    "seen_on_time_of_attended": _share(f"{_SEEN} AND booked", "minutes_late <= 10"),
    "seen_on_time_of_booked": _share(_BOOKED, "result = 'attended' AND minutes_late <= 10"),
    "failure_to_attend": _share(_BOOKED, "result = 'did_not_attend'"),
    "follow_up_in_time": _share(
        f"FROM fact_follow_up WHERE {_IN} AND state IN ('open', 'done') AND in_time IS NOT NULL", "in_time"
    ),
    "follow_ups_due": f"SELECT count(*), 0 FROM fact_follow_up WHERE {_IN} AND state IN ('open', 'done')",
}
_LEDGER: Final = {
    "money_outcomes": f"SELECT coalesce(sum(pence), 0), 0 FROM fact_line WHERE {_IN}",
    "money_taken_back": f"SELECT -coalesce(sum(pence), 0), 0 FROM fact_line WHERE {_IN} AND kind = 'reversal'",
    "money_decided": f"SELECT coalesce(sum(pence), 0), 0 FROM fact_outcome WHERE {_IN} AND verdict = 'pay'",
    "money_paid": f"SELECT coalesce(sum(pence), 0), 0 FROM fact_paid WHERE {_IN}",
    "value_achieved": f"SELECT {_EARNED}, 0",
    "average_cost": f"SELECT {_EARNED}, {_achieved('tot')}",
    "over_or_under_profile": f"SELECT {_EARNED} - {_profile('pence', _MONEY['tot'])}, 0",
    "money_claimed": f"SELECT (SELECT coalesce(sum(pence), 0) FROM fact_line WHERE {_IN})"
    f" + (SELECT coalesce(sum(pence), 0) FROM fact_sum WHERE {_IN}), 0",
    "outcomes_recorded": f"SELECT count(*), 0 FROM fact_outcome WHERE {_IN}",
    "outcomes_unclaimed": f"SELECT count(*), 0 FROM fact_outcome WHERE {_IN} AND claimed_on IS NULL",
    "outcomes_claimed": f"SELECT count(*), 0 FROM fact_outcome WHERE {_IN} AND claimed_on IS NOT NULL",
    "outcomes_refused": f"SELECT count(*), 0 FROM fact_outcome WHERE {_IN} AND verdict = 'refuse'",
    "outcomes_unpriced": f"SELECT count(*), 0 FROM fact_outcome WHERE {_IN} AND verdict = 'unpriced'",
    "outcomes_se": f"SELECT count(*), 0 FROM {_ACHIEVED} ('JO') AND kind = '3'",
    "outcomes_cp": f"SELECT count(*), 0 FROM {_ACHIEVED} ('JO') AND kind = '5'",
    "outcomes_shown": f"SELECT count(*) FILTER (WHERE is_shown), count(*) FROM fact_outcome WHERE {_IN}",
    "customers": f"SELECT {_ADULTS}, 0",
}

BY_HAND: Final[Mapping[str, str]] = {
    **_SESSIONS,
    **_LEDGER,
    **{f"outcomes_{code}": f"SELECT {_achieved(code)}, 0" for code in _FAMILIES},
    **{
        f"conversion_{code}": f"SELECT {_achieved(code)}, {_ADULTS}"
        for code in ("cso", "cmo", "lo", "jo", "jlo")
    },
    **{
        f"profile_{code}": f"SELECT {_profile('volume', _FAMILIES[code])}, 0"
        for code in ("cmo", "lo", "jo", "jlo", "tot")
    },
    **{f"profile_money_{code}": f"SELECT {_profile('pence', of)}, 0" for code, of in _MONEY.items()},
    **{
        f"performance_{code}": f"SELECT {_achieved(code)}, {_profile('volume', _FAMILIES[code])}"
        for code in ("cmo", "lo", "jo", "jlo", "tot")
    },
    **{
        f"financial_performance_{code}": f"SELECT {_money(code)}, {_profile('pence', of)}"
        for code, of in _MONEY.items()
    },
    **{f"money_{code}": f"SELECT {_money(code)}, 0" for code in ("cso", "cmo", "lo", "jo", "jlo")},
}
"""SQL by the code of the measure that it is the baseline of."""
