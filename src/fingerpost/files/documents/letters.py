"""The papers beside a plan: the slip that a customer signs when nothing prints, and the letter that posts a copy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from fingerpost.files.documents.blocks import (
    Block,
    day,
    document,
    facts,
    heading_of,
    lines_of,
    plain,
    voice_of,
    written,
)
from fingerpost.files.documents.wording import ENGLISH
from fingerpost.house.errors import InvalidInput

_CODE: Final = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")
# From the top of the page: where a long window envelope shows it on a page folded in three, and what lies below the
# fold, out of the window however the page slides.
_ADDRESS_MM: Final = 52
_BODY_MM: Final = 106


def make_slip(
    content: Mapping[str, Any],
    *,
    code: str,
    format: str = "standard",
    language: str = ENGLISH,
) -> bytes:
    """A slip on which a customer signs that they agree to one version (OI-8.15), as PDF/UA-1.

    It names the version by its number, day and ``code`` (``XXXX-XXXX``, from the version's hash), and says nothing of
    what stands in the plan. Raises InvalidInput for a code of another shape.
    """
    if not _CODE.fullmatch(code):
        raise InvalidInput(
            _("The code of a slip has four signs, a hyphen and four signs."), code="files.slip_code"
        )
    voice = voice_of(format, language)
    blocks: list[Block] = [
        heading_of(content["title"], 1, content.get("language") or ENGLISH),
        facts(
            [
                voice.fact("name", content["customer"]["name"]),
                voice.fact("version", f"{content['number']}, {day(content['made_on'])}"),
                {"label": voice.say("code"), "value": written(code, strong=True)},
            ]
        ),
        voice.heading("signature"),
        {"kind": "words", "strong": False, "words": voice.say("agree")},
        {"kind": "sign", "lines": [voice.say("signature"), voice.say("date")]},
    ]
    return document(blocks, content=content, title=content["title"], voice=voice, format=format)


def make_cover_letter(
    content: Mapping[str, Any],
    *,
    envelope_mark: str | None = None,
    format: str = "standard",
) -> bytes:
    """The letter over a copy that goes by post, as PDF/UA-1. Raises InvalidInput where no address is known.

    The window of the envelope shows the name and the address and nothing else (OI-14.17.ii). Where policy asks for a
    mark on an inner envelope (``classification.envelope_mark``), a second sheet is its label; the outer one has none.
    """
    voice = voice_of(format, ENGLISH)
    customer, adviser = content["customer"], content["adviser"]
    address = [plain(customer["name"]), *(plain(line) for line in customer.get("lines", ()) if plain(line))]
    if len(address) == 1:
        raise InvalidInput(
            _("There is no address to post to. Add one to the record."), code="files.no_address"
        )
    reach = adviser.get("telephone") or ""
    body = [
        f"Dear {customer['name']}",
        f"Here is your copy of the plan that we made together on {day(content['session']['on'])}.",
        "Please keep it. If something in it is not right, tell your adviser.",
        f"Your adviser is {adviser['name']}{f', telephone {reach}' if reach else ''}.",
    ]
    blocks: list[Block] = [
        {"kind": "address", "top": _ADDRESS_MM, "body": _BODY_MM, "lines": address},
        heading_of("Your copy of your plan", 1, ENGLISH),
        {"kind": "text", "paragraphs": [lines_of(line) for line in body]},
    ]
    if envelope_mark:
        blocks.append({"kind": "stamp", "mark": plain(envelope_mark).upper(), "lines": address})
    return document(
        blocks,
        content=content,
        title="Letter with a copy of a plan",
        voice=voice,
        format=format,
        is_letter=True,
    )
