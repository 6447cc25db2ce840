"""Forms of listeners: whose it is, and where its notices are pushed."""

from __future__ import annotations

from typing import Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.dss.notices.listeners import LONGEST, why_not
from fingerpost.dss.services.keys import read_touchpoints
from fingerpost.house.errors import InvalidInput
from fingerpost.house.forms import Form, ShortText

_DIGITS: Final = 10


class ListenerForm(Form):
    """A touchpoint and the address of its listener."""

    touchpoint = ShortText(
        label=gettext_lazy("Touchpoint"),
        help_text=gettext_lazy("Ten digits, like 0000000101."),
        max_length=_DIGITS,
        name_in_messages=cast(str, gettext_lazy("a touchpoint id")),
    )
    url = ShortText(
        label=gettext_lazy("Address of its listener"),
        help_text=gettext_lazy("It begins with https:// and is given by whoever runs the system."),
        max_length=LONGEST,
        name_in_messages=cast(str, gettext_lazy("the address of the listener")),
    )

    def clean_touchpoint(self) -> str:
        """Ten digits."""
        try:
            return read_touchpoints([self.cleaned_data["touchpoint"]])[0]
        except InvalidInput:
            raise ValidationError(_("Enter a touchpoint id of ten digits, like 0000000101")) from None

    def clean_url(self) -> str:
        """An address that may stand."""
        url: str = self.cleaned_data["url"].strip()
        why = why_not(url)
        if why:
            raise ValidationError(str(why).rstrip("."))
        return url


class ReplayForm(forms.Form):
    """Which parked notice is to wait again; none for all."""

    place = forms.IntegerField(required=False, min_value=1)
