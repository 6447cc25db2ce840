"""The register of a group session: everybody expected in one list, saved at once or line by line."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, NotPermitted
from fingerpost.house.forms.drawing import error_items
from fingerpost.house.navigation import href_of
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.submissions import submit_once
from fingerpost.interactions.models import Attendance, Session, SessionKind
from fingerpost.interactions.queries.attendances import (
    get_session,
    list_waiting_for_a_place,
    may_change,
)
from fingerpost.interactions.services.attendances import name_attendance, save_details
from fingerpost.interactions.services.sessions import GROUP_LIMIT, Place, add_place
from fingerpost.interactions.session_doors import was_confirmed
from fingerpost.staff.access import Capability
from fingerpost.workspace.sessions.forms import RegisterLine, with_version


@requires(Capability.GIVE_ADVICE)
def register(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Everybody expected at a group session: arrived, seen, result. A POST saves the lines that it carries."""
    actor, now = actor_of(request), timezone.now()
    session = _group(actor, session_id)
    lines = _lines(session, request)
    if request.method != "POST":
        return _show(request, session, lines, status=200)
    sent = [line for line in lines if line["form"].is_bound]
    for line in sent:
        _keep(actor, now, line)
    wrong = [line for line in sent if line["form"].errors]
    if request.POST.get("autosave"):
        return _autosaved(sent, now)
    if wrong:
        fresh = {line["place"].id: line for line in _lines(session, None)}
        shown = [line if line["form"].errors else fresh[line["place"].id] for line in lines]
        has_clash = any(line["clash"] for line in wrong)
        return _show(request, session, shown, status=409 if has_clash else 422)
    messages.success(request, _("Register saved."))
    return redirect("workspace:register", session.id)


@requires(Capability.GIVE_ADVICE)
@submit_once
def add_to_register(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Give a place to a customer confirmed in this contact, or to somebody who gave no name; or say who that was."""
    actor, now = actor_of(request), timezone.now()
    session = _group(actor, session_id)
    if request.method == "POST":
        customer_id = _id_of(request.POST.get("customer", ""))
        place_id = _id_of(request.POST.get("place", ""))
        if customer_id is not None and (
            session.contact_id is None or not was_confirmed(session.contact_id, customer_id)
        ):
            raise NotPermitted(_("Find the customer in this contact first."), code="not_confirmed_here")
        if place_id is not None and customer_id is not None:
            name_attendance(actor=actor, now=now, attendance_id=place_id, customer_id=customer_id)
        else:
            add_place(actor=actor, now=now, session=session, place=Place(customer_id=customer_id))
        messages.success(request, _("The register has been changed."))
    return redirect("workspace:register", session.id)


def _group(actor: Actor, session_id: UUID) -> Session:
    session = get_session(session_id)
    if session.kind != SessionKind.GROUP:
        raise Conflict(_("Only a group session has a register."), code="no_group")
    if not may_change(actor, session):
        raise NotPermitted(
            _("Another organisation gave this session, so you can't change its register."),
            code="not_your_session",
        )
    return session


def _lines(session: Session, request: HttpRequest | None) -> list[dict[str, Any]]:
    """One line for each place that this person may see, by name; unnamed ones last."""
    places = list(
        session.attendances.select_related("customer").order_by(
            "customer__family_name", "customer__given_name", "id"
        )[:GROUP_LIMIT]
    )
    data = request.POST if request is not None and request.method == "POST" else None
    lines = []
    unnamed = 0
    for place in places:
        place.session = session
        unnamed += place.customer_id is None
        sent = data is not None and f"{place.id}-version" in data
        lines.append(
            {
                "place": place,
                "name": place.customer.full_name
                if place.customer
                else _("Person without a name") + f" {unnamed}",
                "form": RegisterLine(data if sent else None, prefix=str(place.id), attendance=place),
                "clash": False,
            }
        )
    return lines


def _keep(actor: Actor, now: datetime, line: dict[str, Any]) -> None:
    form: RegisterLine = line["form"]
    if not form.is_valid():
        return
    place: Attendance = line["place"]
    saved = save_details(
        actor=actor,
        now=now,
        attendance_id=place.id,
        version=form.cleaned_data["version"],
        details=form.details(),
    )
    line["version"] = saved.attendance.version
    if saved.clash:
        line["clash"] = True
        form.data = with_version(form.data, str(place.id), saved.attendance.version)
        stands = saved.attendance.get_result_display()
        form.add_error(
            "result",
            _("%(name)s changed this line while you were typing, to “%(result)s”. Check it, then save")
            % {"name": saved.changed_by or _("Somebody else"), "result": stands},
        )


def _autosaved(sent: list[dict[str, Any]], now: datetime) -> JsonResponse:
    words = [
        message
        for line in sent
        for problems in line["form"].errors.as_data().values()
        for one in problems
        for message in one.messages
    ]
    answer: dict[str, Any] = {"saved_at": f"{timezone.localtime(now):%H:%M}"} if not words else {}
    if words:
        answer["message"] = " ".join(words)
    elif len(sent) == 1:
        answer["version"] = sent[0]["version"]
    status = 409 if any(line["clash"] for line in sent) else 422 if words else 200
    return JsonResponse(answer, status=status)


def _id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _show(
    request: HttpRequest, session: Session, lines: list[dict[str, Any]], *, status: int
) -> HttpResponse:
    context = {
        "session": session,
        "lines": lines,
        "summary": [
            {**item, "text": f"{line['name']}: {item['text']}"}
            for line in lines
            if line["form"].is_bound
            for item in error_items(line["form"])
        ],
        "waiting": list_waiting_for_a_place(session),
        "unnamed": [line for line in lines if line["place"].customer_id is None],
        "find_href": href_of("workspace:find_customer", session.contact_id) if session.contact_id else "",
        "contact_href": href_of("workspace:contact", session.contact_id) if session.contact_id else "",
        "register_href": reverse("workspace:register", args=[session.id]),
        "page_has_errors": any(line["form"].errors for line in lines if line["form"].is_bound),
    }
    return render(request, "workspace/sessions/register.html", context, status=status)
