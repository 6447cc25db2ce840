"""Decisions about contacts, checks and notices: policy and plain values in, verdicts out. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from fingerpost.policy import Rules

OPEN, DROPPED, CLOSED = "open", "dropped", "closed"

CONTACT_MOVES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {OPEN: frozenset({DROPPED, CLOSED}), DROPPED: frozenset(), CLOSED: frozenset()}
)
"""What may become of a contact. A call that was cut off is resumed as a new contact."""

FACE_TO_FACE, TELEPHONE, OTHER = 1, 2, 99

CHANNEL_OF: Final[Mapping[str, int]] = MappingProxyType(
    {
        "appointment": FACE_TO_FACE,
        "call": TELEPHONE,
        "walk_in": FACE_TO_FACE,
        "outreach": FACE_TO_FACE,
        "group": FACE_TO_FACE,
        "paper": FACE_TO_FACE,
        "elsewhere": OTHER,
    }
)
"""The channel that a kind of contact has unless its appointment says otherwise."""

REFERENCE_LETTERS: Final = "ACDEFHJKMNPRTUVWXY34679"
"""What references are made of: nothing that looks or sounds like another (no B8, 1IL, 0OQ, 2Z, 5S, G)."""

REFERENCE_LENGTH: Final = 6

#: In which part somebody may join a contact that another person opened.
_PARTS_TO_JOIN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"language_adviser": ("language_adviser", "supervisor"), "trainee": ("trainee",)}
)

KNOWN_BECAUSE: Final = ("earlier_session", "earlier_today", "made_record", "long_known")
"""Why an adviser may say that they know the customer."""

NOTICES: Final = ("charter", "confidentiality", "privacy", "terms")
"""What is shown before advice, in this order (MX-3.1, MX-1.3c, BR-23.4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRules:
    """How an identity check is made on one day."""

    opens_at_once: bool
    ways: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]
    answers_needed: int
    most_failures: int
    lock_for: timedelta
    grant_for: timedelta
    code_digits: int
    code_lasts: timedelta
    most_codes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeText:
    """One text as it stood on a day: which words a record's version means."""

    kind: str
    version: str
    title: str
    body: tuple[str, ...]


def may_move(state: str, to: str) -> bool:
    """Whether a contact in this state may become that."""
    return to in CONTACT_MOVES[state]


def reference_of(choices: Sequence[int]) -> str:
    """A reference like "K7M-4PX" from six numbers, each below the number of letters."""
    letters = [REFERENCE_LETTERS[number] for number in choices]
    return f"{''.join(letters[:3])}-{''.join(letters[3:])}"


def read_reference(typed: str) -> str | None:
    """A reference as somebody typed it: any case, with or without the hyphen; None for what can't be one."""
    letters = [letter for letter in typed.upper() if letter.isalnum()]
    if len(letters) != REFERENCE_LENGTH or not set(letters) <= set(REFERENCE_LETTERS):
        return None
    return f"{''.join(letters[:3])}-{''.join(letters[3:])}"


def part_of_opener(role: str, *, kind: str) -> str:
    """The part of whoever opens a contact."""
    if kind == "paper":
        return "keyed_by"
    return role if role in {"language_adviser", "trainee"} else "adviser"


def parts_to_join(role: str, *, gives_advice: bool) -> tuple[str, ...]:
    """The parts in which this role may join another's contact (OI-3.36b); none for who does not advise."""
    if role in _PARTS_TO_JOIN:
        return _PARTS_TO_JOIN[role]
    return ("supervisor", "language_adviser") if gives_advice else ()


def grant_for(rules: Rules, *, on: date) -> timedelta:
    """How long a check passed in a contact lets its staff see the customer (OI-14.15)."""
    return timedelta(hours=rules.get_int("grant.contact_hours", on))


def check_rules(rules: Rules, *, on: date, channel: int, kind: str = "") -> CheckRules:
    """How an identity check is made on a day, in a contact of this channel.

    OI-14.18, OI-14.19: from 1 August 2010 the four items open the record at once; before, nothing does.
    BR-7.3: later the customer is authenticated in the contact, in one of the ways listed. OI-14.21: secrets
    count from the day their questions are in force. OI-8.16: whoever keys a paper session confirms that the
    signed paper names this person; nobody is there to be asked.
    """
    method = rules.find("identity.method", on)
    opens_at_once = method is not None and method.value == "four_items"
    asks = method is not None and method.value == "authenticate_in_contact"
    questions = _questions(rules, on) if asks else ()
    needed = rules.find("identity.answers_needed", on) if asks else None
    code = rules.find("identity.one_time_code", on) if asks else None
    table = code.value if code is not None and isinstance(code.value, Mapping) else {}
    ways: tuple[str, ...] = (
        *(("evidence",) if asks and channel == FACE_TO_FACE else ()),
        *(("secrets",) if questions and needed is not None else ()),
        *(("code",) if table else ()),
        *(("known",) if asks else ()),
    )
    if asks and kind == "paper":
        ways = ("paper_record",)
    return CheckRules(
        opens_at_once=opens_at_once,
        ways=ways,
        questions=questions,
        answers_needed=_whole(needed.value) if needed is not None else 0,
        most_failures=rules.get_int("identity.failures_before_lock", on) if method is not None else 0,
        lock_for=timedelta(minutes=rules.get_int("identity.lock_minutes", on))
        if method is not None
        else timedelta(),
        grant_for=grant_for(rules, on=on) if method is not None else timedelta(),
        code_digits=_whole(table.get("digits", 0)),
        code_lasts=timedelta(minutes=_whole(table.get("minutes", 0))),
        most_codes=_whole(table.get("tries", 0)),
    )


def notice_text(rules: Rules, kind: str, *, on: date) -> NoticeText | None:
    """One text as it stands on a day (BR-23.4: the text is versioned data); None before any was stated."""
    ruling = rules.find(f"notice.{kind}", on)
    if ruling is None:
        return None
    table = rules.get_table(f"notice.{kind}", on)
    body = table["body"]
    assert isinstance(body, tuple)  # the schema of the key has seen to it
    return NoticeText(
        kind=kind,
        version=str(table["version"]),
        title=str(table["title"]),
        body=tuple(str(paragraph) for paragraph in body),
    )


def notice_texts(rules: Rules, *, on: date) -> tuple[NoticeText, ...]:
    """The texts to show before advice on a day, in order."""
    found = (notice_text(rules, kind, on=on) for kind in NOTICES)
    return tuple(text for text in found if text is not None)


def _questions(rules: Rules, on: date) -> tuple[tuple[str, str], ...]:
    if rules.find("identity.secret_questions", on) is None:
        return ()
    rows = rules.get_rows("identity.secret_questions", on)
    return tuple((str(row["code"]), str(row["label"])) for row in rows)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("a rule of the identity check is not a whole number")
    return value
