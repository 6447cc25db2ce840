"""Pages that are counted, and copies that are counted by version."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import ngettext

from fingerpost.plans.models import PlanCopy


def page_of(request: HttpRequest) -> int:
    """The number of the page that is asked for, 1 where it is none."""
    typed = request.GET.get("page", "1")
    return int(typed) if typed.isascii() and typed.isdigit() and 0 < int(typed) < 10_000 else 1


def count_copies(version_ids: Sequence[UUID]) -> dict[UUID, str]:
    """How many copies were made of each version, in words; one query."""
    counted = (
        PlanCopy.objects.filter(version__in=version_ids)
        .values("version_id")
        .annotate(made=Count("id"))
        .values_list("version_id", "made")
    )
    return {
        version_id: ngettext("%(count)s copy", "%(count)s copies", made) % {"count": made}
        for version_id, made in counted
    }
