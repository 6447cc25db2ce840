"""How the sign-in library does things our way: counted tries, plain words, sealed secrets."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fingerpost.staff import sign_in
from fingerpost.staff.models import Account
from fingerpost.staff.typed import cipher

# What the library would say, by its template; whatever is not here is not said.
_SPOKEN = {
    "account/messages/password_changed.txt": _("Your password is changed."),
    "mfa/messages/totp_activated.txt": _("Your authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("Your authenticator app is removed."),
    "mfa/messages/webauthn_added.txt": _("Your passkey is set up."),
    "mfa/messages/webauthn_removed.txt": _("Your passkey is removed."),
}

_AGAIN = {
    "reauthenticate": _("Enter your password"),
    "mfa_reauthenticate": _("Enter a code"),
    "mfa_reauthenticate:webauthn": _("Use your passkey"),
}


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Sign-in of staff."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Check your email address and password"),
        "too_many_login_attempts": _(
            "Too many tries. Wait a few minutes and try again, or choose a new password"
        ),
        "rate_limited": _("Too many tries. Wait a few minutes and try again"),
        "incorrect_password": _("Check your password"),
        "enter_current_password": _("Check your current password"),
        "incorrect_code": _("Check the code and enter it again"),
    }

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """The ways of showing again who one is, in the words of our other pages."""
        ways: list[dict[str, str]] = super().get_reauthentication_methods(user)
        return [way | {"description": str(_AGAIN.get(way["id"], way["description"]))} for way in ways]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: an account is made by an administrator (BR-29.2)."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Use up a try before the password is looked at; raise ValidationError where none is left."""
        super().pre_authenticate(request, **credentials)
        if not sign_in.take_try(str(credentials.get("email", "")), now=timezone.now()):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Tell of the failure, without the address."""
        sign_in.note_failure(str(credentials.get("email", "")), now=timezone.now())

    def reauthenticate(self, user: Account, password: str) -> bool:
        """Whether this is the person's password, asked again before a change to their sign-in."""
        found = self.authenticate(context.request, email=user.email, password=password)
        if found is None or found.pk != user.pk:
            return False
        sign_in.give_tries_back(user.email)
        return True

    def login(self, request: HttpRequest, user: Account) -> None:
        """Begin the session, after the password and the second step."""
        super().login(request, user)
        sign_in.note_sign_in(user, request.session, place=self.get_client_ip(request), now=timezone.now())

    def post_login(self, request: HttpRequest, user: Account, **options: Any) -> HttpResponseBase:
        """Lead to the start page, which offers the second step and knows the role, then where they were going."""
        onward: HttpResponseBase = super().post_login(request, user, **options)
        start = reverse("staff:start")
        if not isinstance(onward, HttpResponseRedirect) or onward.url == start:
            return onward
        return HttpResponseRedirect(f"{start}?{urlencode({'next': onward.url})}")

    def logout(self, request: HttpRequest) -> None:
        """End the session."""
        sign_in.note_sign_out(request.session, now=timezone.now())
        super().logout(request)

    def set_password(self, user: Account, password: str) -> None:
        """Keep a new password, and forget the tries with the old one."""
        user.set_password(password)
        user.password_changed_at = timezone.now()
        user.save(update_fields=["password", "password_changed_at"])
        sign_in.give_tries_back(user.email)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say on the next page what the service says in its own words, and nothing else."""
        words = message or _SPOKEN.get(message_template or "")
        if words:
            messages.add_message(request, level, str(words), extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail once what it tells of is kept."""
        message = self.render_mail(template_prefix, email, context)
        transaction.on_commit(partial(message.send, fail_silently=True))


class StaffMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """The second step of staff: secrets are sealed, and the service bears its own name."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Check the code and enter it again"),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret of the second step before it is kept."""
        return cipher("second-step").encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret. Raises ValidationError where the deployment's secret is not the same."""
        try:
            return cipher("second-step").decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise ValidationError(_("Set up your second step again"), code="unreadable") from error

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a passkey is called until its owner says."""
        return str(_("My passkey"))

    def get_totp_issuer(self) -> str:
        """The name an authenticator app shows."""
        return str(settings.SERVICE_NAME)

    def _get_site_name(self) -> str:
        return str(settings.SERVICE_NAME)
