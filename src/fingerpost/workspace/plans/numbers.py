"""Copies, counted by version."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count
from django.utils.translation import ngettext

from fingerpost.plans.models import PlanCopy


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
