"""Collections: reports that a touchpoint asks for, and fetches as a file once they are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from fingerpost.dss.wire.common import (
    au,
    getting,
    guids,
    invalid,
    listing,
    modified_date,
    null_body,
    parse,
    posting,
    record_id,
    record_missing,
    tp,
    write_failed,
)
from fingerpost.dss.wire.description import Body, Context, Failure, Field, Given, Kind, Reply, Resource, Rule
from fingerpost.dss.wire.rules.progressions import is_number
from fingerpost.dss.wire.rules.shared import text_of

_MANY: Final = "Collections"
_ONE: Final = _MANY + "/{recordId}"
_UKPRN_LENGTH: Final = 8
_POST_ALONE: Final = frozenset({"POST"})


def _number(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    text = text_of(fields, "Ukprn")
    if len(text) == _UKPRN_LENGTH and text.strip() and not is_number(text):
        yield Failure(("Ukprn",), "Ukprn must be a Number.")


_FIELDS: Final = (
    replace(record_id("CollectionId"), on_post=Given.OPTIONAL, says="Its id, which a POST may give as id."),
    Field(
        name="CollectionReports",
        kind=Kind.ADDRESS,
        on_post=Given.SERVER,
        says="Where the reports are fetched: the address of the request and the id.",
    ),
    Field(
        name="TouchPointId",
        kind=Kind.TEXT,
        on_post=Given.HEADER,
        header="TouchpointId",
        says="The touchpoint whose reports they are.",
    ),
    Field(
        name="Ukprn",
        kind=Kind.TEXT,
        on_post=Given.REQUIRED,
        shortest=_UKPRN_LENGTH,
        longest=_UKPRN_LENGTH,
        says="The provider's number.",
    ),
    modified_date(future=True),
    Field(
        name="ContainerName",
        kind=Kind.TEXT,
        on_post=Given.SERVER,
        shown_on=_POST_ALONE,
        says="Where the file is kept.",
    ),
    Field(
        name="ReportFileName",
        kind=Kind.TEXT,
        on_post=Given.SERVER,
        shown_on=_POST_ALONE,
        says="The file's name there.",
    ),
)

RESOURCE: Final = Resource(
    segment="collections",
    title="Collections",
    key="CollectionId",
    newest=3,
    modifier="TouchPointId",
    says="Reports of a touchpoint's outcomes.",
    notifies=False,
    fields=_FIELDS,
    rules=(
        Rule(
            code="ukprn-number",
            says="The provider's number is a whole number. Where it was not, the original broke once it had kept it.",
            check=_number,
            methods=_POST_ALONE,
        ),
    ),
    operations=(
        listing(_MANY, tp(), scope="", says="The touchpoint's own collections."),
        replace(
            getting(
                _ONE,
                tp(Body.TEXT),
                *guids("Gr"),
                record_missing(),
                scope="",
                says="The reports of one of the touchpoint's own collections, once they are made.",
            ),
            does="download",
            reply=Reply.FILE,
        ),
        posting(
            _MANY,
            tp(),
            au(),
            parse(),
            null_body(),
            invalid(),
            write_failed(),
            scope="",
            says="Ask for reports.",
        ),
    ),
)
