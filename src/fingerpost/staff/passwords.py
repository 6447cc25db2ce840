"""Django's door to the rules for a new password (BR-29.3), which policy decides."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fingerpost.house.rules import rules_in_force
from fingerpost.policy.civil import civil_date
from fingerpost.policy.messages import english
from fingerpost.policy.passwords import check_password


class PasswordPolicyValidator:
    """Named in AUTH_PASSWORD_VALIDATORS: every new password passes here, by page or by console."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError with everything that is wrong, not only the first."""
        reasons = check_password(
            password,
            on=civil_date(timezone.now()),
            rules=rules_in_force(),
            name=str(getattr(user, "full_name", "")),
            email=str(getattr(user, "email", "")),
        )
        if reasons:
            raise ValidationError([ValidationError(english(each), code=each.key) for each in reasons])

    def get_help_text(self) -> str:
        """The rules in force in one sentence."""
        wanted = rules_in_force().get_table("login.password", civil_date(timezone.now()))
        parts = [_("%(number)s characters") % {"number": wanted["minimum_length"]}]
        if wanted["mixed_case"]:
            parts.append(_("capital and small letters"))
        elif wanted["capitals"]:
            parts.append(_("a capital letter"))
        elif wanted["letters"]:
            parts.append(_("a letter"))
        if wanted["digits"]:
            parts.append(_("a number"))
        if not parts[1:]:
            return _("Use at least %(length)s.") % {"length": parts[0]}
        return _("Use at least %(length)s, with %(others)s.") % {
            "length": parts[0],
            "others": _(" and ").join(parts[1:]),
        }
