"""One request, one transaction, one actor; pages that declare nothing open for nobody."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from fingerpost.house.error_pages import show_error
from fingerpost.house.permissions import Audience, Decision, access_of, decide
from fingerpost.house.requests import StaffRequest
from fingerpost.staff import sessions, sign_in
from fingerpost.staff.acting import act, apart, stop_acting
from fingerpost.staff.locking import locked_response
from fingerpost.staff.standing import words_for_gap

_log = logging.getLogger("fingerpost.staff")
_STAFF = "/staff/"


class ActorMiddleware:
    """Open the transaction, make the signed-in person's role its actor, ask each page whom it is for.

    Innermost of all middleware: whatever a view raises undoes the whole request. A refusal that must be
    remembered is therefore a result of its service, not an exception.
    """

    def __init__(self, get_response: Callable[[StaffRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: StaffRequest) -> HttpResponseBase:
        """Answer in one transaction."""
        with apart():
            self._begin(request)
            response = self.get_response(request)
            if request.META.get("FINGERPOST_UNDO"):
                transaction.set_rollback(True)
        if (request.user.is_authenticated or request.path.startswith(_STAFF)) and not response.has_header(
            "Cache-Control"
        ):
            # After sign-out the back button shows nothing.
            add_never_cache_headers(response)
        return response

    def process_exception(self, request: StaffRequest, exception: Exception) -> None:
        """Undo what this request wrote; showing the error is for others."""
        request.META["FINGERPOST_UNDO"] = True

    def process_view(
        self, request: StaffRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Refuse, lock, send to sign-in, or let the view answer."""
        access = access_of(view)
        # Whoever signed in at this machine has nothing to do with a system that shows a key.
        is_public = access is not None and access.audience in (Audience.PUBLIC, Audience.KEYED)
        if request.is_locked and not is_public:
            is_about_sign_in = access is not None and access.audience is Audience.ACCOUNT
            return locked_response(request, is_about_sign_in=is_about_sign_in)
        decision = decide(access, is_signed_in=request.user.is_authenticated, actor=request.actor)
        if decision is Decision.OPEN:
            if request.user.is_authenticated and not is_public:
                sign_in.note_use(request.session, now=timezone.now())
            return None
        if decision is Decision.SIGN_IN:
            return _lead_to(request, "account_login")
        if decision is Decision.CHOOSE_ROLE:
            return _lead_to(request, "staff:choose_role")
        if decision is Decision.UNDECLARED:
            _log.error("a page declares nobody it is for")
        return _refused(request)

    def _begin(self, request: StaffRequest) -> None:
        """Who acts in this request, and whether the session was left unused for too long."""
        request.actor = None
        request.organisation_name = ""
        request.is_locked = False
        if not request.user.is_authenticated:
            return
        now = timezone.now()
        guard = sign_in.rules_at(now)
        request.idle_lock_seconds = guard.idle_seconds
        request.idle_warning_seconds = guard.warning_seconds
        request.is_locked = sessions.is_idle(request.session, now=now, limit_seconds=guard.idle_seconds)
        membership_id = sessions.chosen(request.session)
        if request.is_locked or membership_id is None:
            return
        acting = act(membership_id, now=now, request_id=str(request.META.get("FINGERPOST_REQUEST_ID", "")))
        if acting is None or acting.actor.account_id != request.user.pk:
            stop_acting()
            sessions.forget_role(request.session)
            return
        request.actor = acting.actor
        request.organisation_name = acting.organisation_name


def _refused(request: StaffRequest) -> HttpResponse:
    """The page for 403: what the role lacks, or what is missing from the person's standing."""
    gap = request.actor.standing_gap if request.actor is not None else ""
    if not gap:
        return show_error(request, status=403)
    words = words_for_gap(gap)
    return show_error(
        request,
        status=403,
        message=words.what_to_do,
        next_href=reverse("staff:you"),
        next_text=words.link,
    )


def _lead_to(request: StaffRequest, route: str) -> HttpResponseBase:
    """Send on, and back afterwards where a page can simply be asked for again."""
    query = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
    target = f"{reverse(route)}{query}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
