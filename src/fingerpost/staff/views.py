"""Pages of one's own account: where to start, which role, how one stands, sign-in safety."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.http import HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.house.error_pages import show_error
from fingerpost.house.forms import ChoiceRadios, Form
from fingerpost.house.permissions import account_page, public_page
from fingerpost.house.requests import StaffRequest
from fingerpost.policy.civil import civil_date
from fingerpost.staff import sessions, sign_in
from fingerpost.staff.access import Capability, Role, StandingKind
from fingerpost.staff.models import Account, Membership, Standing
from fingerpost.staff.reporting import list_suspended_reports, report_credentials
from fingerpost.staff.standing import words_for_gap

TODAY = "/staff/"
# Where work begins, by the first of these that somebody may do.
BEGINNINGS = (
    (Capability.SEE_OWN_WORK, TODAY),
    (Capability.SET_TERMS, "/staff/contracts/"),
    (Capability.DRAW_SAMPLES, "/staff/audits/"),
    (Capability.MANAGE_KEYS, "/staff/shared-record/keys/"),
)


class RoleForm(Form):
    """Which of one's roles to act in."""

    membership = ChoiceRadios(
        coerce=UUID, label=gettext_lazy("Which role are you working in?"), name_in_messages="the role"
    )

    def __init__(self, *args: object, memberships: list[Membership], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["membership"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [(str(each.id), _role_words(each)) for each in memberships]


@account_page
@never_cache
@require_GET
def start(request: StaffRequest) -> HttpResponseBase:
    """Lead a person who has signed in to their work, by the role and the second step where those are open.

    ``next`` is the page they were going to.
    """
    account = account_of(request)
    now = timezone.now()
    onward = request.GET.get("next", "")
    here = request.get_full_path()
    if request.actor is None:
        memberships = sign_in.list_memberships(account.id, now=now)
        if not memberships:
            return _no_role(request)
        if len(memberships) > 1:
            return HttpResponseRedirect(_carrying(reverse("staff:choose_role"), here if onward else ""))
        sessions.choose(request.session, memberships[0].id)
        return HttpResponseRedirect(here)
    if account.second_step_offered_at is None and not is_mfa_enabled(account):
        return HttpResponseRedirect(_carrying(reverse("staff:second_step"), onward))
    if onward != TODAY and _is_ours(request, onward):
        return HttpResponseRedirect(onward)
    begins = (where for may, where in BEGINNINGS if request.actor.can(may))
    return HttpResponseRedirect(next(begins, reverse("staff:you")))


@account_page
@never_cache
@require_http_methods(["GET", "POST"])
def choose_role(request: StaffRequest) -> HttpResponseBase:
    """Choose the role to act in; everything seen and done counts under it until another is chosen."""
    memberships = sign_in.list_memberships(account_of(request).id, now=timezone.now())
    if not memberships:
        return _no_role(request)
    onward = request.POST.get("next", request.GET.get("next", ""))
    form = RoleForm(request.POST if request.method == "POST" else None, memberships=memberships)
    if request.method == "POST" and form.is_valid():
        sessions.choose(request.session, form.cleaned_data["membership"])
        return HttpResponseRedirect(onward if _is_ours(request, onward) else reverse("staff:start"))
    status = 422 if form.is_bound else 200
    return render(request, "staff/choose_role.html", {"form": form, "next": onward}, status=status)


@account_page
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: StaffRequest) -> HttpResponseBase:
    """Offer a second step after the first sign-in; it can be set up later from the account page."""
    if request.method == "POST":
        account = account_of(request)
        account.second_step_offered_at = timezone.now()
        account.save(update_fields=["second_step_offered_at"])
        return HttpResponseRedirect(_carrying(reverse("staff:start"), request.POST.get("next", "")))
    return render(request, "staff/second_step.html", {"next": request.GET.get("next", "")})


@account_page
@never_cache
@require_GET
def you(request: StaffRequest) -> HttpResponseBase:
    """One's own account: role, standing with its dates, sign-in safety, suspended people of one's team."""
    account = account_of(request)
    now = timezone.now()
    gap = request.actor.standing_gap if request.actor else ""
    return render(
        request,
        "staff/you.html",
        {
            "account": account,
            "role": Role(request.actor.role).label if request.actor else "",
            "has_other_roles": len(sign_in.list_memberships(account.id, now=now)) > 1,
            "gap": words_for_gap(gap) if gap else None,
            "standing_rows": _standing_rows(account.id, civil_date(now)),
            "has_second_step": is_mfa_enabled(account),
            "elsewhere": sign_in.list_elsewhere(account.id, request.session, now=now),
            "suspended_reports": list_suspended_reports(account.id),
        },
    )


@account_page
@require_POST
def report(request: StaffRequest) -> HttpResponseBase:
    """Suspend one's own account at once, and sign out (BR-29.4)."""
    report_credentials(account_id=account_of(request).id, now=timezone.now())
    get_adapter(request).logout(request)
    return HttpResponseRedirect(reverse("staff:reported"))


@public_page
@require_GET
def reported(request: StaffRequest) -> HttpResponseBase:
    """Say what happens now that an account is suspended."""
    return render(request, "staff/reported.html")


@account_page
@never_cache
@require_POST
def keep_alive(request: StaffRequest) -> HttpResponseBase:
    """Stay signed in: the server's clock starts again. A locked session is not reached by this."""
    sessions.renew(request.session, now=timezone.now())
    return JsonResponse({"seconds": request.idle_lock_seconds})


def account_of(request: StaffRequest) -> Account:
    """The account that is signed in; the page's declaration has made sure that there is one."""
    if not isinstance(request.user, Account):
        raise TypeError("nobody is signed in")
    return request.user


def _is_ours(request: StaffRequest, url: str) -> bool:
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, {request.get_host()})


def _carrying(address: str, onward: str) -> str:
    """The address, with the page that comes after it."""
    return f"{address}?{urlencode({'next': onward})}" if onward else address


def _no_role(request: StaffRequest) -> HttpResponseBase:
    return show_error(
        request,
        status=403,
        message=_("You have no role at present. Ask your line manager to have one recorded for you."),
        next_href=reverse("staff:you"),
        next_text=_("See your account"),
    )


def _role_words(membership: Membership) -> str:
    words = f"{Role(membership.role).label}, {membership.organisation.name}"
    return f"{words} ({membership.contract.reference})" if membership.contract else words


def _standing_rows(account_id: UUID, today: date) -> list[dict[str, object]]:
    """What is on file: each kind with the days on which it counts, those that have begun."""
    found = Standing.objects.filter(account_id=account_id, valid_from__lte=today)
    found = found.order_by("kind", "-valid_from", "id")[:50]
    return [
        {"kind": StandingKind(each.kind).label, "standing": each, "is_current": _counts(each, today)}
        for each in found
    ]


def _counts(standing: Standing, today: date) -> bool:
    return standing.valid_until is None or standing.valid_until >= today
