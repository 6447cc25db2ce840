"""What follows from the rows that were written: staff in contacts, checks, grants, notices, events.

Written by the database from its own rows, a table at a time, with the ids, moments and authors that a page
would have left. An id is the id of its origin with another table's digits in it.
"""

# ruff: noqa: S608 - the statements are put together from constants of this module
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES: Final = (
    "interactions_contactstaff",
    "interactions_identitycheck",
    "interactions_noticegiven",
    "customers_grant",
    "customers_sharedsecret",
    "house_event",
    "house_read",
)
"""Tables that are filled here and by nothing else."""

# Two digits in ids that no table of `writing.KINDS` has.
_STAFF, _CHECK, _SECRET, _GRANT, _EVENT, _READ, _NOTICE = "a1", "a2", "a3", "b0", "c0", "d0", "e0"


def _months_after(moment: str) -> str:
    """The end of the day so many calendar months on, by the clocks of England (`customers.rules`)."""
    day = f"({moment} AT TIME ZONE 'Europe/London')::date"
    return f"({day} + make_interval(months => %(months)s, days => 1)) AT TIME ZONE 'Europe/London'"


def _id(origin: str, kind: str, index: str = "0") -> str:
    return f"overlay({origin}::text placing '{kind}{index}' from 16 for 3)::uuid"


_AUTHORS: Final = """
CREATE TEMPORARY TABLE demo_author ON COMMIT DROP AS
SELECT DISTINCT ON (m.account_id) m.account_id, m.organisation_id, m.role, a.line_manager_id,
       jsonb_build_object('account', m.account_id, 'membership', m.id, 'organisation', m.organisation_id,
                          'role', m.role, 'request', '') AS context
  FROM staff_membership m JOIN staff_account a ON a.id = m.account_id
 ORDER BY m.account_id, m.starts_on, m.id"""

# The contact in which each record was made, and the ones that came after it.
_FIRST_CONTACTS: Final = """
CREATE TEMPORARY TABLE demo_first ON COMMIT DROP AS
SELECT c.id AS customer_id, k.id AS contact_id, k.opened_at, k.ended_at, c.opened_by_id, c.state,
       c.provisional_until, c.organisation_id, c.contract_id
  FROM customers_customer c
  JOIN interactions_contact k ON k.customer_id = c.id AND k.opened_at = c.registered_at"""

_LATER_VISITS: Final = """
CREATE TEMPORARY TABLE demo_later ON COMMIT DROP AS
SELECT k.id AS contact_id, k.customer_id, k.opened_at, k.opened_by_id, k.organisation_id, k.channel
  FROM interactions_contact k
  JOIN customers_customer c ON c.id = k.customer_id AND k.opened_at > c.registered_at
  JOIN interactions_session s ON s.contact_id = k.id
  JOIN interactions_attendance a ON a.session_id = s.id AND a.result = 'attended'"""

_CONTACT_STAFF: Final = f"""
INSERT INTO interactions_contactstaff (id, contact_id, account_id, part, joined_at)
SELECT {_id("k.id", _STAFF)}, k.id, k.opened_by_id,
       CASE WHEN w.role IN ('language_adviser', 'trainee') THEN w.role ELSE 'adviser' END, k.opened_at
  FROM interactions_contact k JOIN demo_author w ON w.account_id = k.opened_by_id"""

# Who came back was authenticated again in that contact (BR-7.3): by answers, by papers, or known.
_CHECKS: Final = f"""
INSERT INTO interactions_identitycheck
    (id, contact_id, account_id, state, questions, failures, method, detail, outcome, seed, codes_asked,
     customer_id, searched_at, ended_at)
SELECT {_id("l.contact_id", _CHECK)}, l.contact_id, l.opened_by_id, 'passed', %(questions)s::jsonb, 0,
       CASE WHEN l.channel = 1 THEN 'evidence' ELSE 'secrets' END,
       CASE WHEN l.channel = 1 THEN 'passport' ELSE '' END, 'opened',
       md5(l.customer_id::text) || md5(l.contact_id::text), 0, l.customer_id, l.opened_at,
       l.opened_at + interval '3 minutes'
  FROM demo_later l"""

_SECRETS: Final = f"""
INSERT INTO customers_sharedsecret (id, customer_id, question, answer_hash, set_at)
SELECT {_id("f.customer_id", _SECRET, "' || q.place || '")}, f.customer_id, q.question, q.answer_hash, f.ended_at
  FROM demo_first f
 CROSS JOIN (SELECT row_number() OVER () - 1 AS place, question, answer_hash
               FROM unnest(%(secret_questions)s::text[], %(hashes)s::text[]) AS u (question, answer_hash)) q
 WHERE f.state = 'confirmed' AND (substr(f.customer_id::text, 36) < 'b' OR f.customer_id = ANY (%(showcase)s))"""

_GRANTS: Final = (
    f"""
INSERT INTO customers_grant
    (id, customer_id, account_id, organisation_id, reason, basis_id, purpose, starts_at, ends_at, granted_by_id,
     granted_at)
SELECT {_id("f.customer_id", _GRANT, "0")}, f.customer_id, f.opened_by_id, f.organisation_id, 'new_record',
       f.contact_id, '',
       f.opened_at, CASE WHEN f.state = 'provisional'
           THEN (f.provisional_until + 1)::timestamp AT TIME ZONE 'Europe/London'
           ELSE f.opened_at + make_interval(hours => %(hours)s) END, f.opened_by_id, f.opened_at
  FROM demo_first f""",
    f"""
INSERT INTO customers_grant
    (id, customer_id, account_id, reason, basis_id, purpose, starts_at, ends_at, granted_by_id, granted_at)
SELECT {_id("f.customer_id", _GRANT, "1")}, f.customer_id, w.line_manager_id, 'manager', f.contact_id, '',
       f.opened_at, (f.provisional_until + 1)::timestamp AT TIME ZONE 'Europe/London', f.opened_by_id, f.opened_at
  FROM demo_first f JOIN demo_author w ON w.account_id = f.opened_by_id
 WHERE f.state = 'provisional' AND w.line_manager_id IS NOT NULL""",
    # A relationship lasts so many months (grant.relationship_months): from the making of the record, and again
    # from each session that the customer came to.
    f"""
INSERT INTO customers_grant
    (id, customer_id, organisation_id, contract_id, reason, basis_id, purpose, starts_at, ends_at,
     granted_by_id, granted_at)
SELECT {_id("f.customer_id", _GRANT, "2")}, f.customer_id, f.organisation_id, f.contract_id, 'relationship',
       f.contact_id, '', f.opened_at, {_months_after("f.opened_at")}, f.opened_by_id, f.opened_at
  FROM demo_first f
 WHERE f.state = 'confirmed'""",
    f"""
INSERT INTO customers_grant
    (id, customer_id, organisation_id, contract_id, reason, basis_id, purpose, starts_at, ends_at,
     granted_by_id, granted_at)
SELECT {_id("s.id", _GRANT, "4")}, f.customer_id, s.organisation_id, s.contract_id, 'relationship', s.id, '',
       s.recorded_at, {_months_after("s.started_at")}, s.recorded_by_id, s.recorded_at
  FROM demo_first f
  JOIN interactions_attendance a ON a.customer_id = f.customer_id AND a.result = 'attended'
  JOIN interactions_session s ON s.id = a.session_id
 WHERE f.state = 'confirmed'""",
    f"""
INSERT INTO customers_grant
    (id, customer_id, account_id, organisation_id, reason, basis_id, purpose, starts_at, ends_at, granted_by_id,
     granted_at)
SELECT {_id("l.contact_id", _GRANT, "3")}, l.customer_id, l.opened_by_id, l.organisation_id, 'authenticated',
       {_id("l.contact_id", _CHECK)}, '', l.opened_at,
       l.opened_at + make_interval(hours => %(hours)s), l.opened_by_id, l.opened_at
  FROM demo_later l""",
)

# The four texts are shown before the first advice; the version is the one in force on the day. Only the last
# year has them: what was shown before is not known.
_NOTICES: Final = f"""
INSERT INTO interactions_noticegiven
    (id, contact_id, customer_id, kind, text_version, channel, understood, shown_at, shown_by_id, recorded_at)
SELECT {_id("k.id", _NOTICE, "' || t.place || '")}, k.id, k.customer_id, t.kind, t.version, k.channel, true,
       k.opened_at, k.opened_by_id, k.opened_at
  FROM demo_first f
  JOIN interactions_contact k ON k.id = f.contact_id
  JOIN interactions_session s ON s.contact_id = k.id AND k.opened_at > %(until)s::date - interval '1 year'
 CROSS JOIN LATERAL (
       SELECT u.place - 1 AS place, u.kind, u.version
         FROM unnest(%(notice_kinds)s::text[], %(notice_versions)s::text[], %(notice_from)s::date[],
                     %(notice_to)s::date[]) WITH ORDINALITY AS u (kind, version, since, until, place)
        WHERE k.opened_at::date BETWEEN u.since AND u.until) t"""

_EVENTS: Final = (
    f"""
INSERT INTO house_event (id, kind, recorded_at, happened_at, account_id, organisation_id, customer_id, subject)
SELECT {_id("f.customer_id", _EVENT, "0")}, 'customer.made', f.opened_at, f.opened_at, f.opened_by_id,
       f.organisation_id, f.customer_id, jsonb_build_object('contact', f.contact_id)
  FROM demo_first f""",
    f"""
INSERT INTO house_event (id, kind, recorded_at, happened_at, account_id, organisation_id, customer_id, subject)
SELECT {_id("s.id", _EVENT, "1")}, 'session.recorded', s.recorded_at, s.recorded_at, s.recorded_by_id,
       s.organisation_id, k.customer_id, jsonb_build_object('session', s.id, 'contact', k.id, 'places', 1)
  FROM interactions_session s JOIN interactions_contact k ON k.id = s.contact_id""",
    f"""
INSERT INTO house_event (id, kind, recorded_at, happened_at, account_id, organisation_id, customer_id, subject)
SELECT {_id("a.id", _EVENT, "2")}, 'attendance.completed', a.completed_at, a.completed_at, a.completed_by_id,
       w.organisation_id, a.customer_id, jsonb_build_object('attendance', a.id, 'session', a.session_id)
  FROM interactions_attendance a JOIN demo_author w ON w.account_id = a.completed_by_id""",
)

_READS: Final = f"""
INSERT INTO house_read (id, read_at, account_id, organisation_id, customer_id, what, reason)
SELECT {_id("l.contact_id", _READ)}, l.opened_at, l.opened_by_id, l.organisation_id, l.customer_id,
       'identity_check', 'search'
  FROM demo_later l"""

STATEMENTS: Final[tuple[str, ...]] = (
    _AUTHORS,
    _FIRST_CONTACTS,
    _LATER_VISITS,
    "ANALYZE demo_author",
    "ANALYZE demo_first",
    "ANALYZE demo_later",
    _CONTACT_STAFF,
    _CHECKS,
    _SECRETS,
    *_GRANTS,
    _NOTICES,
    *_EVENTS,
    _READS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the statements are given: answers, clocks, and the texts in force over time."""

    until: date
    hours: int
    months: int
    questions: str
    secret_questions: Sequence[str]
    hashes: Sequence[str]
    showcase: Sequence[str]
    notice_kinds: Sequence[str]
    notice_versions: Sequence[str]
    notice_from: Sequence[date]
    notice_to: Sequence[date]


def derive(connection: BaseDatabaseWrapper, facts: Facts) -> None:
    """Fill the tables that follow from the others. Leaves ``demo_author`` for history until the commit."""
    values = {name: getattr(facts, name) for name in Facts.__dataclass_fields__}
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, values if "%(" in statement else None)
