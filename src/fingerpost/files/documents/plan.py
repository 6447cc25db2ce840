"""The document of a skills action plan, from the content of one version (the shape of `plans.content`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fingerpost.files.documents.blocks import (
    Block,
    Voice,
    day,
    document,
    facts,
    heading_of,
    passage,
    plain,
    voice_of,
    written,
)
from fingerpost.files.documents.looks import IN_BLOCKS
from fingerpost.files.documents.wording import ENGLISH

Content = Mapping[str, Any]
_KINDS: Final = ("referral", "signpost")
_LONG_ACTION: Final = 900


def make_plan_document(
    content: Mapping[str, Any],
    *,
    format: str = "standard",
    language: str = ENGLISH,
    with_signature: bool = False,
) -> bytes:
    """A plan as a tagged PDF (PDF/UA-1): the same content, format and language give the same bytes.

    ``content`` is the JSON of a version, read. ``format`` is one of ``looks.LOOKS``: the same content in another
    form. ``language`` is that of the headings; in two languages they stand beside the English ones. What was written
    stays as it was written. ``with_signature`` adds lines to sign on (OI-8.15). Optional parts that are empty are
    left out. Raises InvalidInput for a format or language that there is not, FacesMissing.
    """
    voice = voice_of(format, language)
    blocks = [
        heading_of(content["title"], 1, content.get("language") or ENGLISH),
        *_people(content, voice),
        *_part(content, voice, "starting_point"),
        *_options(content, voice),
        *_goals(content, voice),
        *_actions(content, voice, is_in_blocks=format in IN_BLOCKS),
        *_english_and_maths(content, voice),
        *_part(content, voice, "information_used"),
        *_part(content, voice, "reflection"),
        *_review(content, voice),
        *_privacy(content, voice),
        *(_signature(content, voice) if with_signature else ()),
    ]
    if format in IN_BLOCKS:
        blocks = [side for block in blocks for side in _unpaired(block)]
    return document(blocks, content=content, title=content["title"], voice=voice, format=format)


def _unpaired(block: Block) -> list[Block]:
    """Things side by side, one after the other: large letters want the whole width."""
    if block["kind"] != "pair":
        return [block]
    sides: Any = block["sides"]
    return [each for side in sides for each in side]


def _people(content: Content, voice: Voice) -> list[Block]:
    """OI-9.11: how to reach the customer and the adviser."""
    customer, adviser, session = content["customer"], content["adviser"], content["session"]
    theirs = facts(
        [
            voice.fact("name", customer["name"]),
            voice.fact("address", ", ".join(line for line in customer.get("lines", ()) if line)),
            voice.fact("telephone", customer.get("telephone") or ""),
            voice.fact("email", customer.get("email") or ""),
        ]
    )
    held = ", ".join(part for part in (day(session["on"]), session.get("channel_words", "")) if part)
    ours = facts(
        [
            voice.fact("name", adviser["name"]),
            voice.fact("organisation", adviser.get("organisation") or ""),
            voice.fact("telephone", adviser.get("telephone") or ""),
            voice.fact("session", held),
            voice.fact("version", f"{content['number']}, {day(content['made_on'])}"),
        ]
    )
    return [{"kind": "pair", "sides": [[voice.heading("details"), theirs], [voice.heading("adviser"), ours]]}]


def _part(content: Content, voice: Voice, name: str) -> list[Block]:
    text = content.get("parts", {}).get(name) or ""
    return [voice.heading(name), passage(text, is_easy=voice.is_easy)] if text.strip() else []


def _options(content: Content, voice: Voice) -> list[Block]:
    blocks = _part(content, voice, "options")
    options = content.get("options") or ()
    if not options:
        return blocks
    items = [
        [
            written(option["text"], strong=True),
            *([written(option["detail"])] if option.get("detail") else []),
            *([voice.part("chosen")] if option.get("chosen") else []),
        ]
        for option in options
    ]
    return [*(blocks or [voice.heading("options")]), {"kind": "bullets", "items": items}]


def _goals(content: Content, voice: Voice) -> list[Block]:
    goals = content.get("goals") or ()
    items = [
        [
            written(goal["text"], strong=True),
            {"words": _joined(voice, goal["area"], goal["horizon"]), "strong": False},
            *([written(goal["detail"])] if goal.get("detail") else []),
        ]
        for goal in goals
    ]
    return [voice.heading("goals"), {"kind": "bullets", "items": items}] if items else []


def _joined(voice: Voice, *keys: str) -> list[dict[str, object]]:
    """Several fixed words as one line in each language: Work, short term."""
    said = [voice.say(key) for key in keys if key]
    return [
        {
            **first,
            "text": ("، " if first["rtl"] else ", ").join(
                [str(first["text"]), *(_lowered(one) for one in rest)]
            ),
        }
        for first, *rest in zip(*said, strict=True)
    ]


def _lowered(one: Mapping[str, object]) -> str:
    """Fixed words as they stand after a comma."""
    return str(one["text"]).lower()


def _actions(content: Content, voice: Voice, *, is_in_blocks: bool) -> list[Block]:
    actions = content.get("actions") or ()
    if not actions:
        return []
    if is_in_blocks:
        cards = [_card(action, number, content, voice) for number, action in enumerate(actions, start=1)]
        return [voice.heading("actions"), *cards]
    return [
        voice.heading("actions"),
        {
            "kind": "table",
            "widths": [8, 4, 4, 6],
            "head": [voice.say(key) for key in ("what", "who", "by_when", "how_known")],
            "rows": [
                [
                    _what(action, voice),
                    [_who(action, content, voice)],
                    [written(_by(action))],
                    [written(action.get("detail") or "")],
                ]
                for action in actions
            ],
        },
    ]


def _what(action: Content, voice: Voice) -> list[dict[str, object]]:
    kind = action.get("kind", "")
    named = action.get("organisation") or ""
    return [
        written(action["text"], strong=True),
        *([voice.part(kind)] if kind in _KINDS else []),
        *([written(named)] if named and (kind in _KINDS or action.get("who") != "other") else []),
        *([voice.part("english_and_maths")] if action.get("english_maths") else []),
    ]


def _who(action: Content, content: Content, voice: Voice) -> dict[str, object]:
    who = action.get("who") or "customer"
    if who == "customer":
        return voice.part("you")
    if who == "adviser":
        return written(content["adviser"]["name"])
    return (
        written(action.get("organisation") or "")
        if action.get("organisation")
        else voice.part("organisation")
    )


def _by(action: Content) -> str:
    return day(action["by_on"]) if action.get("by_on") else ""


def _card(action: Content, number: int, content: Content, voice: Voice) -> Block:
    """One action a block: nothing to be read across."""
    about = _what(action, voice)[1:]
    rows = [
        {"label": voice.say("who"), "value": _who(action, content, voice)},
        {"label": voice.say("by_when"), "value": written(_by(action))},
        {"label": voice.say("how_known"), "value": written(action.get("detail") or "")},
    ]
    return {
        "kind": "card",
        "long": len(action["text"]) + len(action.get("detail") or "") > _LONG_ACTION,
        "parts": [
            heading_of(f"{number}. {action['text']}", 3, content.get("language") or ENGLISH),
            *([{"kind": "bullets", "items": [[part] for part in about]}] if about else []),
            facts(rows),
        ],
    }


def _english_and_maths(content: Content, voice: Voice) -> list[Block]:
    """OF-27: what is known of a need, and what was said of it."""
    need = content.get("english_maths") or ""
    text = content.get("parts", {}).get("english_and_maths") or ""
    if not need and not text.strip():
        return []
    said: list[Block] = (
        [{"kind": "words", "strong": True, "words": voice.say(f"need_{need}")}] if need else []
    )
    return [
        voice.heading("english_and_maths"),
        *said,
        *([passage(text, is_easy=voice.is_easy)] if text.strip() else []),
    ]


def _review(content: Content, voice: Voice) -> list[Block]:
    """OF-25: when the plan is looked at again."""
    if not content.get("review_on"):
        return []
    return [voice.heading("review"), passage(day(content["review_on"]))]


def _privacy(content: Content, voice: Voice) -> list[Block]:
    """OI-9.14: the privacy notice that the plan carries."""
    privacy = content.get("privacy")
    lines = [line for line in (privacy or {}).get("lines", ()) if plain(line)]
    return [voice.heading("privacy"), passage("\n\n".join(lines), is_easy=voice.is_easy)] if lines else []


def _signature(content: Content, voice: Voice) -> list[Block]:
    return [
        voice.heading("signature"),
        {"kind": "words", "strong": False, "words": voice.say("agree")},
        facts([voice.fact("name", content["customer"]["name"])]),
        {"kind": "sign", "lines": [voice.say("signature"), voice.say("date")]},
    ]
