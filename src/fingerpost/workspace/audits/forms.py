"""Forms of audits: what is drawn and why, one line by its reference, a stretch of the security log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.forms import ChoiceSelect, DatePart, Form, ScreenedShortText, ShortText, When
from fingerpost.organisations.models import Contract
from fingerpost.staff.models import Account
from fingerpost.workspace.customers.fields import later
from fingerpost.workspace.months import read_month

LONGEST_PURPOSE = 120
LONGEST_REFERENCE = 60


class SampleForm(Form):
    """Which lines are drawn, and what the audit is for."""

    contract = ChoiceSelect(
        label=gettext_lazy("Contract"),
        coerce=UUID,
        empty_value=None,
        name_in_messages=later(gettext_lazy("the contract")),
    )
    first_month = ShortText(
        label=gettext_lazy("From the claim of which month?"),
        help_text=gettext_lazy("Year and month, like 2026-04"),
        max_length=7,
        name_in_messages=later(gettext_lazy("the first month")),
    )
    last_month = ShortText(
        label=gettext_lazy("To the claim of which month?"),
        help_text=gettext_lazy("Leave empty for the same month"),
        max_length=7,
        required=False,
    )
    size = ShortText(
        label=gettext_lazy("How many lines?"),
        max_length=4,
        name_in_messages=later(gettext_lazy("how many lines")),
    )
    purpose = ScreenedShortText(
        label=gettext_lazy("What is the audit for?"),
        help_text=gettext_lazy("It is kept with your name beside every record that is opened."),
        max_length=LONGEST_PURPOSE,
        name_in_messages=later(gettext_lazy("what the audit is for")),
    )

    def __init__(self, *args: Any, contracts: Sequence[Contract], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contract"]
        assert isinstance(field, ChoiceSelect)
        field.choices = [(str(one.id), one.reference) for one in contracts]

    def clean_first_month(self) -> date | None:
        """The first day of the month."""
        return self._month("first_month")

    def clean_last_month(self) -> date | None:
        """The first day of the month, or None."""
        return self._month("last_month") if self.cleaned_data["last_month"] else None

    def clean_size(self) -> int | None:
        """A whole number from 1."""
        typed: str = self.cleaned_data["size"]
        if typed.isascii() and typed.isdigit() and int(typed):
            return int(typed)
        self.add_error("size", _("How many must be a whole number, like 30"))
        return None

    def _month(self, name: str) -> date | None:
        month = read_month(self.cleaned_data[name])
        if month is None:
            self.add_error(name, _("Enter a year and a month, like 2026-04"))
        return month


class LineForm(Form):
    """One claimed line by its reference, and what it is opened for."""

    reference = ShortText(
        label=gettext_lazy("Reference of the claimed line"),
        help_text=gettext_lazy("As the index of a sample or a claim has it, like AREA-1/2026-04/1a2b3c4d"),
        max_length=LONGEST_REFERENCE,
        name_in_messages=later(gettext_lazy("the reference")),
    )
    purpose = ScreenedShortText(
        label=gettext_lazy("What do you open it for?"),
        max_length=LONGEST_PURPOSE,
        name_in_messages=later(gettext_lazy("what you open it for")),
    )


class LogForm(Form):
    """Whose reads, changes and exports, from which day to which."""

    account = ChoiceSelect(
        label=gettext_lazy("Whose"),
        coerce=UUID,
        empty_value=None,
        name_in_messages=later(gettext_lazy("whose log")),
    )
    first_on = DatePart(
        label=gettext_lazy("From"),
        help_text=gettext_lazy("For example, 27 3 2026"),
        when=When.PAST_OR_TODAY,
        name_in_messages=later(gettext_lazy("the first day")),
    )
    last_on = DatePart(
        label=gettext_lazy("To"),
        help_text=gettext_lazy("For example, 27 3 2026"),
        when=When.PAST_OR_TODAY,
        name_in_messages=later(gettext_lazy("the last day")),
    )

    def __init__(self, *args: Any, accounts: Sequence[Account], most_days: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._most = timedelta(days=most_days)
        field = self.fields["account"]
        assert isinstance(field, ChoiceSelect)
        field.choices = [(str(one.id), one.full_name) for one in accounts]

    def clean(self) -> dict[str, Any]:
        """The days in their order, and no longer a stretch than one export may hold."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and first > last:
            self.add_error("last_on", _("The last day can't lie before the first."))
        elif first and last and last - first > self._most:
            self.add_error(
                "last_on", _("Ask for %(days)s days or fewer at once.") % {"days": self._most.days}
            )
        return cleaned
