"""The forms of the register. They are sent by GET: nothing personal is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fingerpost.house.forms import ChoiceSelect, DatePart, Form, ShortText
from fingerpost.policy import Rules
from fingerpost.workspace.customers.fields import later
from fingerpost.workspace.rules.entries import NOTHING, Wanted, packs_of
from fingerpost.workspace.rules.words import NO_VALUE, PAPERS, STANDINGS

_PARTS: Final = ("day", "month", "year")
_CHOICES: Final = ("status", "paper", "pack")
ANY: Final = "any"


class RegisterForm(Form):
    """The day, the words to find, and what narrows the list."""

    on = DatePart(label=_("Rules that held on"), name_in_messages=later(_("the date")))
    words = ShortText(
        label=_("Words to find"),
        required=False,
        max_length=100,
        help_text=_("Titles, values, notes and sources of rules. Nothing of a customer."),
    )
    status = ChoiceSelect(label=_("Status"))
    paper = ChoiceSelect(label=_("Paper"))
    pack = ChoiceSelect(label=_("Pack"))

    def __init__(self, *args: Any, rules: Rules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        statuses = [(status, standing.name) for status, standing in STANDINGS.items()]
        self._offer("status", [*statuses, (NOTHING, NO_VALUE.name)])
        self._offer("paper", list(PAPERS.items()))
        self._offer("pack", [(name, name) for name in packs_of(rules)])

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, ChoiceSelect)
        field.choices = [(ANY, _("Any")), *choices]

    @property
    def wanted(self) -> Wanted:
        """What was asked for, once the form is valid."""
        status, paper, pack = (
            "" if self.cleaned_data[name] == ANY else str(self.cleaned_data[name]) for name in _CHOICES
        )
        return Wanted(self.cleaned_data["words"], status, paper, pack)


class CompareForm(Form):
    """Two days."""

    first = DatePart(label=_("First day"), name_in_messages=later(_("the first day")))
    second = DatePart(label=_("Second day"), name_in_messages=later(_("the second day")))


def filled(given: QueryDict, days: dict[str, date]) -> QueryDict:
    """What was sent, with a day in each date of which no box was filled in, and "any" where nothing was chosen."""
    data = given.copy()
    for name in _CHOICES:
        if not data.get(name):
            data[name] = ANY
    for name, day in days.items():
        if not any(data.get(f"{name}-{part}", "").strip() for part in _PARTS):
            data.update(boxes(name, day))
    return data


def boxes(name: str, day: date) -> dict[str, str]:
    """A date as an address carries it."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": f"{day.year:04}"}
