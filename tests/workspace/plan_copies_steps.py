"""What the tests of accepting and giving a plan share: versions, addresses, what the pages send."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from bs4 import BeautifulSoup
from django.urls import reverse

from fingerpost.demo.world import World
from fingerpost.plans.models import PlanAcceptance, PlanCopy, PlanVersion
from tests.fixtures.world import Acting
from tests.plans.copies_steps import accepted, reachable
from tests.plans.steps import attended, planned


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def a_version(acting: Acting, world: World, *, channel: int = 1) -> PlanVersion:
    with acting("area_adviser") as actor:
        return planned(actor, attended(actor, world, channel=channel))


def ready(acting: Acting, world: World, **parts: Any) -> PlanVersion:
    """Accepted, and the customer may be written to."""
    with acting("area_adviser") as actor:
        version = accepted(actor, world)
        reachable(version, **parts)
        return version


def acceptance_page(version: PlanVersion) -> str:
    return reverse("workspace:plan_acceptance", args=[version.attendance_id])


def copies_page(version: PlanVersion) -> str:
    return reverse("workspace:plan_copies", args=[version.attendance_id])


def copy_page(copy: PlanCopy) -> str:
    return reverse("workspace:plan_copy", args=[copy.version.attendance_id, copy.id])


def said(how: str, **parts: Any) -> dict[str, Any]:
    """What the page of acceptance sends."""
    return {
        "submission": str(uuid4()),
        "how": how,
        "language": "en-GB",
        "helper": "nobody",
        "privacy_shown": "on",
        **parts,
    }


def typed(**parts: Any) -> dict[str, Any]:
    return said("typed", signed_name="Vashti Placeholder", has_confirmed="on", **parts)


def given(way: str, **parts: Any) -> dict[str, Any]:
    """What the page of copies sends."""
    return {
        "submission": str(uuid4()),
        "way": way,
        "format": "standard",
        "purpose": "for_customer",
        "wrapping": "pdf",
        **parts,
    }


def answers(acting: Acting, version: PlanVersion) -> list[PlanAcceptance]:
    with acting("area_adviser"):
        return list(PlanAcceptance.objects.filter(version=version).order_by("recorded_at", "id"))


def copies_of(acting: Acting, version: PlanVersion) -> list[PlanCopy]:
    with acting("area_adviser"):
        return list(
            PlanCopy.objects.filter(version=version).select_related("version").order_by("made_at", "id")
        )


def errors(response: Any) -> list[str]:
    return [link.get_text(strip=True) for link in soup(response).select(".govuk-error-summary li")]
