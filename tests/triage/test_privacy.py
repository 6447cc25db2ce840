"""Nothing that was asked at 18 is left behind: every row that the database gained, and every line of the log."""

from __future__ import annotations

import logging
import re
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.ids import new_id
from fingerpost.interactions.models import Contact
from fingerpost.policy.civil import civil_date
from fingerpost.triage.models import ContactDecision
from fingerpost.workspace.triage import views
from tests.fixtures.world import Acting, ClientAs
from tests.triage.steps import CENTRE, HOME, at, call, working_day

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("XD-12")]
TODAY = working_day(civil_date(timezone.now()) + timedelta(days=1))
AT_18 = {"stated": "advice", "found": "same", "age_known": "years", "age": "18", "lives_in": HOME}
INFORMATION = {**AT_18, "stated": "information"}
ADULT = {**AT_18, "age": "34"}

_READABLE = """
    SELECT c.relname FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'django_session'
       AND has_table_privilege(c.oid, 'SELECT')
"""
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:\+00:00|\+00)?")
_TOOK = re.compile(r"'milliseconds': [\d.]+")


class Left:
    """What one triage left behind: rows and lines in which only ids and moments were made alike."""

    def __init__(
        self, client: Client, acting: Acting, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        self.client, self.acting, self.world, self.caplog = client, acting, world, caplog

    def by(self, answers: dict[str, str]) -> tuple[Counter[str], list[str]]:
        """Open a call, answer the questions, look at the answer; what rows and lines there are more than before."""
        with self.acting("telephone_adviser") as actor:
            contact = call(actor, self.world, now=at(TODAY, 10), contract=CENTRE)
        before = self._rows()
        self.caplog.clear()
        with self.caplog.at_level(logging.DEBUG):
            page = self._send(contact, answers)
            self.client.get(page)
        lines = [
            _alike(f"{record.__dict__.get('route')} {record.getMessage()}") for record in self.caplog.records
        ]
        session = {key: value for key, value in self.client.session.items() if key != "fingerpost_seen_at"}
        return self._rows() - before, [*lines, _alike(str(sorted(session)))]

    def _send(self, contact: Contact, answers: dict[str, str]) -> str:
        address = f"/staff/contacts/{contact.id}/triage/"
        sent = self.client.post(address, {**answers, "submission": str(new_id()), "after": ""})
        assert sent.status_code == 302
        return sent["Location"]

    def _rows(self) -> Counter[str]:
        with self.acting("telephone_adviser"), connection.cursor() as cursor:
            cursor.execute(_READABLE)
            rows: Counter[str] = Counter()
            for (table,) in cursor.fetchall():
                cursor.execute(f'SELECT t::text FROM "{table}" t')
                rows.update(_alike(f"{table} {row}") for (row,) in cursor.fetchall())
        return rows


def _alike(text: str) -> str:
    return _TOOK.sub("took", _MOMENT.sub("moment", _ID.sub("id", text)))


@pytest.fixture
def left(
    client_as: ClientAs,
    acting: Acting,
    world: World,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> Left:
    monkeypatch.setattr(views, "timezone", SimpleNamespace(now=lambda: at(TODAY, 10)))
    return Left(client_as("telephone_adviser"), acting, world, caplog)


def test_information_at_18_when_entitled_or_not_or_not_asked_then_the_same_is_left(left: Left) -> None:
    rows, lines = left.by(INFORMATION)
    assert any(row.startswith("triage_contactdecision") for row in rows)
    for said in ("yes", "no", "not_asked"):
        assert left.by({**INFORMATION, "entitled": said}) == (rows, lines), said


def test_advice_at_18_when_entitled_then_the_same_is_left_as_of_any_adult(left: Left) -> None:
    adult = left.by(ADULT)
    assert left.by({**AT_18, "entitled": "yes"}) == adult
    assert left.by({**AT_18, "entitled": "no"}) != adult


def test_advice_at_18_when_not_entitled_then_the_same_is_left_as_of_anybody_younger(left: Left) -> None:
    assert left.by({**AT_18, "entitled": "no"}) == left.by({**AT_18, "age": "15"})


def test_columns_when_read_then_none_is_for_age_place_of_work_or_entitlement() -> None:
    named = {field.name for field in ContactDecision._meta.concrete_fields}
    words = ("age", "birth", "entitle", "claim", "custod", "exception", "works", "lives", "group")
    assert [name for name in named for word in words if word in name.split("_")] == []
