"""Keeps where a customer stands in work and learning, and outcomes for research; a correction is a new row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fingerpost.customers.queries import get_customer
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Attendance
from fingerpost.organisations.models import Touchpoint
from fingerpost.outcomes.models import EmploymentProgression, LearningProgression, ResearchOutcome
from fingerpost.outcomes.rules.progressions import codes
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability

_HIGHEST = 10
Kept = TypeVar("Kept", EmploymentProgression, LearningProgression, ResearchOutcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """Where a customer stands in work. Codes of ``progression.*``; "" and None are not asked."""

    recorded_on: date
    status: str
    hours: str = ""
    started_on: date | None = None
    last_worked_on: date | None = None
    length_of_unemployment: str = ""
    economic_shock: str = ""
    economic_shock_code: str = ""
    employer: str = ""
    attendance_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """Where a customer stands in learning, and the highest level they hold."""

    recorded_on: date
    status: str
    hours: str = ""
    started_on: date | None = None
    level: str = ""
    level_achieved_on: date | None = None
    provider_number: str = ""
    attendance_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Research:
    """One hard or soft outcome for research; scores of 0 to 10 belong to soft ones and may be left out (OF-19)."""

    recorded_on: date
    kind: str
    before: int | None = None
    after: int | None = None
    attendance_id: UUID | None = None


@transaction.atomic
def record_employment(
    *,
    actor: Actor,
    now: datetime,
    customer_id: UUID,
    values: Employment,
    corrects_id: UUID | None = None,
    rules: Rules | None = None,
) -> EmploymentProgression:
    """Keep where a customer stands in work on a day (OF-17). What is not known never blocks it.

    ``corrects_id`` names the row that this one replaces. Raises NotFound, NotPermitted, InvalidInput, Conflict.
    """
    rules = rules or rules_in_force()
    lists = {
        "status": "employment_statuses",
        "hours": "employment_hours",
        "length_of_unemployment": "unemployment_lengths",
        "economic_shock": "economic_shocks",
    }
    _check(values, lists, now=now, rules=rules)
    shocks = codes("economic_shocks", rules=rules, on=values.recorded_on)
    if values.economic_shock and "names_a_code" in shocks[values.economic_shock].marks:
        if not values.economic_shock_code:
            raise InvalidInput(
                _("Name the economic shock that the government defined."), code="shock_code_missing"
            )
    elif values.economic_shock_code:
        raise InvalidInput(
            _("Only an economic shock that the government defined has a name."), code="shock_code_extra"
        )
    return _keep(EmploymentProgression, actor, now, customer_id, asdict(values), corrects_id)


@transaction.atomic
def record_learning(
    *,
    actor: Actor,
    now: datetime,
    customer_id: UUID,
    values: Learning,
    corrects_id: UUID | None = None,
    rules: Rules | None = None,
) -> LearningProgression:
    """Keep where a customer stands in learning on a day, and the level they hold (OI-12.8c)."""
    rules = rules or rules_in_force()
    lists = {"status": "learning_statuses", "hours": "learning_hours", "level": "qualification_levels"}
    _check(values, lists, now=now, rules=rules)
    if values.provider_number and not (
        len(values.provider_number) == 8
        and values.provider_number.isascii()
        and values.provider_number.isdigit()
    ):
        raise InvalidInput(_("A provider's number has 8 digits."), code="provider_number_wrong")
    return _keep(LearningProgression, actor, now, customer_id, asdict(values), corrects_id)


@transaction.atomic
def record_research_outcome(
    *,
    actor: Actor,
    now: datetime,
    customer_id: UUID,
    values: Research,
    corrects_id: UUID | None = None,
    rules: Rules | None = None,
) -> ResearchOutcome:
    """Keep an outcome of the hard or the soft list (OI-15.15): for research, never claimed."""
    rules = rules or rules_in_force()
    soft = codes("soft_outcomes", rules=rules, on=values.recorded_on)
    if values.kind not in soft and values.kind not in codes(
        "hard_outcomes", rules=rules, on=values.recorded_on
    ):
        raise InvalidInput(_("Choose what changed for the customer."), code="kind_not_known")
    scores = [one for one in (values.before, values.after) if one is not None]
    if scores and values.kind not in soft:
        raise InvalidInput(_("Only a soft outcome has scores."), code="no_score_here")
    if any(not 0 <= one <= _HIGHEST for one in scores):
        raise InvalidInput(_("Scores lie between 0 and 10."), code="score_out_of_range")
    _check(values, {}, now=now, rules=rules)
    return _keep(ResearchOutcome, actor, now, customer_id, asdict(values), corrects_id)


def _check(
    values: Employment | Learning | Research, lists: Mapping[str, str], *, now: datetime, rules: Rules
) -> None:
    """Raise InvalidInput for a code that the day's policy does not know, or a day in the future."""
    if values.recorded_on > civil_date(now):
        raise InvalidInput(
            _("The day on which it was so can't lie in the future."), code="recorded_in_future"
        )
    for name, listed in lists.items():
        code = getattr(values, name)
        if (code or name == "status") and code not in codes(listed, rules=rules, on=values.recorded_on):
            raise InvalidInput(_("Choose an answer from the list."), code=f"{name}_not_known")
    for name in ("started_on", "last_worked_on", "level_achieved_on"):
        day = getattr(values, name, None)
        if day is not None and day > civil_date(now):
            raise InvalidInput(_("This day can't lie in the future."), code=f"{name}_in_future")


def _keep(
    model: type[Kept],
    actor: Actor,
    now: datetime,
    customer_id: UUID,
    values: dict[str, Any],
    corrects_id: UUID | None,
) -> Kept:
    if not actor.can(Capability.RECORD_OUTCOMES):
        raise NotPermitted(_("Your role does not record how customers get on."), code="no_progressions")
    customer = get_customer(customer_id)
    attendance_id = values["attendance_id"]
    if (
        attendance_id is not None
        and not Attendance.objects.filter(id=attendance_id, customer_id=customer.id).exists()
    ):
        raise InvalidInput(_("Choose a session of this customer."), code="session_not_theirs")
    if (
        corrects_id is not None
        and not model._default_manager.filter(id=corrects_id, customer_id=customer.id).exists()
    ):
        raise NotFound(_("There is no such entry here that you can see."), code="progression_not_found")
    if model is not ResearchOutcome:
        values["touchpoint"] = _door(actor)
    try:
        with transaction.atomic():
            kept: Kept = model._default_manager.create(
                customer_id=customer.id,
                organisation_id=actor.organisation_id,
                corrects_id=corrects_id,
                recorded_by_id=actor.account_id,
                **values,
            )
    except IntegrityError as error:
        raise Conflict(
            _("Somebody else corrected this entry already. Look at what stands, then correct that."),
            code="corrected_already",
        ) from error
    events.record(
        "progression.recorded",
        actor=actor,
        now=now,
        customer_id=customer.id,
        subject={"progression": kept.id, "about": model.__name__},
    )
    return kept


def _door(actor: Actor) -> Touchpoint | None:
    """The door of the organisation, by which the shared record names it."""
    own = Touchpoint.objects.filter(contract_id__in=actor.contract_ids, organisation_id=actor.organisation_id)
    return own.order_by("code").first()
