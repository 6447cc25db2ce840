"""The facts that measures count: one narrow table a kind of record, ids and codes only, never a name or a text.

The same names and columns stand in PostgreSQL (views), in a snapshot (Parquet) and on Spark, so that one expression
counts on all of them. Ids are texts. Days are civil days in London; ``month`` is the first day of the month that the
record counts in. ``person`` is empty where nobody knows who it was. Money is in pence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import ibis
from ibis.expr.types import Table

_WHERE: Final = {"contract": "string", "organisation": "string", "month": "date"}
_WHO: Final = {"person": "string", "adviser": "string", "channel": "string", "venue": "string"}

SCHEMAS: Final[Mapping[str, Mapping[str, str]]] = {
    # One place of one customer at one session, whatever became of it. ``held_on`` is the
    # session's day; ``priority`` is whether any open group applied there.
    "fact_attendance": {
        "id": "string",
        **_WHERE,
        **_WHO,
        "held_on": "date",
        "result": "string",
        "gave": "string",
        "priority": "boolean",
        "age": "int64",
        "booked": "boolean",
        "minutes_late": "int64",
        "completed": "boolean",
        "written_up_in_time": "boolean",
        "has_plan": "boolean",
        "plan_given_in_time": "boolean",
        "referred_by_jobcentre": "boolean",
        "claimant": "boolean",
    },
    # One version of a plan that an adviser made with a customer. ``first_in_year``: the person's first in the
    # year from April under the contract.
    "fact_plan": {
        "id": "string",
        **_WHERE,
        **_WHO,
        "made_on": "date",
        "number": "int64",
        "first_in_year": "boolean",
        "accepted": "boolean",
        "priority": "boolean",
        "age": "int64",
        "referred_by_jobcentre": "boolean",
        "claimant": "boolean",
        "goals": "int64",
        "goals_achieved": "int64",
    },
    # One outcome that was not withdrawn. ``month`` is that of ``told_on``. ``asks`` is service, learning, job or
    # progression; ``family`` is CSO, CMO, LO or JO. ``verdict`` and ``pence`` are those of the standing decision.
    "fact_outcome": {
        "id": "string",
        **_WHERE,
        **_WHO,
        "kind": "string",
        "asks": "string",
        "family": "string",
        "started_on": "date",
        "told_on": "date",
        "claimed_on": "date",
        "weeks_sustained": "int64",
        "priority": "boolean",
        "is_shown": "boolean",
        "verdict": "string",
        "pence": "int64",
    },
    # One line of the ledger. ``month`` is that of the claim, ``effect_month`` that of the outcome's effect.
    "fact_line": {
        "id": "string",
        **_WHERE,
        "person": "string",
        "outcome": "string",
        "kind": "string",
        "family": "string",
        "priority": "boolean",
        "effect_month": "date",
        "pence": "int64",
    },
    # One sum of a claim that is about nobody.
    "fact_sum": {"id": "string", **_WHERE, "kind": "string", "pence": "int64"},
    # What a month was expected to bring: a count or pence, of a category and class ("priority", "other" or "").
    "fact_profile": {
        "contract": "string",
        "month": "date",
        "category": "string",
        "customer_class": "string",
        "volume": "float64",
        "pence": "float64",
    },
    # What was paid by the agency for a month.
    "fact_paid": {"contract": "string", "month": "date", "category": "string", "pence": "int64"},
    # One follow-up. ``month`` is that of ``due_on``; ``in_time`` is whether it was closed by its day.
    "fact_follow_up": {
        "id": "string",
        **_WHERE,
        "person": "string",
        "adviser": "string",
        "stage": "string",
        "due_on": "date",
        "state": "string",
        "reached": "boolean",
        "in_time": "boolean",
        "tries": "int64",
        "situation": "string",
    },
    # One customer's own answer, 1 to 5.
    "fact_answer": {"id": "string", **_WHERE, **_WHO, "answered_on": "date", "answer": "int64"},
    # One contact of anybody. ``month`` is that of the day it came in. ``resumed``: it goes on with the contact before
    # it, so that no new question begins here.
    "fact_contact": {
        "id": "string",
        **_WHERE,
        "person": "string",
        "adviser": "string",
        "channel": "string",
        "opened_on": "date",
        "outcome": "string",
        "resumed": "boolean",
    },
    # A person's own facts, once: coarse groups, "" where not said. Ages are counted at the session, not here.
    "fact_person": {
        "person": "string",
        "gender": "string",
        "ethnicity": "string",
        "condition": "string",
        "condition_affects_work": "boolean",
        "duplicate": "boolean",
    },
    # Where a person stood in learning and work, as told on a day; ``level`` 0 to 8, empty where not known.
    "fact_progression": {
        "id": "string",
        **_WHERE,
        "person": "string",
        "told_on": "date",
        "about": "string",
        "status": "string",
        "level": "int64",
        "full_time": "boolean",
        "shock": "boolean",
    },
    # A day's count of another system, as it stands now.
    "fact_count": {
        "contract": "string",
        "month": "date",
        "source": "string",
        "code": "string",
        "day": "date",
        "counted": "int64",
    },
}


def facts() -> dict[str, Table]:
    """Every table of facts as an Ibis table without data, by its name."""
    return {name: ibis.table(dict(schema), name=name) for name, schema in SCHEMAS.items()}
