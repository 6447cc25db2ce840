"""Forms of the contractor's month: which contract and month, and what is kept of one duty."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.forms import ChoiceSelect, Form, ScreenedShortText, YesNo
from fingerpost.organisations.models import Contract
from fingerpost.performance.services.duties import LONGEST_NOTE
from fingerpost.staff.models import Account
from fingerpost.workspace.customers.fields import later

NOBODY: Final = "nobody"


class WhichMonthForm(Form):
    """Which contract and which month to look at. Sent by GET."""

    contract = ChoiceSelect(label=gettext_lazy("Contract"))
    month = ChoiceSelect(label=gettext_lazy("Month"))

    def __init__(
        self, *args: Any, contracts: Iterable[Contract], months: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self, "contract", [(str(each.id), f"{each.reference}, {each.prime.name}") for each in contracts]
        )
        offer(self, "month", list(months))


class DutyForm(Form):
    """Who does a duty, that it was done where no record shows it, and a note."""

    owner = ChoiceSelect(
        label=gettext_lazy("Who does it?"),
        name_in_messages=later(gettext_lazy("who does it")),
        required=False,
    )
    is_done = YesNo(
        label=gettext_lazy("Is it done?"), name_in_messages=later(gettext_lazy("whether it is done"))
    )
    note = ScreenedShortText(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("For example where it was sent. Say nothing of a customer."),
        name_in_messages=later(gettext_lazy("the note")),
        max_length=LONGEST_NOTE,
        required=False,
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, owners: Iterable[Account], by_hand: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self, "owner", [(NOBODY, _("Nobody yet")), *((str(each.id), each.full_name) for each in owners)]
        )
        if not by_hand:
            del self.fields["is_done"]

    def owner_id(self) -> UUID | None:
        """The account that was chosen; None for nobody."""
        chosen = self.cleaned_data.get("owner") or NOBODY
        return None if chosen == NOBODY else UUID(chosen)


def offer(form: forms.Form, name: str, choices: list[Any]) -> None:
    """Give a list of a form its choices."""
    field = form.fields[name]
    assert isinstance(field, ChoiceSelect)
    field.choices = choices
