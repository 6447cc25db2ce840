"""The forms of claims: which outcomes to list, and why one is sent back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.funding.queries import Wanted
from fingerpost.funding.services import LONGEST_WHY
from fingerpost.house.forms import ChoiceSelect, Form, ScreenedLongText
from fingerpost.workspace.customers.fields import later

MONTHS: Final = 24
ANY: Final = "any"

STATE_WORDS: Final = {
    "to_check": gettext_lazy("To check"),
    "sent_back": gettext_lazy("Sent back"),
    "claimed": gettext_lazy("Claimed"),
}


class SendBackForm(Form):
    """What must be put right before an outcome can be claimed."""

    why = ScreenedLongText(
        label=gettext_lazy("What must be put right?"),
        max_length=LONGEST_WHY,
        rows=4,
        help_text=gettext_lazy("The adviser reads it on Today and on the outcome. Say nothing of money."),
        name_in_messages=later(gettext_lazy("what must be put right")),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class FilterForm(Form):
    """Which outcomes to list. Sent by GET: nothing of a customer is asked for."""

    state = ChoiceSelect(label=gettext_lazy("Which outcomes"))
    kind = ChoiceSelect(label=gettext_lazy("Kind"))
    month = ChoiceSelect(label=gettext_lazy("Month in which we were told"))

    def __init__(self, *args: Any, kinds: Mapping[str, str], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("state", list(STATE_WORDS.items()))
        self._offer("kind", [(ANY, _("Any")), *kinds.items()])
        self._offer("month", [(ANY, _("Any")), *month_choices(today)])

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, ChoiceSelect)
        field.choices = choices


def month_choices(today: date) -> list[tuple[str, str]]:
    """The months that can be asked for, the newest first."""
    months = []
    year, month = today.year, today.month
    for _number in range(MONTHS):
        first = date(year, month, 1)
        months.append((f"{first:%Y-%m}", _month_words(first)))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return months


def wanted_of(asked: Mapping[str, Any], kinds: Mapping[str, str]) -> Wanted:
    """What an address asks for; what can't be read is left out, since a damaged link must not stop a claim."""
    state = str(asked.get("state", ""))
    kind = str(asked.get("kind", ""))
    return Wanted(
        state=state if state in STATE_WORDS else "to_check",
        kind=kind if kind in kinds else "",
        month=_month(str(asked.get("month", ""))),
    )


def _month(typed: str) -> date | None:
    try:
        return date.fromisoformat(f"{typed}-01") if len(typed) == 7 else None
    except ValueError:
        return None


def _month_words(first: date) -> str:
    names = (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"),
        _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip
    return f"{names[first.month - 1]} {first.year}"
