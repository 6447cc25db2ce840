"""Bodies of requests that bring one side's record to what the other side's says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from fingerpost.dss.syncing.shapes import (
    CLOSING,
    CUSTOMER,
    REFERENCES,
    SESSION,
    Body,
    differing,
    kept_fields,
    operation,
    withheld,
)
from fingerpost.dss.wire.catalogue import RESOURCES
from fingerpost.dss.wire.description import Field, Given

Judge = Callable[[str, Body], frozenset[str]]
"""Names the fields of a body that may not stand."""

_TAKEN: Final = frozenset({Given.REQUIRED, Given.OPTIONAL})
_DATE: Final = "LastModifiedDate"
# Fields that a change must send with whichever of them changed, since rules look at the request alone.
_TOGETHER: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "customers": (CLOSING,),
    "diversitydetails": (
        (
            "ConsentToCollectLLDDHealth",
            "LearningDifficultyOrDisabilityDeclaration",
            "PrimaryLearningDifficultyOrDisability",
            "SecondaryLearningDifficultyOrDisability",
            "DateAndTimeLLDDHealthConsentCollected",
            "ConsentToCollectEthnicity",
            "Ethnicity",
            "DateAndTimeEthnicityCollected",
        ),
    ),
    "goals": (("DateGoalCaptured", "DateGoalShouldBeCompletedBy"),),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What a PATCH sends, and the names of the fields that no request can bring about."""

    body: dict[str, object] = field(default_factory=dict)
    beyond_reach: tuple[str, ...] = ()


def with_their_ids(resource: str, body: Body, known: Callable[[str, str], str | None]) -> dict[str, object]:
    """A body with the ids it refers to as the other side has them. ``known`` gives the other id of a record.

    An id that nothing is known of stays: the wire lets a record name one that does not exist.
    """
    changed = dict(body)
    for name, other in REFERENCES.items():
        value = body.get(name)
        if isinstance(value, str) and value and any(each.name == name for each in kept_fields(resource)):
            changed[name] = known(other, value.lower()) or value
    return changed


def new_body(resource: str, source: Body, *, is_closing: bool) -> dict[str, object]:
    """What a POST sends. ``is_closing`` False holds back what would make a new customer read only.

    Neutral words go as they are: a record may need them, and they tell that something was withheld.
    """
    body = {
        each.name: source.get(each.name)
        for each in kept_fields(resource)
        if each.on_post in _TAKEN and source.get(each.name) is not None
    }
    if not is_closing and resource == CUSTOMER:
        for name in CLOSING:
            body.pop(name, None)
    if resource == SESSION and body.get("SessionAttended") is True:
        # A reason that was given before the session was attended can't be sent along with that.
        body.pop("ReasonForNonAttendance", None)
    return _dated(body, source)


def change_body(
    resource: str,
    source: Body,
    target: Body,
    *,
    is_closing: bool = True,
    unknown: frozenset[str] | None = None,
) -> Change:
    """What a PATCH sends to bring ``target`` to ``source``: the fields in which they differ, and what goes with them.

    Both have the target's ids. ``unknown`` as of ``differing``: neutral words never take the place of others.
    """
    fields = {each.name: each for each in kept_fields(resource)}
    wanted = list(differing(resource, source, target, unknown=unknown))
    if not is_closing and resource == CUSTOMER:
        wanted = [name for name in wanted if name not in CLOSING]
    body: dict[str, object] = {}
    beyond: list[str] = []
    for name in wanted:
        value, can = _sendable(resource, fields[name], source)
        if can:
            body[name] = value
        else:
            beyond.append(name)
    if body:
        _add_companions(resource, body, source)
        body = _dated(body, source)
    return Change(body, tuple(beyond))


def unsaid(resource: str, source: Body, target: Body, *, judge: Judge) -> frozenset[str]:
    """The fields that are neither compared nor sent, since one side withholds what they hold.

    What only the target withholds is compared after all where the source's may stand: somebody has said it otherwise.
    """
    at_source = withheld(resource, source)
    at_target = withheld(resource, target) - at_source
    return at_source | (at_target & judge(resource, source)) if at_target else at_source


def _sendable(resource: str, field: Field, source: Body) -> tuple[object, bool]:
    """The value to send for a field that differs, and whether a PATCH can bring it about at all."""
    if field.on_patch not in _TAKEN:
        return None, False
    value = source.get(field.name)
    if value is not None and value != "" and value != []:
        return value, True
    if field.clears:
        return "", True
    return None, field.name in operation(resource, "patch").nullable


def _add_companions(resource: str, body: dict[str, object], source: Body) -> None:
    for group in _TOGETHER.get(resource, ()):
        if any(name in body for name in group):
            for name in group:
                if source.get(name) is not None:
                    body.setdefault(name, source[name])


def _dated(body: dict[str, object], source: Body) -> dict[str, object]:
    """With the date of the change, so that both sides say the same of when."""
    if source.get(_DATE):
        body[_DATE] = source[_DATE]
    return body


def subcontractor_of(source: Body) -> str:
    """The subcontractor that a record names, for the header; outcomes can't be sent without."""
    return str(source.get("SubcontractorId") or "")


def needs_subcontractor(resource: str) -> bool:
    """Whether even reading asks for the header."""
    return any(each.code == "SC" for each in RESOURCES[resource].operations[0].steps)


def overlaid(target: Body, patch: Mapping[str, object], reply: Body) -> dict[str, object]:
    """The target as it should be after a PATCH: what it was, and what came back of the fields that were sent.

    What else came back differently was changed by somebody between the reading and the writing, and is theirs.
    """
    return {**target, **{name: reply.get(name) for name in patch}}
