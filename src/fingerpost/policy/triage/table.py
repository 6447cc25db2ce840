"""The decision tables of one day, made ready for reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from fingerpost.policy.calendars import Calendar, named_calendar
from fingerpost.policy.rules import Rules

_TABLE: Final = "triage.table"
# Everything that a decision rests on, for whoever keeps one.
_READ: Final = (
    _TABLE,
    "triage.holder_rule",
    "triage.transfer_cases",
    "triage.routes",
    "triage.prompts",
    "eligibility.adult_age",
    "eligibility.exception_age",
    "eligibility.youngest_age",
    "places.areas",
    "places.nations",
)
_FLAGS: Final = (
    "in_england",
    "complaint_is_local",
    "adviser_free",
    "receiver_open",
    "other_language",
    "further_session",
    "in_priority_group",
    "registered",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rows of a table ask about. `band` and `in_england` are None while they are not known."""

    need: str
    route: str | None
    band: str | None
    in_england: bool | None
    held_by: str
    complaint_is_local: bool
    adviser_free: bool
    receiver_open: bool
    other_language: bool
    further_session: bool
    in_priority_group: bool
    registered: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a decision table: what it asks for, and what follows."""

    rule: str
    needs: frozenset[str]
    routes: frozenset[str]
    bands: frozenset[str]
    held_by: str | None
    flags: tuple[tuple[str, bool], ...]
    asks: bool
    reads_on_as: str | None
    told_as: str | None
    direction: str
    moves_to: str | None
    moves_if_wanted: bool
    wrong_holder_rule: str | None
    follow_on: str | None
    level: str | None
    source: str
    text: str

    def fits(self, facts: Facts, need: str) -> bool | None:
        """Whether everything that the row asks for holds; None when only an unknown age or place keeps it open.

        `need` is the need as read so far, which an earlier row may have changed.
        """
        if self.needs and need not in self.needs:
            return False
        if self.routes and facts.route not in self.routes:
            return False
        if self.held_by is not None and facts.held_by != self.held_by:
            return False
        is_open_question = False
        for name, wanted in self.flags:
            actual = getattr(facts, name)
            if actual is None:
                is_open_question = True
            elif actual is not wanted:
                return False
        if self.bands:
            if facts.band is None:
                is_open_question = True
            elif facts.band not in self.bands:
                return False
        return None if is_open_question else True


@dataclass(frozen=True, slots=True)
class TransferCase:
    """One way that a contact can be passed on."""

    case: str
    booking_by_digital: bool | None
    sender_open: bool | None
    receiver_open: bool | None
    answered: bool | None
    kind: str
    follow_on: str | None
    level: str | None
    source: str
    text: str

    def fits(self, *, booking: bool, sender: bool, receiver: bool, answered: bool) -> bool:
        """Whether a transfer is of this case."""
        return (
            self.booking_by_digital in (None, booking)
            and self.sender_open in (None, sender)
            and self.receiver_open in (None, receiver)
            and self.answered in (None, answered)
        )


@dataclass(frozen=True, slots=True)
class Route:
    """One way in."""

    is_digital: bool
    is_booking: bool
    first_holder: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One reminder, and when it is due."""

    code: str
    when: str


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Everything that triage reads of the rules of one day; shared by all decisions of that day."""

    day: date
    rows: tuple[Row, ...]
    rows_by_rule: Mapping[str, Row]
    asking_row: Row
    holder_rules: Mapping[str, tuple[str, str]]
    cases: tuple[TransferCase, ...]
    routes: Mapping[str, Route]
    prompts: tuple[Prompt, ...]
    areas: Mapping[str, str]
    services: Mapping[str, str]
    nations_in_scope: frozenset[str]
    adult_age: int
    exception_age: int
    youngest_age: int | None
    calendars: Mapping[str, Calendar]
    rule_ids: tuple[str, ...]
    resolved: dict[Facts, tuple[Row, ...]]
    prompted: dict[frozenset[str], tuple[str, ...]]


def tables_of(day: date, rules: Rules) -> Tables:
    """The tables of a civil day, kept for the next contact. Raises NotInForce before 1 August 2010."""
    kept = rules.derived("triage.days", dict[date, Tables])
    tables = kept.get(day)
    if tables is None:
        if len(kept) >= 4_000:  # ten years of days; a longer replay begins again
            kept.clear()
        tables = kept[day] = _make(day, rules)
    return tables


def _make(day: date, rules: Rules) -> Tables:
    table = rules.get(_TABLE, day)
    rows = rules.derived(f"triage.rows:{table.rule_id}", lambda: _rows(rules, day))
    ids = {ruling.key: ruling.rule_id for key in _READ if (ruling := rules.find(key, day)) is not None}
    youngest = rules.find("eligibility.youngest_age", day)
    nations = {str(row["code"]): row for row in rules.get_rows("places.nations", day)}
    return Tables(
        day=day,
        rows=rows,
        rows_by_rule={row.rule: row for row in reversed(rows)},
        asking_row=next(row for row in rows if row.asks),
        holder_rules=_holder_rules(rules, day),
        cases=rules.derived(f"triage.cases:{ids['triage.transfer_cases']}", lambda: _cases(rules, day)),
        routes=rules.derived(f"triage.routes:{ids['triage.routes']}", lambda: _routes(rules, day)),
        prompts=tuple(
            Prompt(str(row["code"]), str(row["when"])) for row in rules.get_rows("triage.prompts", day)
        ),
        areas={str(row["code"]): str(row["label"]) for row in rules.get_rows("places.areas", day)},
        services={code: str(row["service"]) for code, row in nations.items()},
        nations_in_scope=frozenset(code for code, row in nations.items() if row["in_scope"]),
        adult_age=rules.get_int("eligibility.adult_age", day),
        exception_age=rules.get_int("eligibility.exception_age", day),
        youngest_age=int(str(youngest.value)) if youngest is not None else None,
        calendars=rules.derived("triage.calendars", lambda: _calendars(rules)),
        rule_ids=tuple(ids.values()),
        resolved=rules.derived(f"triage.resolved:{table.rule_id}", dict[Facts, tuple[Row, ...]]),
        prompted=rules.derived(
            f"triage.prompted:{ids['triage.prompts']}", dict[frozenset[str], tuple[str, ...]]
        ),
    )


def _calendars(rules: Rules) -> Mapping[str, Calendar]:
    return {name: named_calendar(name, rules) for name in ("contact_centre", "prime")}


def _rows(rules: Rules, day: date) -> tuple[Row, ...]:
    return tuple(_row(each) for each in rules.get_rows(_TABLE, day))


def _row(row: Mapping[str, object]) -> Row:
    return Row(
        rule=str(row["id"]),
        needs=_texts(row, "needs"),
        routes=_texts(row, "routes"),
        bands=_texts(row, "bands"),
        held_by=_text(row, "held_by"),
        flags=tuple((name, row[name] is True) for name in _FLAGS if name in row),
        asks=row.get("asks") is True,
        reads_on_as=_text(row, "reads_on_as"),
        told_as=_text(row, "told_as"),
        direction=str(row.get("direction", "")),
        moves_to=_text(row, "moves_to"),
        moves_if_wanted=row.get("moves_if_wanted") is True,
        wrong_holder_rule=_text(row, "wrong_holder_rule"),
        follow_on=_text(row, "follow_on"),
        level=_text(row, "level"),
        source=str(row["source"]),
        text=str(row["text"]),
    )


def _holder_rules(rules: Rules, day: date) -> Mapping[str, tuple[str, str]]:
    ruling = rules.find("triage.holder_rule", day)
    if ruling is None:
        return {}
    rows = rules.get_rows("triage.holder_rule", day)
    return {str(row["id"]): (str(row["source"]), str(row["text"])) for row in rows}


def _cases(rules: Rules, day: date) -> tuple[TransferCase, ...]:
    return tuple(
        TransferCase(
            case=str(row["id"]),
            booking_by_digital=_flag(row, "booking_by_digital"),
            sender_open=_flag(row, "sender_open"),
            receiver_open=_flag(row, "receiver_open"),
            answered=_flag(row, "answered"),
            kind=str(row["kind"]),
            follow_on=_text(row, "follow_on"),
            level=_text(row, "level"),
            source=str(row["source"]),
            text=str(row["text"]),
        )
        for row in rules.get_rows("triage.transfer_cases", day)
    )


def _routes(rules: Rules, day: date) -> Mapping[str, Route]:
    return {
        str(row["code"]): Route(row["digital"] is True, row["books"] is True, str(row["first_holder"]))
        for row in rules.get_rows("triage.routes", day)
    }


def _texts(row: Mapping[str, object], name: str) -> frozenset[str]:
    value = row.get(name, ())
    return frozenset(str(each) for each in value) if isinstance(value, tuple) else frozenset()


def _text(row: Mapping[str, object], name: str) -> str | None:
    value = row.get(name)
    return None if value is None else str(value)


def _flag(row: Mapping[str, object], name: str) -> bool | None:
    value = row.get(name)
    return None if value is None else value is True
