"""The fifth working day: the figures of the month before are kept for every contract (facts 5.7)."""

from __future__ import annotations

from datetime import datetime

from fingerpost.house.rules import rules_in_force
from fingerpost.organisations.models import EXTERNAL_SCHEME, Contract
from fingerpost.performance.models import FrozenFigure, Known
from fingerpost.performance.rules.duties import month_before, working_day
from fingerpost.performance.services.freezing import SYSTEM, freeze
from fingerpost.policy.civil import civil_date


def freeze_due(*, now: datetime) -> int:
    """Keep last month's figures of each contract, if today is the day that policy names or one after it in the month.

    The day is ``performance.freeze_working_day``. A contract whose figures are kept is left, so a worker that was
    down on the day does it later, and one that runs twice does nothing. Return for how many contracts it was done.
    """
    rules, today = rules_in_force(), civil_date(now)
    this = today.replace(day=1)
    month = month_before(this)
    number = rules.get_int("performance.freeze_working_day", today)
    if today < working_day(this, number, rules=rules):
        return 0
    kept = set(
        FrozenFigure.objects.using(SYSTEM)
        .filter(month=month, known=Known.DAY_5)
        .values_list("contract_id", flat=True)
        .distinct()
    )
    begun = Contract.objects.using(SYSTEM).filter(starts_on__lt=this)
    running = begun.exclude(ends_on__lt=month).exclude(scheme=EXTERNAL_SCHEME)
    done = 0
    for contract_id in running.order_by("reference").values_list("id", flat=True):
        if contract_id not in kept:
            done += freeze(contract_id=contract_id, month=month, known=Known.DAY_5, now=now) > 0
    return done
