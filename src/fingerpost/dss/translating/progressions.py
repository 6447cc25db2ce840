"""Where a customer stands in work and learning, both ways.

The wire has one record of each a customer, which is changed; the record has a row for each day on which somebody
told, so that the way can be seen. The last row stands for the wire's record, and a change by wire is another row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from fingerpost.dss.models import WireRecord
from fingerpost.dss.translating import findings
from fingerpost.dss.translating.base import Carried, Coming, Found, Rendered
from fingerpost.dss.translating.places import touchpoints_of
from fingerpost.dss.translating.values import day_of, day_text, derived_id, text_of
from fingerpost.house.actor import Actor
from fingerpost.house.rules import rules_in_force
from fingerpost.outcomes.models import EmploymentProgression, LearningProgression
from fingerpost.outcomes.rules.progressions import codes
from fingerpost.outcomes.services.carried import carry_progression, list_names, standing_progression
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

Row = EmploymentProgression | LearningProgression
RECORDED: Final = "DateProgressionRecorded"
_SIX_PLACES: Final = Decimal("0.000001")
_NAMED_SHOCK: Final = 2
# A shock that the government defined has a name, and a provider's number has eight digits; the wire lets others pass.
_TESTS: Final[Mapping[str, Callable[[Mapping[str, object]], bool]]] = MappingProxyType(
    {
        "economic_shock_code": lambda body: body.get("EconomicShockStatus") == _NAMED_SHOCK,
        "provider_number": lambda body: bool(
            re.fullmatch("[0-9]{8}", text_of(body.get("LastLearningProvidersUKPRN")))
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progressions:
    """Between the wire's one record and the rows of one model.

    Each mapping goes from names of the wire to columns: coded answers, days, texts and numbers. ``situation`` is the
    column whose change by wire is another day's.
    """

    resource: str
    model: type[EmploymentProgression] | type[LearningProgression]
    coded: Mapping[str, str]
    days: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    numbers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    situation: str

    def carry_in(self, coming: Coming, *, actor: Actor, now: datetime) -> Carried:
        """Keep what the body says as another row, or as a correction of the last one of the same day."""
        record, body = coming.record, coming.record.body
        if record.customer_id is None:
            return Carried()
        standing = standing_progression(self.model, record.customer_id)
        recorded_on = self._day(coming, standing, today=civil_date(now))
        if recorded_on is None:  # a day that the record can't hold
            return Carried(findings=[Found(findings.NOT_CARRIED, (RECORDED,))])
        rules = rules_in_force()
        kept = carry_progression(
            self.model,
            actor=actor,
            now=now,
            customer_id=record.customer_id,
            values=self._values(body, recorded_on, rules),
            touchpoint=coming.touchpoint,
            rules=rules,
        )
        found = [Found(findings.NOT_CARRIED, (RECORDED,))] if kept.gaps else []
        if kept.row is None:
            return Carried(findings=found)
        return Carried(told=self._fields(kept.row, rules), findings=found)

    def render(self, customer_id: UUID) -> list[Rendered]:
        """The row that stands, if there is one; three queries."""
        row = standing_progression(self.model, customer_id)
        if row is None:
            return []
        known = WireRecord.objects.filter(customer_id=customer_id, resource=self.resource)
        kept = known.values_list("id", flat=True).first()
        place = (None, row.organisation_id)
        return [
            Rendered(
                id=kept or derived_id(self.resource, customer_id),
                fields=self._fields(row, rules_in_force()),
                touchpoint=row.touchpoint.code if row.touchpoint else touchpoints_of([place])[place],
                modified_at=row.recorded_at,
            )
        ]

    def _day(self, coming: Coming, standing: Row | None, *, today: date) -> date | None:
        """The day that a body names; else that of the row it changes, or today's for a new situation."""
        if coming.is_new or standing is None or RECORDED in coming.changed:
            named = coming.record.body.get(RECORDED)
            return day_of(named) if named is not None else today
        wire_names = [name for name, column in self.coded.items() if column == self.situation]
        return today if coming.changed & frozenset(wire_names) else standing.recorded_on

    def _values(self, body: Mapping[str, object], recorded_on: date, rules: Rules) -> dict[str, Any]:
        values: dict[str, Any] = {"recorded_on": recorded_on}
        for name, column in self.coded.items():
            values[column] = self._code(column, body.get(name), recorded_on, rules)
        for name, column in self.days.items():
            values[column] = day_of(body.get(name))
        for name, column in self.texts.items():
            values[column] = text_of(body.get(name)) if self._fits(column, body) else ""
        for name, column in self.numbers.items():
            number = body.get(name)
            values[column] = (
                Decimal(str(number)).quantize(_SIX_PLACES) if isinstance(number, int | float) else None
            )
        return values

    def _fits(self, column: str, body: Mapping[str, object]) -> bool:
        """Whether a text may stand in its column, as for what is recorded on pages."""
        test = _TESTS.get(column)
        return test is None or test(body)

    def _code(self, column: str, number: object, on: date, rules: Rules) -> str:
        listed = list_names(self.model)[column]
        if number is None or rules.find(f"progression.{listed}", on) is None:
            return ""
        known = codes(listed, rules=rules, on=on).values()
        return next((one.code for one in known if one.wire == number), "")

    def _fields(self, row: Row, rules: Rules) -> dict[str, object]:
        fields: dict[str, object] = {RECORDED: day_text(row.recorded_on)}
        for name, column in self.coded.items():
            known = codes(list_names(self.model)[column], rules=rules, on=row.recorded_on)
            code = getattr(row, column)
            fields[name] = known[code].wire if code in known else None
        for name, column in self.days.items():
            fields[name] = day_text(getattr(row, column))
        for name, column in self.texts.items():
            fields[name] = getattr(row, column) or None
        for name, column in self.numbers.items():
            number = getattr(row, column)
            fields[name] = float(number) if number is not None else None
        return fields
