"""Keeps the customer's own answer on the service, with who captured it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Attendance, AttendanceResult, SessionStaff
from fingerpost.interactions.queries.attendances import GAVE
from fingerpost.outcomes.models import AskedHow, SatisfactionAnswer
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability

_CLOCKS_APART = timedelta(minutes=5)


@transaction.atomic
def capture_answer(
    *,
    actor: Actor,
    now: datetime,
    attendance_id: UUID,
    answer: int,
    asked_how: str,
    answered_at: datetime,
    rules: Rules | None = None,
) -> SatisfactionAnswer:
    """Keep what a customer said after one session (OI-12.8). Never through whoever gave that session.

    ``answer`` is a code of ``satisfaction.scale``. Raises NotFound, NotPermitted, InvalidInput, or Conflict where the
    session has its answer already.
    """
    rules = rules or rules_in_force()
    if not actor.can(Capability.CAPTURE_SATISFACTION):
        raise NotPermitted(_("Your role does not take customers' answers."), code="no_answers")
    attendance = Attendance.objects.select_related("session").filter(id=attendance_id).first()
    if attendance is None or attendance.customer_id is None:
        raise NotFound(_("There is no session record here that you can see."), code="attendance_not_found")
    if SessionStaff.objects.filter(
        session_id=attendance.session_id, account_id=actor.account_id, part__in=GAVE
    ).exists():
        raise NotPermitted(
            _("You gave this session, so somebody else has to take the customer's answer."),
            code="gave_the_session",
        )
    if attendance.result != AttendanceResult.ATTENDED:
        raise Conflict(_("The customer did not attend this session."), code="not_attended")
    scale = {str(row["code"]) for row in rules.get_rows("satisfaction.scale", civil_date(answered_at))}
    if str(answer) not in scale or asked_how not in AskedHow.values:
        raise InvalidInput(_("Choose the customer's answer, and how it came."), code="answer_not_known")
    if not attendance.session.started_at <= answered_at <= now + _CLOCKS_APART:
        raise InvalidInput(
            _("The answer has to lie between the session and now. Mend its day."), code="answer_day"
        )
    try:
        with transaction.atomic():
            kept = SatisfactionAnswer.objects.create(
                customer_id=attendance.customer_id,
                attendance=attendance,
                answer=answer,
                asked_how=asked_how,
                answered_at=answered_at,
                captured_by_id=actor.account_id,
            )
    except IntegrityError as error:
        raise Conflict(
            _("This session has its answer already, and an answer is never changed."), code="answered"
        ) from error
    events.record(
        "satisfaction.captured",
        actor=actor,
        now=now,
        customer_id=kept.customer_id,
        subject={"attendance": attendance.id, "answer": kept.id},
    )
    return kept
