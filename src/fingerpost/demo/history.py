"""The history of the rows that were loaded: who made them, when, and how they stood before they were changed.

Triggers would write it a row at a time; here the database writes it a table at a time, in the same shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from psycopg import sql


@dataclass(frozen=True, slots=True, kw_only=True)
class _History:
    """One kind of history row: of which model, at which moment, by whom, and how the row stood then."""

    model: str
    label: str = "insert"
    at: str = "r.recorded_at"
    who: str = "r.recorded_by_id"
    joined: str = ""
    where: str = "true"
    stood: Mapping[str, str] = field(default_factory=dict)


_BY_MAKER: Final = "JOIN customers_customer c ON c.id = r.customer_id"
_UNFINISHED: Final = {"completed_at": "NULL", "completed_by_id": "NULL", "version": "1"}

_HISTORIES: Final = (
    _History(model="customers.Customer", at="r.registered_at", who="r.opened_by_id"),
    *(
        _History(model=f"customers.{name}", who="c.opened_by_id", joined=_BY_MAKER)
        for name in ("Address", "ContactPoint", "EarlierName")
    ),
    _History(model="customers.Circumstance"),
    _History(model="customers.IdentityProof", who="r.checked_by_id"),
    _History(model="customers.DiversityDetails", at="c.registered_at", joined=_BY_MAKER),
    # A contact is opened about nobody; when it is closed it is about somebody.
    _History(
        model="interactions.Contact",
        at="r.opened_at",
        who="r.opened_by_id",
        stood={"customer_id": "NULL", "state": "'open'", "ended_at": "NULL", "version": "1"},
    ),
    _History(model="interactions.Contact", label="update", at="r.ended_at", who="r.opened_by_id"),
    _History(model="interactions.NoticeGiven", who="r.shown_by_id"),
    _History(model="interactions.Session"),
    _History(
        model="interactions.SessionStaff",
        at="s.recorded_at",
        who="s.recorded_by_id",
        joined="JOIN interactions_session s ON s.id = r.session_id",
    ),
    # An attendance is recorded with its write-up clock, and completed.
    _History(model="interactions.Attendance", stood=_UNFINISHED),
    _History(
        model="interactions.Attendance",
        label="update",
        at="r.completed_at",
        who="r.completed_by_id",
        where="r.completed_at IS NOT NULL",
    ),
    _History(model="interactions.AttendanceSection", at="r.saved_at", who="r.saved_by_id"),
    _History(
        model="interactions.PriorityAssessment",
        who="a.recorded_by_id",
        joined="JOIN interactions_attendance a ON a.id = r.attendance_id",
    ),
    _History(model="plans.Plan", who="r.begun_by_id"),
    # A print is given as it is made; what goes by post waits until it is posted.
    _History(
        model="plans.PlanCopy",
        who="r.made_by_id",
        stood={
            "state": "CASE r.way WHEN 'post' THEN 'due' ELSE r.state END",
            "given_at": "CASE r.way WHEN 'post' THEN NULL ELSE r.given_at END",
            "tracking": "''",
        },
    ),
    _History(
        model="plans.PlanCopy",
        label="update",
        at="r.given_at",
        who="r.made_by_id",
        where="r.way = 'post' AND r.state = 'given'",
    ),
    # The worker makes a follow-up, as nobody; whoever reached the customer closed it.
    _History(
        model="outcomes.FollowUp",
        who="",
        stood={"state": "'open'", "closed_at": "NULL", "closed_why": "''", "version": "1"},
    ),
    _History(
        model="outcomes.FollowUp",
        label="update",
        at="r.closed_at",
        who="t.made_by_id",
        joined="JOIN outcomes_followupattempt t ON t.follow_up_id = r.id AND t.situation <> ''",
        where="r.closed_at IS NOT NULL",
    ),
    _History(model="outcomes.FollowUpAttempt", who="r.made_by_id"),
    _History(model="outcomes.Outcome"),
)


def history_models() -> list[type[Model]]:
    """The models whose history is written here, each once."""
    return [apps.get_model(name) for name in dict.fromkeys(each.model for each in _HISTORIES)]


def event_model(model: type[Model]) -> type[Model]:
    """The model that keeps another one's history."""
    return apps.get_model(model._meta.app_label, f"{model.__name__}Event")


def write_history(connection: BaseDatabaseWrapper) -> None:
    """Write the history of every row that was loaded, as its triggers would have."""
    with connection.cursor() as cursor:
        for each in _HISTORIES:
            cursor.execute(_statement(each))


def _statement(history: _History) -> sql.Composed:
    model = apps.get_model(history.model)
    kept = event_model(model)
    columns = [column for column in _columns(kept) if not column.startswith("pgh_")]
    key = model._meta.pk
    assert key is not None
    return sql.SQL(
        "INSERT INTO {kept} (pgh_created_at, pgh_label, pgh_obj_id, pgh_context, {columns})"
        " SELECT {at}, {label}, r.{key}, w.context, {values} FROM {table} r {joined}"
        " LEFT JOIN demo_author w ON w.account_id = {who} WHERE {where}"
    ).format(
        kept=sql.Identifier(kept._meta.db_table),
        columns=sql.SQL(", ").join(sql.Identifier(column) for column in columns),
        at=sql.SQL(history.at),
        label=sql.Literal(history.label),
        key=sql.Identifier(key.attname),
        values=sql.SQL(", ").join(_as_it_stood(history, column) for column in columns),
        table=sql.Identifier(model._meta.db_table),
        joined=sql.SQL(history.joined),
        who=sql.SQL(history.who or "NULL"),
        where=sql.SQL(history.where),
    )


def _as_it_stood(history: _History, column: str) -> sql.Composable:
    if column in history.stood:
        return sql.SQL(history.stood[column])
    return sql.SQL("r.{}").format(sql.Identifier(column))


def _columns(model: type[Model]) -> list[str]:
    return [str(column.column) for column in model._meta.concrete_fields]
