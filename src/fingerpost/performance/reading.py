"""The one door to figures: pages, exports, returns and JSON all read through it.

A reader's bound comes from who they are. Figures are counted on the newest snapshot, or read as they were frozen.
What is about people and told to the agency, and all about equality, is made of rounded cells (decision 0012).
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from ibis.expr.types import Table

from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput
from fingerpost.house.rules import rules_in_force
from fingerpost.organisations.models import EXTERNAL_SCHEME, Contract
from fingerpost.performance import engine
from fingerpost.performance.access import Scope, is_rounded, scope_of
from fingerpost.performance.entered import is_never_entered
from fingerpost.performance.frozen import frozen_figures, frozen_rows
from fingerpost.performance.judging import Targets, meets, regional_targets
from fingerpost.performance.kept import kept
from fingerpost.performance.measures.definition import (
    PERSONAL,
    Described,
    Dimension,
    Facts,
    Figure,
    Filters,
    Measure,
)
from fingerpost.performance.measures.registry import described, work_out
from fingerpost.performance.measures.targets import national_target
from fingerpost.performance.models import FrozenFigure, Known, Snapshot
from fingerpost.performance.published import (
    Published,
    ensure_offered,
    offered,
    published_figures,
    settings_of,
)
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

NOW: Final = "now"


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure as this reader may know it. ``part`` is None for the whole, or where rows don't know it.

    ``value`` is None where nothing can be told: nothing to divide by, too few people, or nothing frozen; ``is_few``
    says that it is for too few. ``left_out`` counts the rounded cells that are not in it.
    """

    part: str | None
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    is_few: bool = False
    left_out: int = 0
    target: Decimal | None = None
    meets: bool | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A measure as it was asked for. ``moment`` is that of the snapshot (UTC), None where there is none yet.

    ``opens`` is whether its cells lead to records.
    """

    measure: Described
    filters: Filters
    by: Dimension | None
    known: str
    whole: Cell
    cells: tuple[Cell, ...]
    moment: datetime | None
    snapshot_sha256: str
    is_rounded: bool
    opens: bool


class _Counting:
    """Answers what the registry asks for, exact or rounded, and remembers which, and what was too few to tell."""

    def __init__(self, setting: _Setting, snapshot: Snapshot) -> None:
        self.setting, self.snapshot = setting, snapshot
        self.was_rounded = False
        self.few: dict[str | None, bool] = {}
        self.left_out: dict[str | None, int] = {}

    def __call__(self, measure: Measure, filters: Filters, by: Dimension | None = None) -> Sequence[Figure]:
        if not is_rounded(measure, self.setting.scope):
            return kept(
                (self.snapshot.sha256, measure.code, filters, by),
                lambda: tuple(engine.count(measure, filters, by=by, snapshot=self.snapshot)),
            )
        self.was_rounded = True
        found = self._published(measure, filters, by)
        for each in found:
            part = each.figure.part
            self.few[part] = self.few.get(part, False) or not each.is_told
            self.left_out[part] = self.left_out.get(part, 0) + each.left_out
        return [each.figure for each in found]

    def forget(self) -> None:
        """Forget what was too few to tell, before another figure is asked for."""
        self.few.clear()
        self.left_out.clear()

    def fetch(self, key: Hashable, build: Callable[[Facts], Table]) -> Sequence[tuple[Any, ...]]:
        """The rows of an expression over the snapshot, kept for its key."""
        snapshot = self.snapshot
        return kept((snapshot.sha256, "cells", key), lambda: tuple(engine.fetch(build, snapshot=snapshot)))

    def _published(self, measure: Measure, filters: Filters, by: Dimension | None) -> Sequence[Published]:
        moment = civil_date(self.snapshot.taken_at)
        settings, reach = settings_of(self.setting.rules, self.setting.on), self.setting.reach
        return kept(
            (self.snapshot.sha256, measure.code, filters, by, settings, reach),
            lambda: tuple(
                published_figures(
                    self.fetch,
                    measure,
                    filters,
                    by=by,
                    settings=settings,
                    counted_to=moment.replace(day=1),
                    reach=reach,
                )
            ),
        )


_Reach = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class _Setting:
    """What is the same for every measure of one question."""

    scope: Scope
    snapshot: Snapshot | None
    rules: Rules
    on: date
    today: date
    reach: _Reach


@dataclass(frozen=True, slots=True)
class _Frozen:
    """What was frozen of the measures of one question: their wholes, and their parts."""

    wholes: Mapping[str, Sequence[FrozenFigure]]
    parts: Mapping[str, Sequence[FrozenFigure]]

    @classmethod
    def of(cls, codes: Sequence[str], filters: Filters, known: Known, by: Dimension | None) -> _Frozen:
        wholes = frozen_rows(codes, filters, known, by=None)
        return cls(wholes, frozen_rows(codes, filters, known, by=by) if by else wholes)


def figures(
    actor: Actor,
    *,
    measure: str,
    filters: Filters,
    by: Dimension | None = None,
    known: str = NOW,
) -> Reading:
    """A measure for this reader: the whole, and by parts where asked (OI-12.1, XD-15).

    ``known`` is ``now``, ``day_5`` or ``returned``. Whatever bound the filters bring is replaced by the reader's own.
    Raises NotFound for no such measure, NotPermitted for a reader of none, InvalidInput for what isn't offered.
    """
    return readings(actor, measures=[measure], filters=filters, by=by, known=known)[0]


def readings(
    actor: Actor,
    *,
    measures: Sequence[str],
    filters: Filters,
    by: Dimension | None = None,
    known: str = NOW,
) -> list[Reading]:
    """Several measures asked for alike, in the same number of queries as one."""
    whats = [described(measure) for measure in measures]
    scope = scope_of(actor)
    bound = scope.bound(filters)
    for what in whats:
        _check(what, scope, by, bound)
        if known == NOW and isinstance(what, Measure) and is_rounded(what, scope):
            ensure_offered(what, bound, by)
    rules, today = rules_in_force(), civil_date(timezone.now())
    on = min(_last_day(bound.last_month), today)
    setting = _Setting(scope, engine.newest_snapshot(), rules, on, today, _reach(scope))
    targets = regional_targets(measures, scope, bound, on)
    frozen = None if known == NOW else _Frozen.of(measures, bound, Known(known), by)
    return [_reading(what, setting, targets, frozen, filters=bound, by=by, known=known) for what in whats]


def _reading(
    what: Described,
    setting: _Setting,
    targets: Mapping[str, Mapping[str, Decimal]],
    frozen: _Frozen | None,
    *,
    filters: Filters,
    by: Dimension | None,
    known: str,
) -> Reading:
    snapshot = setting.snapshot
    if frozen is not None:
        made = _made_of_frozen(what, setting, frozen, by)
    elif snapshot is None:
        made = _Made(_nothing(None), (), False)
    else:
        made = _counted(what, _Counting(setting, snapshot), filters, by)
    judging = Targets(national_target(what, setting.on, setting.rules), targets.get(what.code, {}))
    return Reading(
        measure=what,
        filters=filters,
        by=by,
        known=known,
        whole=_judged(made.whole, what, judging, by=None, filters=filters),
        cells=tuple(_judged(cell, what, judging, by=by, filters=filters) for cell in made.cells),
        moment=snapshot.taken_at if snapshot else None,
        snapshot_sha256=snapshot.sha256 if snapshot else "",
        is_rounded=made.is_rounded,
        opens=known == NOW and isinstance(what, Measure) and bool(what.opens_to) and not made.is_rounded,
    )


def break_downs(actor: Actor, measure: str) -> list[Dimension]:
    """What this reader may break a measure down by, in the order of the dimensions."""
    what, scope = described(measure), scope_of(actor)
    found = what.breaks_down_by
    if is_rounded(what, scope) and isinstance(what, Measure):
        found = offered(what)
    elif scope.is_agency:
        found = found & {Dimension.CONTRACT, Dimension.MONTH, Dimension.PRIORITY}
    if scope.adviser:
        found = found - {Dimension.ADVISER, Dimension.ORGANISATION}
    return [each for each in Dimension if each in found]


@dataclass(frozen=True, slots=True)
class _Made:
    whole: Cell
    cells: tuple[Cell, ...]
    is_rounded: bool


def _counted(what: Described, counting: _Counting, filters: Filters, by: Dimension | None) -> _Made:
    rules, today = counting.setting.rules, counting.setting.today
    found = work_out(what, counting, filters, by=None, on=today, rules=rules)
    whole = _cells(found, counting)[0] if found else _nothing(None)
    if whole.value == 0 and is_never_entered(counting.fetch, what, filters):
        whole = _nothing(None)
        return _Made(whole, () if by else (whole,), counting.was_rounded)
    if by is None:
        return _Made(whole, (whole,), counting.was_rounded)
    counting.forget()
    found = work_out(what, counting, filters, by=by, on=today, rules=rules)
    if isinstance(what, Measure) or not counting.was_rounded:
        return _Made(whole, tuple(_cells(found, counting)), counting.was_rounded)
    # What is worked out of rounded figures is too few to tell where any of those of its own part is.
    parts = []
    for each in found:
        counting.forget()
        own = work_out(
            what, counting, _narrowed(filters, by, each.part or ""), by=None, on=today, rules=rules
        )
        parts.append(replace(_cells(own, counting)[0], part=each.part))
    return _Made(whole, tuple(parts), True)


def _narrowed(filters: Filters, by: Dimension, part: str) -> Filters:
    if by is Dimension.MONTH:
        month = date.fromisoformat(part[:10])
        return replace(filters, first_month=month, last_month=month)
    return replace(filters, contracts=frozenset({part}))


def _check(what: Described, scope: Scope, by: Dimension | None, filters: Filters) -> None:
    if by is not None and by not in what.breaks_down_by:
        raise InvalidInput(
            _("This measure isn’t broken down in this way. Choose another break-down."),
            code="performance.part_not_offered",
        )
    if scope.adviser and (what.small_numbers_hidden or by in PERSONAL):
        raise InvalidInput(
            _("This measure is told for a contract, not for one adviser."),
            code="performance.not_of_an_adviser",
        )
    if filters.first_month > filters.last_month:
        raise InvalidInput(
            _("The first month comes after the last. Choose months in order."),
            code="performance.months_ordered",
        )


def _reach(scope: Scope) -> _Reach:
    if scope.pairs is not None:
        return scope.pairs
    own = Contract.objects.exclude(scheme=EXTERNAL_SCHEME).order_by("id")
    return tuple((str(each), None) for each in own.values_list("id", flat=True))


def _cells(found: Sequence[Figure], counting: _Counting) -> list[Cell]:
    made = []
    for each in found:
        if counting.few.get(each.part, False) or (counting.few.get(None)):
            made.append(Cell(each.part, None, None, None, True, counting.left_out.get(each.part, 0)))
        else:
            out = counting.left_out.get(each.part, 0)
            made.append(Cell(each.part, each.numerator, each.denominator, each.value, False, out))
    return made


def _nothing(part: str | None) -> Cell:
    return Cell(part, None, None, None)


def _made_of_frozen(what: Described, setting: _Setting, frozen: _Frozen, by: Dimension | None) -> _Made:
    hides = is_rounded(what, setting.scope) or (setting.scope.is_agency and not isinstance(what, Measure))
    settings = settings_of(setting.rules, setting.on) if hides else None
    wholes = frozen_figures(what, frozen.wholes.get(what.code, ()), by=None, settings=settings)
    parts = frozen_figures(what, frozen.parts.get(what.code, ()), by=by, settings=settings)
    whole = _frozen_cell(wholes[0]) if wholes else _nothing(None)
    return _Made(whole, tuple(_frozen_cell(each) for each in parts), hides)


def _frozen_cell(each: Published) -> Cell:
    found = each.figure
    if not each.is_told:
        return Cell(found.part, None, None, None, True, each.left_out)
    return Cell(found.part, found.numerator, found.denominator, found.value)


def _last_day(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _judged(cell: Cell, what: Described, targets: Targets, *, by: Dimension | None, filters: Filters) -> Cell:
    contract = cell.part if by is Dimension.CONTRACT else _only(filters.contracts)
    regional = targets.regional.get(contract or "")
    if regional is not None:
        return replace(cell, target=regional, meets=meets(cell.value, regional, what.better))
    if targets.national is None:
        return cell
    is_met = None if cell.value is None else targets.national.is_met(cell.value)
    return replace(cell, target=targets.national.value, meets=is_met)


def _only(found: Iterable[str]) -> str | None:
    several = list(found)
    return several[0] if len(several) == 1 else None
