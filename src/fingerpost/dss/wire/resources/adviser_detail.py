"""Adviser details: who advises, under no customer."""

from __future__ import annotations

from typing import Final

from fingerpost.dss.wire.common import (
    created_by,
    getting,
    guids,
    invalid,
    modified_by,
    modified_date,
    null_body,
    parse,
    patching,
    posting,
    record_id,
    record_missing,
    subcontractor,
    tp,
    write_failed,
)
from fingerpost.dss.wire.description import Body, Field, Given, Kind, Resource
from fingerpost.dss.wire.rules.shared import NO_TOUCHPOINT, not_blank

_MANY: Final = "AdviserDetails"
_ONE: Final = _MANY + "/{recordId}"
_LONGEST: Final = 100
_GRAMMARS_SINCE: Final = 3

_FIELDS: Final = (
    record_id("AdviserDetailId"),
    Field(
        name="AdviserName",
        kind=Kind.TEXT,
        on_post=Given.REQUIRED,
        grammar="ORG-NAME",
        grammar_since=_GRAMMARS_SINCE,
        longest=_LONGEST,
        says="The adviser's name.",
    ),
    Field(
        name="AdviserEmailAddress",
        kind=Kind.TEXT,
        grammar="EMAIL-ADVISER",
        grammar_since=_GRAMMARS_SINCE,
        longest=_LONGEST,
        says="Their email address at work.",
    ),
    Field(
        name="AdviserContactNumber",
        kind=Kind.TEXT,
        grammar="PHONE-ADVISER",
        grammar_since=_GRAMMARS_SINCE,
        longest=_LONGEST,
        says="Their telephone number at work.",
    ),
    modified_date(),
    modified_by(strict=False),
    subcontractor(),
    created_by(hidden=True),
)

RESOURCE: Final = Resource(
    segment="adviserdetails",
    title="AdviserDetails",
    key="AdviserDetailId",
    newest=3,
    notifies=False,
    says="Advisers, whom interactions name.",
    fields=_FIELDS,
    rules=(not_blank("AdviserName"),),
    operations=(
        getting(
            _ONE,
            tp(Body.NUMBER),
            *guids("Gr", Body.HTTP_CONTENT),
            record_missing(),
            scope="",
            says="One adviser.",
        ),
        posting(
            _MANY,
            tp(Body.TEXT, NO_TOUCHPOINT),
            parse(),
            null_body(),
            invalid(),
            write_failed(),
            scope="",
            says="Add an adviser.",
        ),
        patching(
            _ONE,
            tp(Body.NUMBER),
            *guids("Gr", Body.HTTP_CONTENT),
            parse(),
            null_body(),
            invalid(),
            record_missing(),
            write_failed(Body.RECORD_ID),
            scope="",
            says="Change an adviser. What was sent is judged alone.",
        ),
    ),
)
