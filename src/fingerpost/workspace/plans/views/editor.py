"""The plan of one attendance: written together, agreed piece by piece, made a version.

The page is one form, so that without JavaScript any button keeps everything that was typed before it does what it
says. Each piece also saves by itself: a POST with the fields of one piece keeps that piece alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fingerpost.customers.queries import reason_to_see
from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotPermitted
from fingerpost.house.ids import new_id
from fingerpost.house.permissions import requires
from fingerpost.house.reading import log_read
from fingerpost.house.requests import actor_of
from fingerpost.interactions.models import Attendance
from fingerpost.interactions.queries.attendances import get_attendance, may_change
from fingerpost.plans.models import Draft, ProgressKind
from fingerpost.plans.queries import find_draft
from fingerpost.plans.services.drafts import begin_draft, catch_up
from fingerpost.plans.services.progress import ProgressValues, record_progress
from fingerpost.plans.services.versions import make_version
from fingerpost.policy.civil import civil_date, civil_time
from fingerpost.staff.access import Capability
from fingerpost.workspace.plans.editor import KINDS, Page, agreed_to_all, read_page
from fingerpost.workspace.plans.keeping import Keeper
from fingerpost.workspace.plans.put_back import put_back
from fingerpost.workspace.plans.state import EditorState, read_only_of, state_of
from fingerpost.workspace.plans.words import gap_lines

_ADD, _REMOVE, _BACK, _SAVE = "add", "remove", "back", "save"
_AGREE, _MAKE, _CATCH_UP = "agree", "make", "catch_up"
_QUERY: Final = {_ADD: "added", _REMOVE: "removed"}


@requires(Capability.READ_RECORDS)
def plan(request: HttpRequest, attendance_id: UUID) -> HttpResponse:
    """The working copy of the plan; a POST keeps everything that can be kept, then does what was asked."""
    actor, now = actor_of(request), timezone.now()
    found = get_attendance(attendance_id)
    is_ours = may_change(actor, found.session)
    if request.method == "POST":
        if not is_ours:
            raise NotPermitted(
                _("Another organisation gave this session, so you can read its plan but not change it."),
                code="not_your_session",
            )
        return _save(request, actor, now, found)
    if found.customer_id is not None:
        reason = reason_to_see(actor, found.customer_id)
        log_read(actor=actor, customer_id=found.customer_id, what="plan", reason=reason, now=now)
    draft = find_draft(found.id)
    if draft is None or not is_ours:
        return _not_begun(request, found, draft, is_ours=is_ours)
    state = state_of(draft, now=now)
    page = read_page(draft, state.written, standing=state.standing, added=_line_of(request, "added"))
    return _show(request, state, page, removed=_line_of(request, "removed"))


@requires(Capability.GIVE_ADVICE, Capability.KEY_PAPER)
def begin_plan(request: HttpRequest, attendance_id: UUID) -> HttpResponse:
    """Begin the working copy, from the plan as it stands where there is one."""
    if request.method == "POST":
        begin_draft(actor=actor_of(request), now=timezone.now(), attendance_id=attendance_id)
    return redirect("workspace:plan", attendance_id)


def _save(request: HttpRequest, actor: Actor, now: datetime, found: Attendance) -> HttpResponse:
    draft = begin_draft(actor=actor, now=now, attendance_id=found.id)
    draft = find_draft(found.id) or draft
    do, kind, key = _asked(request)
    data = agreed_to_all(request.POST) if do == _AGREE else request.POST
    state = state_of(draft, now=now)
    page = read_page(draft, state.written, data, standing=state.standing)
    is_autosave = bool(request.POST.get("autosave"))
    keeper = Keeper(actor=actor, now=now, draft=draft, page=page, uses_codes=not is_autosave)
    keeper.keep()
    _keep_standing(actor, now, draft, page)
    if is_autosave:
        return _autosaved(page, keeper, now)
    if do == _REMOVE and key is not None and not keeper.remove(key):
        messages.info(request, _("Somebody else changed this line meanwhile, so it was left in the plan."))
        do = _SAVE
    if do == _BACK and key is not None:
        put_back(actor=actor, now=now, draft=draft, key=key)
    if do == _CATCH_UP:
        catch_up(actor=actor, now=now, draft_id=draft.id)
    if page.has_errors or page.has_clash:
        return _again(request, now, found, page, added=(kind, key) if do == _ADD and key else None)
    if do == _MAKE:
        return _make(request, actor, now, found)
    messages.success(request, _said(do))
    return _lead_on(found, do, kind, key)


def _make(request: HttpRequest, actor: Actor, now: datetime, found: Attendance) -> HttpResponse:
    made = make_version(actor=actor, now=now, attendance_id=found.id)
    if made.version is None:
        draft = find_draft(found.id)
        assert draft is not None  # it was saved a moment ago under this transaction
        state = state_of(draft, now=now)
        page = read_page(draft, state.written, standing=state.standing)
        return _show(request, state, page, refused=True)
    if not made.is_new:
        messages.info(
            request, _("Nothing changed, so the version that stands is the plan of this session too.")
        )
    return redirect("workspace:plan_acceptance", found.id)


def _again(
    request: HttpRequest, now: datetime, found: Attendance, page: Page, *, added: tuple[str, UUID] | None
) -> HttpResponse:
    """The page once more: what was saved as it stands, what was not as it was typed."""
    draft = find_draft(found.id)
    assert draft is not None  # begun before anything was kept
    state = state_of(draft, now=now)
    kept = read_page(draft, state.written, standing=state.standing, added=added)
    return _show(request, state, page.bring_over(kept), is_partly=True)


def _keep_standing(actor: Actor, now: datetime, draft: Draft, page: Page) -> None:
    for form in page.standing:
        if form.is_bound and (status := form.news()):
            record_progress(
                actor=actor,
                now=now,
                plan_id=draft.plan_id,
                values=ProgressValues(kind=ProgressKind.STATUS.value, item=form.key, status=status),
                attendance_id=draft.attendance_id,
            )


def _autosaved(page: Page, keeper: Keeper, now: datetime) -> JsonResponse:
    """The answer to a page that saves itself: when, which version, and what could not be kept."""
    words = [
        message
        for form in page.sent
        for problems in form.errors.as_data().values()
        for one in problems
        for message in one.messages
    ]
    if any(getattr(form, "offered", lambda _name: None)("text") is not None for form in page.sent):
        words.append(_("A colleague can look at it with you: save this part to see how."))
    saved = [one for one in keeper.saved.values() if not one.clash]
    answer: dict[str, Any] = {}
    if len(saved) == 1:
        answer["version"] = saved[0].version
    at = next((one.saved_at for one in saved if one.saved_at), None)
    if at is not None or not words:
        answer["saved_at"] = f"{civil_time(at or now):%H:%M}"
    if words:
        answer["message"] = " ".join(words)
    return JsonResponse(answer, status=409 if page.has_clash else 422 if page.has_errors else 200)


def _asked(request: HttpRequest) -> tuple[str, str, UUID | None]:
    """What the pressed button asks for: "remove:goal:<key>" is remove, goal and the key."""
    do, _colon, rest = request.POST.get("do", _SAVE).partition(":")
    kind, _colon, key = rest.partition(":")
    if do == _ADD:
        return do, kind if kind in KINDS else KINDS[0], new_id()
    return do, kind, _uuid(key)


def _line_of(request: HttpRequest, name: str) -> tuple[str, UUID] | None:
    kind, _colon, key = request.GET.get(name, "").partition(":")
    found = _uuid(key)
    return (kind, found) if kind in KINDS and found is not None else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _said(do: str) -> str:
    words = {
        _REMOVE: _("Taken out. Everything else was saved."),
        _BACK: _("It is back in the plan."),
        _AGREE: _("Saved, and agreed."),
        _CATCH_UP: _("What the later session agreed is in this plan now. Look through it."),
    }
    return words.get(do, _("Saved."))


def _lead_on(found: Attendance, do: str, kind: str, key: UUID | None) -> HttpResponse:
    """Back to the page, at the place where the person was, or at the line that they asked for."""
    address = reverse("workspace:plan", args=[found.id])
    if do in _QUERY and key is not None:
        place = f"id_{kind}-{key}-text" if do == _ADD else "removed"
        return redirect(f"{address}?{_QUERY[do]}={kind}:{key}#{place}")
    if do == _BACK and key is not None:
        return redirect(f"{address}#id_{kind}-{key}-text")
    if do == _SAVE and kind:
        return redirect(f"{address}#{f'item-{key}' if key else f'part-{kind}'}")
    return redirect(address)


def _not_begun(
    request: HttpRequest, found: Attendance, draft: Draft | None, *, is_ours: bool
) -> HttpResponse:
    """No working copy yet, or one of another organisation: what there is to read, and how to begin."""
    context = read_only_of(found, draft, is_ours=is_ours, today=civil_date(timezone.now()))
    return render(request, "workspace/plans/not_begun.html", context)


def _show(
    request: HttpRequest,
    state: EditorState,
    page: Page,
    *,
    removed: tuple[str, UUID] | None = None,
    is_partly: bool = False,
    refused: bool = False,
) -> HttpResponse:
    status = 409 if page.has_clash else 422 if is_partly or refused else 200
    context = state.context(page, removed=removed)
    if refused:
        context["summary"] = [
            {"text": line.text, "href": line.href} for line in gap_lines(state.gaps, state.draft.attendance)
        ]
    context["page_has_errors"] = refused or page.has_errors
    return render(request, "workspace/plans/editor.html", context, status=status)
