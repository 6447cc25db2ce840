"""Raises, agrees and closes interventions: what a contract fails, and what is done about it (BR-26.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound
from fingerpost.performance.managing import check_version, ensure_agency
from fingerpost.performance.measures.definition import RATIOS, Dimension, Figure, Filters, Kind, Measure
from fingerpost.performance.measures.registry import ALL, MEASURES
from fingerpost.performance.measures.targets import national_target
from fingerpost.performance.models import FrozenFigure, Intervention, InterventionState, Target
from fingerpost.performance.rules.failing import is_off_profile, misses
from fingerpost.policy import Rules

SYSTEM: Final = "system"
JUDGED: Final = frozenset({Kind.NATIONAL, Kind.KPI, Kind.SERVICE_LEVEL})
BELOW_TARGET: Final = gettext_noop("Its target was not met")
OFF_PROFILE: Final = gettext_noop("The year to date was off its profile")
PROFILE: Final = "performance_tot"
_APRIL: Final = 4

Ask = Callable[[Measure, Filters, Dimension | None], Sequence[Figure]]


def raise_interventions(
    *,
    contract_id: UUID,
    month: date,
    figures: Mapping[str, FrozenFigure],
    ask: Ask,
    now: datetime,
    rules: Rules,
) -> list[str]:
    """Open an intervention for each measure that failed in a month, once; return the codes of those opened.

    A contract's own target goes before the national one. A ratio over fewer than the small number is not judged: it
    would tell of somebody. The words hold no figure; pages read figures through the one door. As *system*.
    """
    failed = [
        (code, BELOW_TARGET) for code in _below_target(contract_id, month, figures=figures, rules=rules)
    ]
    if _off_profile(contract_id, month, ask=ask, rules=rules):
        failed.append((PROFILE, OFF_PROFILE))
    known = set(
        Intervention.objects.using(SYSTEM)
        .filter(contract_id=contract_id, month=month)
        .values_list("measure", flat=True)
    )
    made = [
        Intervention(contract_id=contract_id, month=month, measure=code, found=found, opened_at=now)
        for code, found in failed
        if code not in known
    ]
    Intervention.objects.using(SYSTEM).bulk_create(made)
    return [each.measure for each in made]


@transaction.atomic
def agree_action(
    *, actor: Actor, now: datetime, intervention_id: UUID, action: str, version: int
) -> Intervention:
    """Keep what was agreed with the contractor. Raises NotPermitted, NotFound, InvalidInput, Conflict."""
    found = _open_one(actor, intervention_id, version)
    if not action.strip():
        raise InvalidInput(_("Say what was agreed."), code="no_action")
    found.action, found.state = action.strip(), InterventionState.AGREED
    return _keep(found, actor, now, "intervention.agreed")


@transaction.atomic
def close_intervention(
    *, actor: Actor, now: datetime, intervention_id: UUID, action: str, version: int
) -> Intervention:
    """Close an intervention with what came of it. Raises NotPermitted, NotFound, InvalidInput, Conflict."""
    found = _open_one(actor, intervention_id, version)
    if not action.strip():
        raise InvalidInput(_("Say what came of it."), code="no_action")
    found.action, found.state, found.closed_at = action.strip(), InterventionState.CLOSED, now
    return _keep(found, actor, now, "intervention.closed")


def _open_one(actor: Actor, intervention_id: UUID, version: int) -> Intervention:
    ensure_agency(actor)
    found = Intervention.objects.select_for_update().filter(id=intervention_id).first()
    if found is None:
        raise NotFound(_("There is no intervention here that you can see."), code="intervention_not_found")
    check_version(found.version, version)
    if found.state == InterventionState.CLOSED:
        raise Conflict(_("This intervention is closed."), code="closed")
    return found


def _keep(found: Intervention, actor: Actor, now: datetime, event: str) -> Intervention:
    found.version += 1
    found.save(update_fields=["action", "state", "closed_at", "version"])
    events.record(event, actor=actor, now=now, subject={"intervention": found.id})
    return found


def _below_target(
    contract_id: UUID, month: date, *, figures: Mapping[str, FrozenFigure], rules: Rules
) -> list[str]:
    last = _last_day(month)
    holding = Q(ends_on__isnull=True) | Q(ends_on__gte=last)
    own = {
        target.measure: target.value
        for target in Target.objects.using(SYSTEM).filter(
            holding, contract_id=contract_id, starts_on__lte=last
        )
    }
    least = rules.get_int("performance.small_number", last)
    failed = []
    for code, measure in ALL.items():
        figure = figures.get(code)
        if measure.kind not in JUDGED or figure is None or figure.value is None:
            continue
        if measure.unit in RATIOS and (figure.denominator or Decimal(0)) < least:
            continue
        if code in own:
            if misses(figure.value, own[code], measure.better):
                failed.append(code)
            continue
        target = national_target(measure, last, rules)
        # A year's or a nation's number is not a month's of one contract.
        if target is not None and measure.unit in RATIOS and target.is_met(figure.value) is False:
            failed.append(code)
    return failed


def _off_profile(contract_id: UUID, month: date, *, ask: Ask, rules: Rules) -> bool:
    first = date(month.year if month.month >= _APRIL else month.year - 1, _APRIL, 1)
    filters = Filters(
        first_month=first, last_month=month, contracts=frozenset({str(contract_id)}), scope=None
    )
    whole = ask(MEASURES[PROFILE], filters, None)[0]
    place = (month.year - first.year) * 12 + month.month - first.month + 1
    below = whole.denominator or Decimal(0)
    return bool(is_off_profile(whole.numerator, below, place=place, on=_last_day(month), rules=rules))


def _last_day(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
