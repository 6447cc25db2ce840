"""The rule that ties an action plan to its session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from fingerpost.dss.wire.description import Context, Failure, Rule
from fingerpost.dss.wire.rules.shared import moment_of

CREATED: Final = "DateActionPlanCreated"


def _created_after_session(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    created, session = moment_of(fields, CREATED), context.session_at
    if created is not None and session is not None and created < session:
        yield Failure((CREATED,), f"{CREATED} must be greater than or equal to DateandTimeOfSession.")


CREATED_AFTER_SESSION: Final = Rule(
    code="created-after-session",
    says="A plan is made no earlier than the session that it names, where that session is known and has a date.",
    check=_created_after_session,
    since=2,
)
