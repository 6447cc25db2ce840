"""What the views of accepting and giving a plan share: the attendance with its version, and the log of reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fingerpost.customers.models import Grant
from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotFound
from fingerpost.house.navigation import href_of
from fingerpost.house.reading import log_read
from fingerpost.interactions.models import Attendance
from fingerpost.interactions.queries.attendances import get_attendance, may_change
from fingerpost.plans.content import from_json
from fingerpost.plans.giving import find_version_for
from fingerpost.plans.models import PlanVersion
from fingerpost.plans.services.acceptance import newer_version
from fingerpost.workspace.plans.present import content_shown


@dataclass(frozen=True, slots=True)
class Standing:
    """One attendance with its customer's plan: the version it is about, and whether a newer one was made since."""

    attendance: Attendance
    version: PlanVersion
    newer: PlanVersion | None
    is_ours: bool

    @property
    def customer_id(self) -> UUID:
        """Whose plan it is."""
        return self.version.plan.customer_id

    def context(self) -> dict[str, Any]:
        """What every page of these says of the plan."""
        customer = self.version.plan.customer
        newer = self.newer
        return {
            "attendance": self.attendance,
            "customer": customer,
            "version": self.version,
            "newer": newer,
            "newer_href": reverse("workspace:plan_acceptance", args=[newer.attendance_id]) if newer else "",
            "is_ours": self.is_ours,
            "shown": content_shown(from_json(self.version.content)),
            "plan_href": href_of("workspace:plan", self.attendance.id)
            or reverse("workspace:attendance", args=[self.attendance.id]),
            "concern_customer_id": customer.id,
            "customer_view_href": href_of("workspace:customer_view", customer.id),
        }


def read_standing(actor: Actor, attendance_id: UUID) -> Standing:
    """The plan of an attendance as it stands. Raises NotFound where there is none that the actor may see."""
    attendance = get_attendance(attendance_id)
    version = find_version_for(attendance)
    if version is None:
        raise NotFound(
            _("No version of a plan was made at this session yet. Make one first, then it can be accepted."),
            code="no_version_yet",
        )
    return Standing(
        attendance,
        version,
        newer_version(version),
        may_change(actor, version.attendance.session),
    )


def note_reading(actor: Actor, customer_id: UUID, what: str, *, now: datetime) -> None:
    """Keep that this person saw a part of the record, and by which grant."""
    reason = Grant.objects.filter(customer_id=customer_id).values_list("reason", flat=True).first()
    log_read(actor=actor, customer_id=customer_id, what=what, reason=reason or "", now=now)
