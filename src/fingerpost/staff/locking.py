"""The lock of an unused session: the page that asks for the password, and what was typed (OI-14.16b)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fingerpost.house.permissions import public_page
from fingerpost.house.requests import StaffRequest
from fingerpost.staff import sessions, sign_in
from fingerpost.staff.forms import UnlockForm
from fingerpost.staff.models import Account
from fingerpost.staff.typed import seal, unseal

_OURS = "/staff/"


def locked_response(request: StaffRequest, *, is_about_sign_in: bool) -> HttpResponseBase:
    """What a locked session gets: a page asked for waits behind the password, a form travels with it.

    Passwords and codes of the pages about one's own sign-in are not carried.
    """
    if request.method in {"GET", "HEAD"}:
        target = f"{reverse('staff:locked')}?{urlencode({'next': request.get_full_path()})}"
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": target})
        return HttpResponseRedirect(target)
    path = request.get_full_path()
    account = request.user
    typed = ""
    if isinstance(account, Account) and path.startswith(_OURS) and not is_about_sign_in:
        typed = seal(request.POST, account_id=account.id, path=path)
    response = _ask(request, UnlockForm(initial={"typed": typed}), status=403)
    if request.headers.get("HX-Request"):
        # The whole page is replaced, not the part that was to be saved.
        response["HX-Retarget"] = "body"
        response["HX-Reswap"] = "innerHTML"
    return response


@public_page
@never_cache
@sensitive_post_parameters("password", "typed")
@require_http_methods(["GET", "POST"])
def locked(request: StaffRequest) -> HttpResponseBase:
    """Ask for the password; then lead on, or offer to send again what was typed."""
    account = request.user
    if not isinstance(account, Account):
        return HttpResponseRedirect(reverse("account_login"))
    if request.method == "GET":
        if not request.is_locked:
            return HttpResponseRedirect(_safe(request, request.GET.get("next", "")))
        return _ask(request, UnlockForm(initial={"next": request.GET.get("next", "")}))
    form = UnlockForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, status=422)
    problem = _wrong(account, form.cleaned_data["password"])
    if problem:
        form.add_error("password", problem)
        return _ask(request, form, status=422)
    sessions.renew(request.session, now=timezone.now())
    sealed = form.cleaned_data["typed"]
    typed = unseal(sealed, account_id=account.pk) if sealed else None
    if typed is not None:
        return render(request, "staff/carry_on.html", {"typed": typed})
    return HttpResponseRedirect(_safe(request, form.cleaned_data["next"]))


def _wrong(account: Account, password: str) -> str:
    """What is wrong with the password, tries being counted as at sign-in; empty where it is right."""
    now = timezone.now()
    if not sign_in.take_try(account.email, now=now):
        return _("Too many tries. Wait a few minutes and try again")
    if not account.check_password(password):
        sign_in.note_failure(account.email, now=now)
        return _("Check your password")
    sign_in.give_tries_back(account.email)
    return ""


def _ask(request: StaffRequest, form: UnlockForm, *, status: int = 200) -> HttpResponse:
    is_carrying = bool(form["typed"].value())
    return render(request, "staff/locked.html", {"form": form, "is_carrying": is_carrying}, status=status)


def _safe(request: StaffRequest, url: str) -> str:
    """An address of our own, else the start page."""
    if url.startswith("/") and url_has_allowed_host_and_scheme(url, {request.get_host()}):
        return url
    return reverse("staff:start")
