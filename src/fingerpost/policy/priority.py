"""Which priority groups a person's circumstances put them in, per scheme and day (annex B of the register).

The additional indicator is never derived here: the evaluation is not given it, and leaves no trace of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from fingerpost.policy.civil import add_months, age_on, completed_months
from fingerpost.policy.eligibility import leap_birthday
from fingerpost.policy.errors import PolicyError
from fingerpost.policy.messages import Message, Verdict
from fingerpost.policy.rules import Rules

SCHEME_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "NEXTSTEP-2010": "priority.set.nextstep_2010",
        "NCS-2014": "priority.set.ncs_2014",
        "NCS-2018": "priority.set.ncs_2018",
        "NCS-2022": "priority.set.ncs_2018",
    }
)
_NEVER_DERIVED: Final = "never_derived"
_ANSWERS: Final = ("not_known", "not_a_priority_customer")

_AT_WORK: Final = frozenset(
    {
        "apprenticeship",
        "employed",
        "employed_volunteering",
        "employed_at_risk",
        "self_employed",
        "self_employed_volunteering",
    }
)
_UNEMPLOYED: Final = frozenset({"unemployed", "unemployed_volunteering", "unemployed_redundancy"})
_LEARNING: Final = frozenset({"in_learning", "traineeship"})
_SHORT_SPELLS: Final = frozenset({"under_3_months", "3_to_5_months", "6_to_11_months"})
_LEAST_MONTHS: Final = {"12_to_23_months": 12, "24_to_35_months": 24, "36_months_and_over": 36}


class UnknownScheme(PolicyError):
    """A contract's scheme that has no priority set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What is known of a person on one day; None means not asked or not told. Codes are those of `policy.codes`.

    `qualification_level` is a number, none and entry level being 0. `without_work_since` is the last day of any
    work at all. `wants_to_return_to_work` is the interest that the 2010 set asks for.
    """

    date_of_birth: date | None = None
    qualification_level: int | None = None
    employment_status: str | None = None
    learning_status: str | None = None
    without_work_since: date | None = None
    length_of_unemployment: str | None = None
    facing_redundancy: bool | None = None
    newly_redundant: bool | None = None
    at_risk_of_unemployment: bool | None = None
    affected_by_economic_shock: bool | None = None
    wants_to_return_to_work: bool | None = None
    jobcentre_plus_customer: bool | None = None
    out_of_work_benefit: bool | None = None
    is_carer: bool | None = None
    is_single_parent: bool | None = None
    learning_difficulty_or_disability: bool | None = None
    is_ethnic_minority: bool | None = None

    @property
    def is_at_work(self) -> bool | None:
        """Whether the person has work of any kind."""
        return None if self.employment_status in (None, "not_known") else self.employment_status in _AT_WORK

    @property
    def is_unemployed(self) -> bool | None:
        """Whether the person is out of work and looking for it."""
        return (
            None if self.employment_status in (None, "not_known") else self.employment_status in _UNEMPLOYED
        )

    @property
    def is_learning(self) -> bool | None:
        """Whether the person is in learning of any kind."""
        if self.learning_status in (None, "not_known", "prefer_not_to_say"):
            return None
        return self.learning_status in _LEARNING


@dataclass(frozen=True, slots=True)
class PriorityGroup:
    """One group of a set."""

    code: str
    label: str
    wire: int | None = None


@dataclass(frozen=True, slots=True)
class PriorityResult:
    """The groups that apply, those that more facts would decide, and the version of the set, to be kept (XD-13).

    `answers_on_the_wire` are the codes for not known and for no group, () for a set without codes of the wire.
    """

    scheme: str
    set_version: str
    groups: tuple[PriorityGroup, ...]
    undecided: tuple[PriorityGroup, ...]
    answers_on_the_wire: tuple[int, ...] = ()

    @property
    def is_priority(self) -> bool:
        """Whether any group applies."""
        return bool(self.groups)

    @property
    def wire_codes(self) -> tuple[int, ...]:
        """Codes for the shared record: the groups, or 98 for not known, or 99 for none; () for a set without them."""
        if not self.answers_on_the_wire:
            return ()
        if self.groups:
            return tuple(group.wire for group in self.groups if group.wire is not None)
        not_known, none_applies = self.answers_on_the_wire
        return (not_known,) if self.undecided else (none_applies,)


def evaluate(facts: Circumstances, *, scheme: str, on: date, rules: Rules) -> Verdict[PriorityResult]:
    """The groups of a contract's scheme that the facts of a day meet (BR-3.4, OI-3.10, XD-13).

    Every group has the same public explanation. Raises UnknownScheme, or NotInForce outside the scheme's time.
    """
    key = SCHEME_KEYS.get(scheme)
    if key is None:
        raise UnknownScheme(f"There is no priority set for the scheme '{scheme}'.")
    ruling = rules.get(key, on)
    age = (
        None
        if facts.date_of_birth is None
        else age_on(facts.date_of_birth, on, leap_birthday=leap_birthday(on, rules))
    )
    youngest = rules.get_int("eligibility.exception_age", on)
    groups: list[PriorityGroup] = []
    undecided: list[PriorityGroup] = []
    rows = rules.get_rows(key, on)
    for row in rows:
        if row["test"] == _NEVER_DERIVED:
            continue
        answer = _and(_at_least(age, youngest), _TESTS[str(row["test"])](_Question(facts, age, on, row)))
        if answer is not False:
            (groups if answer else undecided).append(_group(row))
    result = PriorityResult(
        scheme=scheme,
        set_version=ruling.rule_id,
        groups=tuple(groups),
        undecided=tuple(undecided),
        answers_on_the_wire=_answers(on, rules) if any("wire" in row for row in rows) else (),
    )
    undecided_or_none = "priority.ask_more" if undecided else "priority.none"
    reason = "priority.in_group" if groups else undecided_or_none
    return Verdict(result, (Message(reason),), (ruling.rule_id,))


def evaluate_all(
    facts: Circumstances, *, schemes: Sequence[str], on: date, rules: Rules
) -> tuple[Verdict[PriorityResult], ...]:
    """As `evaluate` for several schemes at once, since a customer may meet contracts of more than one."""
    return tuple(evaluate(facts, scheme=scheme, on=on, rules=rules) for scheme in dict.fromkeys(schemes))


def public_explanation(result: PriorityResult) -> Message:
    """What anyone may be told about a result, the same for every group (BR-20.3a)."""
    return Message("priority.in_group") if result.is_priority else Message("priority.none")


def in_priority_group(
    result: PriorityResult, *, on: date, rules: Rules, additional_indicator: bool | None = None
) -> bool | None:
    """The one yes or no that anything built on priority may know; None while more facts would decide it.

    BR-20.3a: the indicator counts where the scheme's set has a row for it, and the answer says nothing of whether a
    group or the indicator is why.
    """
    rows = rules.get_rows(SCHEME_KEYS[result.scheme], on)
    if result.is_priority or (additional_indicator and any(row["test"] == _NEVER_DERIVED for row in rows)):
        return True
    return None if result.undecided else False


@dataclass(frozen=True, slots=True)
class _Question:
    """What a test of a group looks at."""

    facts: Circumstances
    age: int | None
    on: date
    row: Mapping[str, object]

    def number(self, name: str) -> int | None:
        value = self.row.get(name)
        return value if isinstance(value, int) else None


def _answers(on: date, rules: Rules) -> tuple[int, ...]:
    """The codes of the wire for not known and for no group."""
    wire = {str(row["code"]): row["wire"] for row in rules.get_rows("priority.answers_on_the_wire", on)}
    return tuple(code for name in _ANSWERS if isinstance(code := wire[name], int))


def _group(row: Mapping[str, object]) -> PriorityGroup:
    wire = row.get("wire")
    return PriorityGroup(str(row["code"]), str(row["label"]), wire if isinstance(wire, int) else None)


def _and(*answers: bool | None) -> bool | None:
    """No if any is no, else unknown if any is unknown, else yes."""
    if False in answers:
        return False
    return None if None in answers else True


def _or(*answers: bool | None) -> bool | None:
    """Yes if any is yes, else unknown if any is unknown, else no."""
    if True in answers:
        return True
    return None if None in answers else False


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _at_least(number: int | None, least: int | None) -> bool | None:
    return True if least is None else None if number is None else number >= least


def _at_most(number: int | None, most: int | None) -> bool | None:
    return True if most is None else None if number is None else number <= most


def _in_age(question: _Question) -> bool | None:
    return _and(
        _at_least(question.age, question.number("age_from")),
        _at_most(question.age, question.number("age_to")),
    )


def _level_below(question: _Question) -> bool | None:
    level, limit = question.facts.qualification_level, question.number("level_below")
    return None if level is None or limit is None else level < limit


def _redundancy(question: _Question) -> bool | None:
    facts = question.facts
    if facts.employment_status in ("employed_at_risk", "unemployed_redundancy"):
        return True
    otherwise = None if facts.employment_status in (None, "not_known") else False
    return _or(
        otherwise if facts.facing_redundancy is None else facts.facing_redundancy,
        otherwise if facts.newly_redundant is None else facts.newly_redundant,
    )


def _without_work_for(question: _Question) -> bool | None:
    """No work of any kind for so many months: 24 means the second anniversary has come (BR-GL-distance)."""
    facts, months = question.facts, question.number("months") or 0
    if facts.is_at_work:
        return False
    if facts.without_work_since is not None:
        return completed_months(facts.without_work_since, question.on) >= months
    if facts.length_of_unemployment in _SHORT_SPELLS:
        return False
    least = _LEAST_MONTHS.get(facts.length_of_unemployment or "")
    return None if least is None else least >= months


def _unemployed_more_than(question: _Question) -> bool | None:
    """Unemployed for longer than so many months: the day after the anniversary is the first."""
    facts, months = question.facts, question.number("months") or 0
    if facts.is_unemployed is False:
        return False
    if facts.without_work_since is not None:
        long_enough: bool | None = question.on > add_months(facts.without_work_since, months)
    elif facts.length_of_unemployment in _SHORT_SPELLS:
        long_enough = False
    else:
        least = _LEAST_MONTHS.get(facts.length_of_unemployment or "")
        long_enough = None if least is None else least >= months
    return _and(facts.is_unemployed, long_enough)


def _interested_at_a_distance(question: _Question) -> bool | None:
    """The meaning of distance in 2010: not on benefits, not working, and interested in returning."""
    facts = question.facts
    return _and(_not(facts.out_of_work_benefit), _not(facts.is_at_work), facts.wants_to_return_to_work)


def _not_in_work_or_learning(question: _Question) -> bool | None:
    return _and(_not(question.facts.is_at_work), _not(question.facts.is_learning))


def _unemployed_or_at_risk(question: _Question) -> bool | None:
    facts = question.facts
    return _or(
        facts.is_unemployed,
        facts.at_risk_of_unemployment,
        facts.facing_redundancy,
        True
        if facts.employment_status == "employed_at_risk"
        else None
        if facts.is_at_work is None
        else False,
    )


_TESTS: Final[Mapping[str, Callable[[_Question], bool | None]]] = MappingProxyType(
    {
        "age": _in_age,
        "age_and_level": lambda q: _and(_in_age(q), _level_below(q)),
        "age_and_not_in_work_or_learning": lambda q: _and(_in_age(q), _not_in_work_or_learning(q)),
        "age_and_unemployed_or_at_risk": lambda q: _and(_in_age(q), _unemployed_or_at_risk(q)),
        "carer": lambda q: q.facts.is_carer,
        "economic_shock": lambda q: q.facts.affected_by_economic_shock,
        "ethnic_minority": lambda q: q.facts.is_ethnic_minority,
        "jobcentre_plus_customer": lambda q: _and(_in_age(q), q.facts.jobcentre_plus_customer),
        "learning_difficulty_or_disability": lambda q: q.facts.learning_difficulty_or_disability,
        "level_below": _level_below,
        "out_of_work_benefit": lambda q: q.facts.out_of_work_benefit,
        "redundancy_or_interest": lambda q: _or(_redundancy(q), _interested_at_a_distance(q)),
        "redundancy_or_months": lambda q: _or(_redundancy(q), _without_work_for(q)),
        "single_parent": lambda q: q.facts.is_single_parent,
        "unemployed_more_than_months": _unemployed_more_than,
    }
)

# The members that each test of a group reads; a test not named here reads none.
_READS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "age_and_level": frozenset({"level_below"}),
        "level_below": frozenset({"level_below"}),
        "redundancy_or_months": frozenset({"months"}),
        "unemployed_more_than_months": frozenset({"months"}),
    }
)
_INDICATOR: Final = ("additional_indicator", "Additional indicator")


def complaint_about_groups(value: object) -> str | None:
    """Why the rows of a priority set can't be evaluated, in words; None when they can.

    The row that is never derived has one code and one label, so that no pack can say what it is (BR-20.3a).
    """
    for row in value if isinstance(value, tuple) else ():
        code, test = row["code"], str(row["test"])
        if test == _NEVER_DERIVED:
            if (code, row["label"]) != _INDICATOR:
                return f"the group that is never derived is called '{_INDICATOR[1]}', code '{_INDICATOR[0]}'"
        elif test not in _TESTS:
            return f"group '{code}': there is no test '{test}'"
        elif missing := sorted(_READS.get(test, frozenset()) - set(row)):
            return f"group '{code}': its test needs '{missing[0]}'"
    return None


def complaint_about_answers(value: object) -> str | None:
    """Why the answers that name no group can't be read, in words; None when they can."""
    codes = tuple(row["code"] for row in value) if isinstance(value, tuple) else ()
    return None if sorted(map(str, codes)) == sorted(_ANSWERS) else f"needs {' and '.join(_ANSWERS)}"
