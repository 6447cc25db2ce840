"""Reads of concerns. Row security shows each to whoever raised it and to the leads who answer for it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext as _

from fingerpost.house.errors import NotFound
from fingerpost.safeguarding.models import Concern, ConcernState

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class ConcernPage:
    """One page of concerns, and whether another follows."""

    concerns: list[Concern]
    number: int
    has_next: bool


def list_concerns(*, page: int = 1) -> ConcernPage:
    """Concerns that the actor may see: open before closed, urgent first, then the newest; a page at a time."""
    number = max(page, 1)
    start = (number - 1) * PAGE_SIZE
    is_over = Case(
        When(state=ConcernState.CLOSED, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    found: list[Concern] = list(
        Concern.objects.select_related("raised_by", "organisation")
        .defer("text")
        .annotate(is_over=is_over)
        .order_by("is_over", "-is_urgent", "-raised_at", "-id")[start : start + PAGE_SIZE + 1]
    )
    return ConcernPage(found[:PAGE_SIZE], number, len(found) > PAGE_SIZE)


def get_concern(concern_id: UUID) -> Concern:
    """One concern. Raises NotFound, in the same words for absent and forbidden."""
    concern = (
        Concern.objects.select_related("raised_by", "handled_by", "organisation")
        .filter(id=concern_id)
        .first()
    )
    if concern is None:
        raise NotFound(_("There is no such concern that you may open."), code="no_such_concern")
    return concern
