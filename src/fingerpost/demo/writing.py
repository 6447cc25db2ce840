"""How the generator writes: ids, days and rows of text, the same for the same seed on every machine."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from fingerpost.policy.civil import LONDON, is_working_day, london_moment

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "customers_customer": (
        *("id", "state", "title", "given_name", "family_name", "known_as", "date_of_birth", "gender"),
        *("unique_learner_number", "introduced_by", "introduced_by_detail", "preferred_contact_method"),
        *("preferred_language", "lives_in_england", "works_in_england", "digital_ability"),
        *("agrees_to_user_research", "agrees_to_market_research", "entitlement_checked_on", "registered_at"),
        *("opened_at", "provisional_until", "version", "contract_id", "opened_by_id", "organisation_id"),
    ),
    "customers_address": (
        *("id", "line_1", "line_2", "line_3", "line_4", "line_5", "postcode", "alternative_postcode"),
        *("from_on", "until_on", "recorded_at", "customer_id"),
    ),
    "customers_contactpoint": (
        *("id", "kind", "value", "is_safe", "may_leave_voicemail", "read_by_others", "name_to_give"),
        *("not_before", "not_after", "ended_at", "recorded_at", "version", "customer_id"),
    ),
    "customers_earliername": ("id", "given_name", "family_name", "until_on", "recorded_at", "customer_id"),
    "customers_matchkey": ("id", "family", "given", "date_of_birth", "postcode", "customer_id"),
    "customers_circumstance": (
        *("id", "kind", "value", "as_of", "said_by", "recorded_at", "customer_id", "recorded_by_id"),
    ),
    "customers_identityproof": (
        *("id", "standard", "preset", "evidence", "level", "level_required", "vouched_by", "rule_ids"),
        *("checked_at", "contact_id", "recorded_at", "customer_id", "checked_by_id"),
    ),
    "customers_diversitydetails": (
        *("customer_id", "consents_to_health", "health_consent_at", "learning_difficulty_or_disability"),
        *("primary_difficulty", "secondary_difficulty", "consents_to_ethnicity", "ethnicity_consent_at"),
        *("ethnicity", "version", "recorded_by_id"),
    ),
    "customers_additionalindicator": ("customer_id", "recorded_at", "recorded_by_id"),
    "interactions_contact": (
        *("id", "reference", "kind", "channel", "state", "dialled_number", "opened_at", "ended_at"),
        *("recorded_at", "version", "contract_id", "customer_id", "opened_by_id", "organisation_id"),
        *("resumes_id", "touchpoint_id", "venue_id", "appointment_id"),
    ),
    "interactions_session": (
        *("id", "kind", "channel", "label", "started_at", "ended_at", "captured", "recorded_at", "version"),
        *("contact_id", "contract_id", "organisation_id", "recorded_by_id", "venue_id"),
    ),
    "interactions_sessionstaff": ("id", "part", "account_id", "session_id"),
    "interactions_attendance": (
        *("id", "booked_for", "arrived_at", "seen_at", "result", "reason", "helper", "language"),
        *("next_contact_on", "write_up_due_at", "completed_at", "recorded_at", "version"),
        *("completed_by_id", "customer_id", "recorded_by_id", "session_id"),
    ),
    "interactions_attendancesection": (
        *("id", "section", "text", "saved_at", "version", "attendance_id", "saved_by_id"),
    ),
    "interactions_priorityassessment": (
        *("id", "set_name", "set_version", "assessed_on", "groups", "rule_ids", "recorded_at"),
        *("attendance_id", "customer_id"),
    ),
    "plans_plan": (
        *("id", "begun_at", "closed_at", "recorded_at", "begun_by_id", "contract_id", "customer_id"),
        *("follows_id", "organisation_id"),
    ),
    "plans_planversion": (
        *("id", "number", "content", "content_sha256", "document_sha256", "needs_signature", "rule_ids"),
        *("made_at", "recorded_at", "attendance_id", "made_by_id", "plan_id", "replaces_id"),
    ),
    "plans_planacceptance": (
        *(
            "id",
            "answer",
            "route",
            "signed_name",
            "supporter_name",
            "code",
            "language",
            "read_back",
            "helper",
        ),
        *("privacy_notice", "reason", "captured", "happened_at", "recorded_at", "file_id"),
        *("recorded_by_id", "version_id", "witness_id"),
    ),
    "plans_plancopy": (
        *("id", "way", "format", "language", "purpose", "state", "wrapping", "document_sha256"),
        *("receipt_hash", "due_at", "late_reason", "tracking", "made_at", "received_how", "told_how"),
        *("given_at", "recorded_at", "version_id", "made_by_id"),
    ),
    "plans_planprogress": (
        *("id", "item", "kind", "status", "met_on", "measure", "score", "text", "said_by", "happened_at"),
        *("recorded_at", "attendance_id", "plan_id", "recorded_by_id"),
    ),
    "outcomes_followup": (
        *("id", "stage", "counted_from", "due_on", "state", "closed_at", "closed_why", "recorded_at"),
        *("version", "contract_id", "customer_id", "organisation_id", "owner_id"),
    ),
    "outcomes_followupattempt": (
        *("id", "method", "reached", "situation", "text", "happened_at", "recorded_at", "customer_id"),
        *("follow_up_id", "made_by_id"),
    ),
    "outcomes_outcome": (
        *("id", "kind", "started_on", "told_on", "sent_back_why", "weekly_hours", "detail", "recorded_at"),
        *("version", "attendance_id", "contract_id", "customer_id", "organisation_id", "recorded_by_id"),
        "touchpoint_id",
    ),
    "outcomes_satisfactionanswer": (
        *("id", "answer", "asked_how", "answered_at", "recorded_at", "attendance_id", "captured_by_id"),
        "customer_id",
    ),
}
"""The tables that are written row by row, with the columns in the order of a row. Others are derived from them."""

KINDS: Final[dict[str, str]] = {table: f"{number:02x}" for number, table in enumerate(COLUMNS, start=1)}
"""Two hexadecimal digits that stand in every id of a table, so that one random part serves all rows of a person."""

NULL: Final = "\\N"
_MINUTE_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Day:
    """A working day: its date, the offset of its clocks and its midnight in milliseconds since 1970."""

    on: date
    iso: str
    offset: str
    midnight: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A minute of a working day, as PostgreSQL reads it and as an id begins with it."""

    text: str
    milliseconds: int

    @property
    def at(self) -> datetime:
        """The moment itself."""
        return datetime.fromtimestamp(self.milliseconds / 1000, tz=UTC)


class Calendar:
    """Working days from one date to past another, by number; `last` is the last one before the nation's day."""

    def __init__(self, *, first: date, until: date, beyond: int = 90) -> None:
        self.days: list[Day] = []
        self.last = -1
        day = first
        while day < until + timedelta(days=beyond):
            if is_working_day(day):
                self.days.append(_day(day))
                if day < until:
                    self.last += 1
            day += timedelta(days=1)

    def moment(self, number: int, minute: int) -> Moment:
        """The minute of a day, counted from midnight by its clocks."""
        day = self.days[number]
        text = f"{day.iso} {minute // 60:02d}:{minute % 60:02d}:00{day.offset}"
        return Moment(text, day.midnight + minute * _MINUTE_MS)

    def number_from(self, day: date) -> int:
        """The number of the first working day from a date on; one past the end where there is none."""
        return bisect_left(self.days, day, key=lambda one: one.on)

    def end_of(self, number: int) -> str:
        """The midnight at which a day is over."""
        day = self.days[number]
        return f"{day.iso} 24:00:00{day.offset}"


def _day(on: date) -> Day:
    midnight = london_moment(on, time(0))
    hours = int((midnight.astimezone(LONDON).utcoffset() or timedelta()).total_seconds()) // 3600
    return Day(on, on.isoformat(), f"+{hours:02d}", int(midnight.timestamp() * 1000))


@dataclass(slots=True)
class Ids:
    """The ids of everything that one person's record begins with at one moment (UUIDs of version 7)."""

    head: str
    tail: str

    @classmethod
    def at(cls, milliseconds: int, *, ordinal: int, random_bits: int) -> Ids:
        """Ids that begin with a moment and end with the person's number and some random bits."""
        time_part, number = f"{milliseconds:012x}", f"{ordinal:07x}"
        return cls(f"{time_part[:8]}-{time_part[8:]}-7", f"8{number[:3]}-{number[3:]}{random_bits:08x}")

    def of(self, table: str, index: int = 0) -> str:
        """The id of the row of this number (0 to 15) in a table."""
        return f"{self.head}{KINDS[table]}{index:x}-{self.tail}"

    def line(self, index: int) -> str:
        """The key of a line of a plan (0 to 255), which is in no table."""
        return f"{self.head}f{index:02x}-{self.tail}"


@dataclass(slots=True)
class Rows:
    """Rows of text for COPY, by table."""

    lines: dict[str, list[str]] = field(default_factory=lambda: {table: [] for table in COLUMNS})

    def add(self, table: str, *values: str) -> None:
        """Add one row. Values are already in PostgreSQL's text form and hold no tab, backslash or new line."""
        self.lines[table].append("\t".join(values))

    def as_text(self) -> dict[str, str]:
        """Everything, by table, each row ended by a new line."""
        return {table: "\n".join(lines) + "\n" for table, lines in self.lines.items() if lines}


def words(text: str) -> str:
    """A text of any kind in PostgreSQL's text form."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def flag(value: bool | None) -> str:
    """A truth value, or unknown, in text form."""
    return NULL if value is None else "t" if value else "f"
