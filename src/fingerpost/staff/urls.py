"""Addresses of signing in and of one's own account. Of the library's pages only those that are used."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, include, path, re_path

from fingerpost.house.permissions import account_page, public_page
from fingerpost.staff import locking, views

View = Callable[..., HttpResponseBase]


def answering(view: View) -> View:
    """The library's page, which answers 422 where the form comes back with errors."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and request.method == "POST":
            context = response.context_data or {}
            shown = [context.get("form"), context.get("webauthn_form")]
            if any(form is not None and form.is_bound and form.errors for form in shown):
                response.status_code = 422
        return response

    return wrapped


def open_to_all(view: View) -> View:
    """A page of the library for whoever is not signed in yet."""
    return public_page(answering(view))


def for_account(view: View) -> View:
    """A page of the library about one's own sign-in."""
    return account_page(answering(view))


_ours: list[URLPattern | URLResolver] = [
    path("start/", views.start, name="start"),
    path("choose-role/", views.choose_role, name="choose_role"),
    path("locked/", locking.locked, name="locked"),
    path("stay-signed-in/", views.keep_alive, name="keep_alive"),
    path("you/", views.you, name="you"),
    path("you/second-step/", views.second_step, name="second_step"),
    path("you/report/", views.report, name="report"),
    path("reported/", views.reported, name="reported"),
]

_library: list[URLPattern | URLResolver] = [
    path("sign-in/", open_to_all(account.login), name="account_login"),
    path("sign-out/", open_to_all(account.logout), name="account_logout"),
    path("account-closed/", open_to_all(account.account_inactive), name="account_inactive"),
    path("forgotten-password/", open_to_all(account.password_reset), name="account_reset_password"),
    path(
        "forgotten-password/sent/",
        open_to_all(account.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^forgotten-password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        open_to_all(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "forgotten-password/done/",
        open_to_all(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("sign-in/second-step/", open_to_all(mfa.authenticate), name="mfa_authenticate"),
    path("sign-in/passkey/", open_to_all(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("you/password/", for_account(account.password_change), name="account_change_password"),
    path("you/confirm/", for_account(account.reauthenticate), name="account_reauthenticate"),
    path("you/confirm/code/", for_account(mfa.reauthenticate), name="mfa_reauthenticate"),
    path(
        "you/confirm/passkey/",
        for_account(passkeys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("you/sign-in/", for_account(mfa.index), name="mfa_index"),
    path("you/sign-in/app/", for_account(totp.activate_totp), name="mfa_activate_totp"),
    path("you/sign-in/app/remove/", for_account(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("you/sign-in/passkeys/", for_account(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("you/sign-in/passkeys/add/", for_account(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path(
        "you/sign-in/passkeys/<int:pk>/remove/",
        for_account(passkeys.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path("you/sign-in/codes/", for_account(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "you/sign-in/codes/new/",
        for_account(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("staff/", include((_ours, "staff"))),
    path("staff/", include(_library)),
]
