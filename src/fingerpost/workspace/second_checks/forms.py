"""The form on which a second person says that they looked, and for whom (BR-A.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.forms import ChoiceSelect, Form, ShortText
from fingerpost.house.forms.second_check import NUMBER_DIGITS
from fingerpost.workspace.customers.fields import later


class WordsNumber(ShortText):
    """The number that names the words on a colleague's page, in digits; spaces between them are as good as none."""

    width = "10"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **kwargs)

    def clean(self, value: Any) -> str:
        number = "".join(super().clean(value).split())
        if not (number.isascii() and number.isdigit() and len(number) == NUMBER_DIGITS):
            raise ValidationError(
                _("Enter the number of %(digits)s digits on your colleague's page")
                % {"digits": NUMBER_DIGITS},
                code="invalid",
            )
        return number


class SecondCheckGivenForm(Form):
    """What a second person says. Nothing of the words is typed here."""

    colleague = ChoiceSelect(
        label=gettext_lazy("Who asked you?"),
        name_in_messages=later(gettext_lazy("who asked you")),
        coerce=UUID,
    )
    number = WordsNumber(
        label=gettext_lazy("The number on their page"),
        name_in_messages=later(gettext_lazy("the number on their page")),
        help_text=gettext_lazy(
            "It names the words as they are now. If the words change, so does the number."
        ),
    )
    has_looked = forms.BooleanField(
        label=gettext_lazy(
            "I have looked at what they want to keep, or they read it to me. It says nothing of the kind that a "
            "customer’s record can’t keep."
        ),
        error_messages={"required": gettext_lazy("Confirm that you have looked at what they want to keep")},
    )

    def __init__(self, *args: Any, colleagues: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["colleague"]
        assert isinstance(field, ChoiceSelect)
        field.choices = [(str(account_id), name) for account_id, name in colleagues]
