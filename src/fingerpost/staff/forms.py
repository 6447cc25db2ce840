"""The forms of signing in, in our words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fingerpost.house.forms import Form
from fingerpost.staff.passwords import PasswordPolicyValidator

_WORDS: Final[Mapping[str, tuple[Promise | str, Promise | str]]] = {
    "login": (_("Work email address"), _("Enter your email address")),
    "email": (_("Work email address"), _("Enter your email address")),
    "password": (_("Password"), _("Enter your password")),
    "oldpassword": (_("Current password"), _("Enter your current password")),
    "password1": (_("New password"), _("Enter a new password")),
    "code": (_("Code"), _("Enter the code")),
    "name": (_("Name of this passkey"), _("Enter a name")),
    "passwordless": (_("Sign in with this passkey alone, without a password"), ""),
}
_NO_ADDRESS: Final = _("Enter an email address in the correct format, like name@example.com")


class _OurWords:
    """Gives the fields of a library's form our labels and messages."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in _WORDS:
                label, missing = _WORDS[name]
                field.label = str(label)
                field.help_text = ""
                field.error_messages["required"] = str(missing)
                if isinstance(field, forms.EmailField):
                    # The field's own validator has the words for what is no address.
                    field.validators = [EmailValidator(message=_NO_ADDRESS)]
        # The password can be shown while it is typed, so it is typed once.
        self.fields.pop("password2", None)


class SignInForm(_OurWords, LoginForm):  # type: ignore[misc]  # the library has no types
    """Email address and password. What is wrong with the pair is said at the first field."""

    def clean(self) -> dict[str, Any]:
        """Check the pair."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError as problem:
            self.add_error("login", problem)
            return dict(self.cleaned_data)
        return cleaned


class PasswordAgainForm(_OurWords, ReauthenticateForm):  # type: ignore[misc]
    """The password, asked again."""


class ForgottenPasswordForm(_OurWords, ResetPasswordForm):  # type: ignore[misc]
    """Where to send the mail."""


class _AsksNewPassword(_OurWords):
    """Says what a new password must be."""

    def password_help(self) -> str:
        """The rules in force in one sentence (BR-29.3)."""
        return PasswordPolicyValidator().get_help_text()


class NewPasswordForm(_AsksNewPassword, ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, after the mail."""


class OtherPasswordForm(_AsksNewPassword, ChangePasswordForm):  # type: ignore[misc]
    """A new password in place of the current one."""


class SecondStepForm(_OurWords, AuthenticateForm):  # type: ignore[misc]
    """The code of the second step."""


class CodeAgainForm(_OurWords, CodeForm):  # type: ignore[misc]
    """A code, asked again."""


class AuthenticatorAppForm(_OurWords, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator app."""


class PasskeyForm(_OurWords, AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""


class UnlockForm(Form):
    """The password, after the page was locked; what was typed travels sealed."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password")},
    )
    typed = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    next = forms.CharField(required=False, widget=forms.HiddenInput)
