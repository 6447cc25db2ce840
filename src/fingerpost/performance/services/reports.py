"""Saved reports: keep a question, change it, remove it, make it, by hand or by its schedule (OI-13.4).

A report belongs to whoever saved it. Each making is made as its owner stands at that moment, so that somebody whose
rights shrank sees no more than they may now.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connections, transaction
from django.utils.translation import gettext as _

from fingerpost.files.sealing import seal, unseal
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.events import record
from fingerpost.house.rules import rules_in_force
from fingerpost.performance import engine
from fingerpost.performance.asking import Asked, asked_of
from fingerpost.performance.measures.registry import ALL, described
from fingerpost.performance.models import ReportMade, SavedReport, Schedule
from fingerpost.performance.reading import break_downs, figures
from fingerpost.performance.sheets import Sheet, marking_on, sheet_of, unpacked
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.staff.acting import acting_as

LONGEST_NAME: Final = 80
MOST_MEASURES: Final = 12
MOST_REPORTS: Final = 50
SYSTEM: Final = "system"
_MOST_DUE: Final = 1_000


def save_report(
    *, actor: Actor, now: datetime, name: str, measures: Sequence[str], asked: Asked, schedule: str
) -> SavedReport:
    """Keep a report. Raises NotPermitted, InvalidInput; Conflict where its owner keeps too many."""
    _may(actor)
    if len(list_reports(actor)) >= MOST_REPORTS:
        raise Conflict(_("You keep as many reports as can be kept. Remove one first."), code="reports_full")
    report = SavedReport.objects.create(
        organisation_id=actor.organisation_id,
        owner_id=actor.account_id,
        name=_name(name),
        asked=_question(measures, asked),
        schedule=Schedule(schedule),
        saved_at=now,
    )
    record("report.saved", actor=actor, now=now, subject={"report": report.id})
    return report


def change_report(
    *,
    actor: Actor,
    now: datetime,
    report_id: UUID,
    version: int,
    name: str,
    measures: Sequence[str],
    asked: Asked,
    schedule: str,
) -> SavedReport:
    """Change a report. Raises NotFound, InvalidInput; Conflict where it was changed meanwhile."""
    _may(actor)
    report = _locked(report_id)
    if report.version != version:
        raise Conflict(_("This report was changed meanwhile. Open it again."), code="report_changed")
    report.name, report.asked, report.schedule = _name(name), _question(measures, asked), Schedule(schedule)
    report.version += 1
    report.save(update_fields=["name", "asked", "schedule", "version"])
    record("report.changed", actor=actor, now=now, subject={"report": report.id})
    return report


def remove_report(*, actor: Actor, now: datetime, report_id: UUID) -> None:
    """Remove a report and everything that was made of it. Raises NotFound."""
    _may(actor)
    report = _locked(report_id)
    ReportMade.objects.filter(report=report).delete()
    report.removed_at, report.schedule = now, Schedule.NEVER
    report.save(update_fields=["removed_at", "schedule"])
    record("report.removed", actor=actor, now=now, subject={"report": report.id})


def list_reports(actor: Actor) -> list[SavedReport]:
    """The reports of this reader, by name."""
    rows = SavedReport.objects.filter(owner_id=actor.account_id, removed_at__isnull=True)
    return list(rows.order_by("name", "id")[: MOST_REPORTS + 1])


def get_report(report_id: UUID) -> SavedReport:
    """One report of whoever acts. Raises NotFound."""
    found = SavedReport.objects.filter(id=report_id, removed_at__isnull=True).first()
    if found is None:
        raise NotFound(_("There is no such report of yours."), code="no_such_report")
    return found


def list_made(report: SavedReport) -> list[ReportMade]:
    """What was made of a report, the newest first; without its contents."""
    return list(ReportMade.objects.filter(report=report).defer("sealed").order_by("-made_at", "-id")[:100])


def sheets_now(actor: Actor, report: SavedReport, *, now: datetime) -> list[Sheet]:
    """The sheets of a report as its owner may see them now. What they may not see any more says so."""
    measures, asked = question_of(report)
    found = engine.newest_snapshot()
    newest = civil_date(found.taken_at if found else now).replace(day=1)
    marking = marking_on(civil_date(now), rules_in_force())
    filters = asked.filters(newest)
    sheets = []
    for code in measures:
        what = described(code)
        by = asked.by if asked.by in break_downs(actor, code) else None
        try:
            reading = figures(actor, measure=code, filters=filters, by=by, known=asked.known)
        except (InvalidInput, NotPermitted) as refused:
            sheets.append(Sheet(_(what.title), ((_("Not told"), refused.message),), (), ()))
        else:
            sheets.append(sheet_of(reading, made_at=now, marking=marking))
    return sheets


def make_report(*, actor: Actor, now: datetime, report_id: UUID) -> ReportMade:
    """Make a report and keep it sealed; the oldest makings go by policy. Raises NotFound, NotPermitted."""
    _may(actor)
    report = _locked(report_id)
    sheets = sheets_now(actor, report, now=now)
    found = engine.newest_snapshot()
    content = json.dumps([sheet.packed() for sheet in sheets], ensure_ascii=False).encode()
    made = ReportMade.objects.create(
        report=report, made_at=now, snapshot_sha256=found.sha256 if found else "", sealed=seal(content)
    )
    today = civil_date(now)
    kept = rules_in_force().get_int("performance.makings_kept", today)
    old = (
        ReportMade.objects.filter(report=report)
        .order_by("-made_at", "-id")
        .values_list("id", flat=True)[kept:]
    )
    ReportMade.objects.filter(id__in=list(old)).delete()
    report.made_on = today
    report.save(update_fields=["made_on"])
    record("report.made", actor=actor, now=now, subject={"report": report.id})
    return made


def get_made(report: SavedReport, made_id: UUID) -> ReportMade:
    """One making of a report. Raises NotFound."""
    found = ReportMade.objects.filter(report=report, id=made_id).first()
    if found is None:
        raise NotFound(_("This making of the report is not kept any more."), code="no_such_making")
    return found


def sheets_made(made: ReportMade) -> list[Sheet]:
    """The sheets of a making, as they were told then."""
    return [unpacked(each) for each in json.loads(unseal(bytes(made.sealed)))]


def make_due(*, now: datetime) -> int:
    """Make every report that its schedule asks for, each as its owner stands now; return how many were made.

    Called by the worker. A report whose owner may read no figures any more waits.
    """
    made, done = 0, set[UUID]()
    for report_id, membership_id in _due(civil_date(now)):
        if report_id in done:
            continue
        try:
            with acting_as(membership_id, now=now) as actor:
                if actor.can(Capability.SEE_PERFORMANCE):
                    make_report(actor=actor, now=now, report_id=report_id)
                    done.add(report_id)
                    made += 1
        except NotPermitted:
            continue
    return made


def question_of(report: SavedReport) -> tuple[list[str], Asked]:
    """The measures and the question of a report. A measure that is there no more is left out."""
    kept: dict[str, Any] = report.asked if isinstance(report.asked, dict) else {}
    measures = [str(code) for code in kept.get("measures", []) if code in ALL]
    return measures, asked_of(kept)


def _due(today: date) -> list[tuple[UUID, UUID]]:
    with transaction.atomic(using=SYSTEM), connections[SYSTEM].cursor() as cursor:
        cursor.execute(
            "SELECT report_id, membership_id FROM fingerpost_reports_due(%s) LIMIT %s", [today, _MOST_DUE]
        )
        return [(report, membership) for report, membership in cursor.fetchall()]


def _may(actor: Actor) -> None:
    if not actor.can(Capability.SEE_PERFORMANCE):
        raise NotPermitted(_("Your role keeps no reports."), code="reports_not_yours")


def _locked(report_id: UUID) -> SavedReport:
    found = SavedReport.objects.select_for_update().filter(id=report_id, removed_at__isnull=True).first()
    if found is None:
        raise NotFound(_("There is no such report of yours."), code="no_such_report")
    return found


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput(_("Give the report a name of 80 signs or fewer."), code="report_name")
    return name


def _question(measures: Sequence[str], asked: Asked) -> dict[str, Any]:
    codes = list(dict.fromkeys(measures))
    if not 1 <= len(codes) <= MOST_MEASURES:
        raise InvalidInput(_("Choose one to twelve measures."), code="report_measures")
    for code in codes:
        described(code)
    return {"measures": codes, **replace(asked).plain()}
