"""Takes in a day's counts of other systems: totals only, never a person (OI-13.4, EV-4.3.2)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput
from fingerpost.performance.managed import of_contract
from fingerpost.performance.managing import ensure_agency, ensure_answers_for
from fingerpost.performance.models import ExternalCount
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

MOST_ROWS = 2_000
MOST_COUNTED = 100_000_000
COLUMNS = ("day", "code", "count")
_LOCK = 704_198


@dataclass(frozen=True, slots=True)
class Count:
    """One day's number under one code of the key ``performance.external_counts``."""

    day: date
    code: str
    counted: int


@transaction.atomic
def enter_counts(
    *, actor: Actor, now: datetime, contract_id: UUID | None, counts: Sequence[Count], rules: Rules
) -> int:
    """Keep counts of a contract, or of the whole service (None, by the agency); return how many were new or other.

    A number that stands already is left; another one for the same day and code becomes a row that replaces the one
    before, so nothing that was told before is lost. Raises NotPermitted, InvalidInput, Conflict.
    """
    if contract_id is None:
        ensure_agency(actor)
    else:
        ensure_answers_for(actor, contract_id)
    sources = {
        str(row["code"]): str(row["source"])
        for row in rules.get_rows("performance.external_counts", civil_date(now))
    }
    _check(counts, sources, today=civil_date(now))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, str(contract_id)])
    standing = {
        (row.code, row.day): row
        for row in ExternalCount.objects.filter(
            of_contract(contract_id),
            code__in={each.code for each in counts},
            day__in={each.day for each in counts},
            replaced_by__isnull=True,
        )
    }
    made = []
    for each in counts:
        before = standing.get((each.code, each.day))
        if before is not None and before.counted == each.counted:
            continue
        made.append(
            ExternalCount(
                contract_id=contract_id,
                source=sources[each.code],
                code=each.code,
                day=each.day,
                counted=each.counted,
                replaces=before,
                entered_by_id=actor.account_id,
                entered_at=now,
            )
        )
    try:
        with transaction.atomic():
            ExternalCount.objects.bulk_create(made)
    except IntegrityError as error:
        raise Conflict(
            _("Somebody else entered the same counts just now. Look at them and enter yours again."),
            code="changed_since",
        ) from error
    if made:
        events.record("counts.entered", actor=actor, now=now, subject={"rows": len(made)})
    return len(made)


def read_file(content: bytes, *, codes: Sequence[str]) -> list[Count]:
    """Read a CSV file with the columns day (YYYY-MM-DD), code, count. Raises InvalidInput that names each wrong line.

    Any other column is refused, so that nothing of a person comes in by the way (EV-4.3.2).
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            _("Save the file as CSV in UTF-8 and choose it again."), code="not_text"
        ) from error
    rows = list(csv.reader(io.StringIO(text)))[: MOST_ROWS + 2]
    if not rows or tuple(cell.strip().lower() for cell in rows[0]) != COLUMNS:
        raise InvalidInput(
            _("The first line must be: day,code,count. No other column is taken."), code="wrong_columns"
        )
    if len(rows) - 1 > MOST_ROWS:
        raise InvalidInput(
            _("A file holds at most %(most)s lines. Send it in parts.") % {"most": MOST_ROWS}, code="too_long"
        )
    found, wrong = [], []
    for number, row in enumerate(rows[1:], start=2):
        one = _read_row(row, codes)
        if one is None:
            wrong.append(str(number))
        else:
            found.append(one)
    if wrong:
        raise InvalidInput(
            _("These lines can't be read, or name no known count: %(lines)s. Nothing was kept.")
            % {"lines": ", ".join(wrong[:20])},
            code="wrong_lines",
        )
    if not found:
        raise InvalidInput(_("The file holds no counts."), code="empty")
    return found


def _read_row(row: Sequence[str], codes: Sequence[str]) -> Count | None:
    if len(row) != len(COLUMNS):
        return None
    day, code, counted = (cell.strip() for cell in row)
    if code not in codes or not (counted.isascii() and counted.isdigit() and len(counted) < 10):
        return None
    try:
        return Count(date.fromisoformat(day), code, int(counted))
    except ValueError:
        return None


def _check(counts: Sequence[Count], sources: dict[str, str], *, today: date) -> None:
    if len({(each.code, each.day) for each in counts}) < len(counts):
        raise InvalidInput(_("A day and count stand there twice. Keep one of them."), code="twice")
    for each in counts:
        if each.code not in sources:
            raise InvalidInput(_("Choose a count of the list."), code="count_not_known")
        if each.day > today:
            raise InvalidInput(_("A count can't be of a day to come."), code="day_to_come")
        if not 0 <= each.counted <= MOST_COUNTED:
            raise InvalidInput(_("A count is a whole number, nought or more."), code="count_not_whole")
