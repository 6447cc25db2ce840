"""What the wire says of collections."""

from __future__ import annotations

from typing import Any, Final

from fingerpost.dss.wire.messages import wrong_length
from tests.dss.table.rows import (
    SOME_ID,
    Break,
    Order,
    Row,
    Shape,
    Table,
    accepts,
    allowed,
    any_time,
    joined,
    needed,
    refuses,
    ruled,
)

_UKPRN: Final = "Ukprn"
_OURS: Final = "CollectionReports TouchPointId ContainerName ReportFileName"


def _chosen() -> list[Row]:
    """The sender may choose the id, as ``id``."""
    kept: dict[str, Any] = {"id": None, "CollectionId": SOME_ID}
    return [
        Row(about="CollectionId", what="ok", method="POST", given={"id": SOME_ID}, status=201, kept=kept),
        *refuses(
            "id", "read", "no id", message="Error converting value", methods=("POST",), about="CollectionId"
        ),
    ]


TABLE: Final = Table(
    segment="collections",
    valid={_UKPRN: "10001647"},
    invalid={_UKPRN: "1"},
    rows=joined(
        _chosen(),
        needed(_UKPRN, count=1),
        refuses(_UKPRN, "required", "", "        ", methods=("POST",), count=1),
        refuses(
            _UKPRN, "length", "1000164", "100016470", message=wrong_length(_UKPRN, 8, 8), methods=("POST",)
        ),
        ruled(
            _UKPRN, "ukprn-number", "1000164x", message="Ukprn must be a Number.", methods=("POST",), count=1
        ),
        allowed(_UKPRN, "ukprn-number", "10000000", methods=("POST",)),
        accepts(_UKPRN, "10000000", methods=("POST",), kept={"TouchPointId": "0000000101"}),
        any_time("LastModifiedDate", methods=("POST",)),
    ),
    orders=(
        Order(method="GET", route="Collections", steps="TP=400"),
        # Reports are made by a job, so that right after the POST there is no file yet.
        Order(
            method="GET",
            route="Collections/{recordId}",
            steps="TP=400:text Gr=400:zero_id X=204",
            success=204,
        ),
        Order(
            method="POST",
            route="Collections",
            steps="TP=400 AU=400 B=422:exception N=422 V=422:errors",
            success=201,
        ),
    ),
    breaks={"X": Break(ids={"recordId": SOME_ID})},
    shapes=(
        Shape(
            versions=(1, 2, 3),
            fields="CollectionId CollectionReports TouchPointId Ukprn LastModifiedDate ContainerName ReportFileName",
            not_by_post=_OURS,
        ),
    ),
)
