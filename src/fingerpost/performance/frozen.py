"""Figures as they were known: on the fifth working day, or as returned (OI-13.5). Read, never counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from fingerpost.house.errors import InvalidInput
from fingerpost.performance.measures.definition import (
    RATIOS,
    Described,
    Dimension,
    Figure,
    Filters,
    Measure,
    Unit,
    figure,
)
from fingerpost.performance.models import FrozenFigure, Known
from fingerpost.performance.published import Published, Settings
from fingerpost.performance.rules.suppression import nearest

_BY: Final = frozenset({None, Dimension.CONTRACT, Dimension.ORGANISATION, Dimension.PRIORITY})
_MOST: Final = 5_000


def frozen_rows(
    codes: Collection[str], filters: Filters, known: Known, *, by: Dimension | None
) -> dict[str, list[FrozenFigure]]:
    """What was frozen of some measures in one month, by their codes, in one query.

    Raises InvalidInput for several months and for what is not frozen.
    """
    if filters.first_month != filters.last_month:
        raise InvalidInput(
            _("Figures as they were known are kept for each month. Choose one month."),
            code="performance.one_month_frozen",
        )
    if by not in _BY or filters.advisers or filters.venues or filters.channels:
        raise InvalidInput(
            _("Figures as they were known are kept for whole contracts, organisations and priority groups."),
            code="performance.not_frozen_so",
        )
    rows: dict[str, list[FrozenFigure]] = {}
    for row in _rows(codes, filters, known, by):
        rows.setdefault(row.measure, []).append(row)
    return rows


def frozen_figures(
    what: Described, found: Iterable[FrozenFigure], *, by: Dimension | None, settings: Settings | None
) -> list[Published]:
    """The figures of a measure from its frozen rows, by parts or the whole; nothing where nothing was frozen.

    With ``settings`` each contract's figure is rounded as published cells are.
    """
    told: dict[str | None, list[Published]] = {}
    for row in found:
        part = None if by is None else str(row.contract_id) if by is Dimension.CONTRACT else row.part
        told.setdefault(part, []).append(_one(what, part, row, settings))
    return [
        _together(what, part, several)
        for part, several in sorted(told.items(), key=lambda item: item[0] or "")
    ]


def _rows(
    codes: Collection[str], filters: Filters, known: Known, by: Dimension | None
) -> Iterable[FrozenFigure]:
    # Row security shows each reader the contracts, and a subcontractor the part, that are theirs.
    rows = FrozenFigure.objects.filter(measure__in=codes, known=known, month=filters.first_month)
    if filters.contracts:
        rows = rows.filter(contract_id__in=[UUID(each) for each in filters.contracts])
    if by is Dimension.PRIORITY or filters.priority is not None:
        rows = rows.filter(dimension=Dimension.PRIORITY)
        if filters.priority is not None:
            rows = rows.filter(part=str(filters.priority).lower())
    elif by is Dimension.ORGANISATION or filters.organisations:
        rows = rows.filter(dimension=Dimension.ORGANISATION)
        if filters.organisations:
            rows = rows.filter(part__in=sorted(filters.organisations))
    else:
        rows = rows.filter(dimension="", part="")
    if filters.scope is not None:
        bound = Q(pk__in=())
        for contract, organisation in filters.scope:
            own = Q(contract_id=UUID(contract))
            if organisation is not None:
                own &= Q(dimension=Dimension.ORGANISATION, part=organisation)
            bound |= own
        rows = rows.filter(bound)
    return rows.order_by("measure", "contract_id", "part", "id")[: _MOST * len(codes)]


def _one(what: Described, part: str | None, row: FrozenFigure, settings: Settings | None) -> Published:
    below = row.denominator
    above = row.numerator if row.numerator is not None else Decimal(0)
    if settings is None:
        return Published(Figure(part, above, below, row.value), True, 0)
    if what.unit in (Unit.PENCE, Unit.PENCE_EACH, Unit.POINTS) or not isinstance(what, Measure):
        # How many people stand behind a sum of money was not frozen, so it can't be told that they are many.
        return Published(Figure(part, Decimal(0), below, None), False, 1)
    step = Decimal(settings.small_number)
    counted = nearest(above, step) if above >= step else None
    if what.unit not in RATIOS:
        return Published(
            figure(what, part, float(counted or 0), 0.0), counted is not None, int(counted is None)
        )
    rest_of = (below or Decimal(0)) - above if what.unit is Unit.PERCENT else below or Decimal(0)
    rest = nearest(rest_of, step) if rest_of >= step else None
    whole = (counted or 0) + (rest or 0) if what.unit is Unit.PERCENT else rest or 0
    left_out = (counted is None) + (rest is None)
    says_enough = whole > 0 and left_out * (settings.small_number - 1) * 100 <= settings.most_left_out * whole
    return Published(figure(what, part, float(counted or 0), float(whole)), says_enough, left_out)


def _together(what: Described, part: str | None, several: list[Published]) -> Published:
    if len(several) == 1:
        return several[0]
    if not isinstance(what, Measure):
        return Published(Figure(part, Decimal(0), None, None), False, len(several))
    told = [each for each in several if each.is_told]
    above = sum((each.figure.numerator for each in told), Decimal(0))
    below = sum((each.figure.denominator or Decimal(0) for each in told), Decimal(0))
    made = figure(what, part, float(above), float(below))
    return Published(made, bool(told), len(several) - len(told))
