"""How a version is accepted: which routes are open when, what each needs, the code of a slip. Pure.

All routes count alike: what makes an acceptance is that the customer said yes to these very words, and that
somebody can say how they know (OI-8.15b, OI-8.11).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

ACCEPTED, DECLINED, LEFT, LATER = "accepted", "declined", "left", "later"
DRAWN, TYPED, SPOKEN, MARK, SUPPORTER, SLIP, SCAN = (
    *("drawn", "typed", "spoken", "mark"),
    *("supporter", "slip", "scan"),
)

FACE_TO_FACE: Final = 1
_WRITTEN: Final = frozenset({3, 5, 7, 8, 10})

_TOGETHER: Final = (DRAWN, TYPED, SPOKEN, MARK, SUPPORTER, SLIP, SCAN)
_IN_WRITING: Final = (TYPED, SPOKEN, SUPPORTER, SLIP, SCAN)
_BY_VOICE: Final = (SPOKEN, SUPPORTER, SLIP, SCAN)

CODE_LETTERS: Final = "ACDEFHJKMNPRTUVWXY34679"
"""What the code of a slip is made of: nothing that looks or sounds like another."""

_HALF: Final = 4
_HASH_DIGITS_USED: Final = 24


class AcceptanceGap(StrEnum):
    """What an answer still needs before it can be kept. The value is stable; the words are the page's."""

    ROUTE = "route"
    ROUTE_NOT_OPEN = "route_not_open"
    PRIVACY = "privacy"
    SIGNED_NAME = "signed_name"
    CONFIRMED = "confirmed"
    WITNESS = "witness"
    SUPPORTER_NAME = "supporter_name"
    SUPPORTER_WHY = "supporter_why"
    CODE = "code"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFacts:
    """What was said and what came with it."""

    answer: str
    route: str
    channel: int
    privacy_shown: bool = False
    has_signed_name: bool = False
    has_confirmed: bool = False
    has_witness: bool = False
    has_supporter_name: bool = False
    has_reason: bool = False
    has_code: bool = False
    has_file: bool = False


def routes_for(channel: int) -> tuple[str, ...]:
    """The routes open to a customer of a session in this channel, in the order in which they are offered.

    OI-8.10: a plan made by telephone needs no signature, and is accepted aloud. Who is not in the room can't sign
    the screen or make a mark there; a signed print or slip can still come back.
    """
    if channel == FACE_TO_FACE:
        return _TOGETHER
    return _IN_WRITING if channel in _WRITTEN else _BY_VOICE


def missing_for(facts: AnswerFacts) -> tuple[AcceptanceGap, ...]:
    """What is missing before this answer can be kept; nothing for an answer that is no acceptance.

    OI-9.14: the privacy notice comes before sharing. A supporter signs with their name and a reason.
    """
    if facts.answer != ACCEPTED:
        return ()
    if not facts.route:
        return (AcceptanceGap.ROUTE,)
    if facts.route not in routes_for(facts.channel):
        return (AcceptanceGap.ROUTE_NOT_OPEN,)
    needed = {
        DRAWN: ((facts.has_file, AcceptanceGap.FILE),),
        TYPED: (
            (facts.has_signed_name, AcceptanceGap.SIGNED_NAME),
            (facts.has_confirmed, AcceptanceGap.CONFIRMED),
        ),
        SPOKEN: ((facts.has_witness, AcceptanceGap.WITNESS),),
        MARK: ((facts.has_witness, AcceptanceGap.WITNESS),),
        SUPPORTER: (
            (facts.has_supporter_name, AcceptanceGap.SUPPORTER_NAME),
            (facts.has_reason, AcceptanceGap.SUPPORTER_WHY),
        ),
        SLIP: ((facts.has_code, AcceptanceGap.CODE),),
        SCAN: ((facts.has_file, AcceptanceGap.FILE),),
    }
    gaps = [gap for is_there, gap in needed[facts.route] if not is_there]
    if not facts.privacy_shown:
        gaps.append(AcceptanceGap.PRIVACY)
    return tuple(gaps)


def slip_code(content_sha256: str) -> str:
    """The code of the slip for a version, like "K7M4-PXRA", made from the hash of its content (OI-8.18).

    The same words always give the same code; other words give another, but for one chance in 78 thousand million.
    """
    number = int(content_sha256[:_HASH_DIGITS_USED], 16)
    letters: list[str] = []
    for _place in range(2 * _HALF):
        number, letter = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[letter])
    return f"{''.join(letters[:_HALF])}-{''.join(letters[_HALF:])}"


def read_slip_code(typed: str) -> str | None:
    """A code as somebody keyed it: any case, with or without the hyphen; None for what can't be one."""
    letters = [letter for letter in typed.upper() if letter.isalnum()]
    if len(letters) != 2 * _HALF or not set(letters) <= set(CODE_LETTERS):
        return None
    return f"{''.join(letters[:_HALF])}-{''.join(letters[_HALF:])}"
