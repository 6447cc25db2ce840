"""Forms of finding a customer and of confirming who it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.forms import ChoiceRadios, DatePart, Form, PersonName, Postcode, ShortText
from fingerpost.house.forms.dates import When
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import IdentityCheck
from fingerpost.interactions.rules.contacts import CheckRules
from fingerpost.interactions.services.checks import FourItems
from fingerpost.policy.civil import civil_date
from fingerpost.policy.identity import presets
from fingerpost.workspace.contacts import words
from fingerpost.workspace.customers.fields import later


class _OneOfTheNames(PersonName):
    """A name that is asked for, and empty only where somebody has no such name: its label says no "optional"."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


class FindForm(Form):
    """The four items (OI-14.19). Whoever has one name only gives it in either field."""

    given_name = _OneOfTheNames(label=gettext_lazy("First name"), max_length=100)
    family_name = _OneOfTheNames(
        label=gettext_lazy("Surname"),
        max_length=100,
        help_text=gettext_lazy("If they have one name only, enter it here and leave the first name empty."),
    )
    date_of_birth = DatePart(
        label=gettext_lazy("Date of birth"),
        name_in_messages=later(gettext_lazy("their date of birth")),
        when=When.PAST,
        birthday=True,
    )
    postcode = Postcode(
        label=gettext_lazy("Home postcode"),
        name_in_messages=later(gettext_lazy("their home postcode")),
        help_text=gettext_lazy("With or without the space. BFPO numbers work too."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        names = ("given_name", "family_name")
        if not any(name in self.errors or cleaned.get(name) for name in names):
            self.add_error(
                "family_name",
                ValidationError(_("Enter the customer's first name and surname"), code="required"),
            )
        return cleaned

    def items(self) -> FourItems:
        """What to look for."""
        return FourItems(
            family_name=self.cleaned_data["family_name"],
            given_name=self.cleaned_data["given_name"],
            date_of_birth=self.cleaned_data["date_of_birth"],
            postcode=self.cleaned_data["postcode"],
        )


class CheckForm(Form):
    """In which way the customer was confirmed, and what that way asks for. Answers are never sent back."""

    way = ChoiceRadios(
        label=gettext_lazy("How do you know who it is?"),
        name_in_messages=later(gettext_lazy("how you know who it is")),
    )

    def __init__(
        self, *args: Any, check: IdentityCheck, asking: CheckRules, now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(asking.questions)
        self.questions = [(f"answer_{code}", code, labels.get(code, code)) for code in check.questions]
        reveals: dict[str, tuple[str, ...]] = {}
        if "evidence" in asking.ways:
            self.fields["evidence"] = _evidence(now)
            reveals["evidence"] = ("evidence",)
        if "secrets" in asking.ways:
            for name, _code, label in self.questions:
                self.fields[name] = _Answer(label=label)
            reveals["secrets"] = tuple(name for name, _code, _label in self.questions)
        if "code" in asking.ways:
            self.fields["code"] = _Code(digits=asking.code_digits)
            reveals["code"] = ("code",)
        if "known" in asking.ways:
            self.fields["reason"] = ChoiceRadios(
                label=gettext_lazy("How do you know them?"),
                choices=list(words.KNOWN_BECAUSE.items()),
                name_in_messages=later(gettext_lazy("how you know them")),
            )
            reveals["known"] = ("reason",)
        way = self.fields["way"]
        assert isinstance(way, ChoiceRadios)
        way.choices = [(one, words.WAYS[one]) for one in asking.ways]
        way.reveals = reveals

    def answers(self) -> dict[str, str]:
        """What was answered, by question."""
        return {code: str(self.cleaned_data[name]) for name, code, _label in self.questions}

    def say_not_confirmed(self) -> None:
        """Say that this did not confirm anybody, at the field of the way that was used."""
        way = self.cleaned_data["way"]
        field = {"secrets": self.questions[0][0] if self.questions else "way", "code": "code"}.get(way, "way")
        self.add_error(field, ValidationError(str(words.NOT_CONFIRMED), code="not_confirmed"))


class _Unechoed(ShortText):
    """Words that are typed anew each time."""

    def prepare_value(self, value: Any) -> str:
        """Send nothing back."""
        return ""


class _Answer(_Unechoed):
    """The answer to one question, as it was said."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)

    def say_enter(self) -> str:
        return _("Enter what they answered to “%(question)s”") % {"question": self.label}


class _Code(_Unechoed):
    """The figures of a one-time code."""

    width = "10"
    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def __init__(self, *, digits: int, **kwargs: Any) -> None:
        self.digits = digits
        super().__init__(
            max_length=20,
            label=gettext_lazy("Code"),
            help_text=gettext_lazy("Send it first, further down on this page."),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        typed = "".join(super().clean(value).split())
        if len(typed) != self.digits or not typed.isdecimal():
            raise ValidationError(
                _("Enter the %(digits)s figures of the code") % {"digits": self.digits}, code="invalid"
            )
        return typed


def _evidence(now: datetime) -> ChoiceRadios:
    """The kinds of evidence of the day; no copy is kept, only which kind it was (BR-7.2)."""
    kinds = presets(on=civil_date(now), rules=rules_in_force())
    return ChoiceRadios(
        label=gettext_lazy("What have you seen?"),
        choices=[(kind.code, kind.label) for kind in kinds],
        hints={kind.code: kind.hint for kind in kinds},
        name_in_messages=later(gettext_lazy("what you have seen")),
    )
