"""The documents of accepting and giving a plan, as files: the slip, a print, the letter that goes with the post."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fingerpost.customers.queries import find_home
from fingerpost.files.documents import make_cover_letter, make_slip
from fingerpost.files.serving import send_file
from fingerpost.files.uploads import PDF
from fingerpost.house.errors import Conflict
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.plans.giving import get_copy
from fingerpost.plans.models import CopyState, Way
from fingerpost.plans.rules.acceptance import slip_code
from fingerpost.plans.services.copies import print_of
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.plan_copies.views.common import note_reading, read_standing


@requires(Capability.GIVE_ADVICE, Capability.KEY_PAPER)
@require_safe
def slip(request: HttpRequest, attendance_id: UUID) -> HttpResponse:
    """The slip that a customer signs when the plan can't be printed; its code fits this version alone (OI-8.15b)."""
    actor = actor_of(request)
    standing = read_standing(actor, attendance_id)
    note_reading(actor, standing.customer_id, "plan_slip", now=timezone.now())
    version = standing.version
    pdf = make_slip(json.loads(version.content), code=slip_code(version.content_sha256))
    return send_file(pdf, name=f"slip-{version.number}.pdf", media_type=PDF)


@requires(Capability.GIVE_ADVICE, Capability.KEY_PAPER)
@require_safe
def document(request: HttpRequest, attendance_id: UUID, copy_id: UUID) -> HttpResponse:
    """The document of a print or of the post, made again from the version."""
    actor = actor_of(request)
    standing = read_standing(actor, attendance_id)
    copy = get_copy(copy_id, customer_id=standing.customer_id)
    if copy.way not in (Way.PRINT, Way.POST) or copy.state == CopyState.STOPPED:
        raise Conflict(_("There is nothing to print of this copy."), code="nothing_to_print")
    note_reading(actor, standing.customer_id, "plan_document", now=timezone.now())
    return send_file(print_of(copy), name=f"plan-{copy.version.number}.pdf", media_type=PDF)


@requires(Capability.GIVE_ADVICE, Capability.KEY_PAPER)
@require_safe
def letter(request: HttpRequest, attendance_id: UUID, copy_id: UUID) -> HttpResponse:
    """The letter over a copy that is posted, to where the customer lives now (OI-14.17.ii, OI-14.17.vii)."""
    actor, now = actor_of(request), timezone.now()
    standing = read_standing(actor, attendance_id)
    copy = get_copy(copy_id, customer_id=standing.customer_id)
    if copy.way != Way.POST or copy.state == CopyState.STOPPED:
        raise Conflict(_("This copy does not go by post."), code="not_by_post")
    note_reading(actor, standing.customer_id, "plan_letter", now=now)
    content = json.loads(copy.version.content)
    home = find_home(standing.customer_id)
    content["customer"]["lines"] = home.lines if home else []
    mark = rules_in_force().find("classification.envelope_mark", civil_date(now))
    pdf = make_cover_letter(
        content, envelope_mark=str(mark.value) if mark is not None else None, format=_letters_of(copy.format)
    )
    return send_file(pdf, name=f"letter-{copy.version.number}.pdf", media_type=PDF)


def _letters_of(format: str) -> str:
    """The letter is in one language, in letters as large as those of the plan."""
    return "standard" if format == "bilingual" else format
