"""Forms of runs: which contract and month, which version of the rule, and what is tried in the simulator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.funding.schemes import RECOMMENDED
from fingerpost.house.forms import ChoiceSelect, DatePart, Form, ShortText
from fingerpost.organisations.models import Contract
from fingerpost.workspace.customers.fields import later

ANY: Final = "any"
MOST_POUNDS: Final = 10_000


def offer(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    """Give a list of a form its choices."""
    field = form.fields[name]
    assert isinstance(field, ChoiceSelect)
    field.choices = list(choices)


class OfContract(Form):
    """Which contract and which month."""

    contract = ChoiceSelect(label=gettext_lazy("Contract"))
    month = ChoiceSelect(
        label=gettext_lazy("Up to the end of"),
        help_text=gettext_lazy("Every session and outcome from the start of the contract’s year is decided."),
    )

    def __init__(
        self, *args: Any, contracts: Iterable[Contract], months: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "contract", [(str(each.id), each.reference) for each in contracts])
        offer(self, "month", months)


class RunForm(OfContract):
    """A run to look at."""

    known_on = DatePart(
        label=gettext_lazy("As known at the end of"),
        help_text=gettext_lazy("Leave it empty for what is known now."),
        name_in_messages=later(gettext_lazy("the day")),
        required=False,
    )


class ShadowForm(OfContract):
    """Two versions of the rule on the same facts."""

    version = ChoiceSelect(
        label=gettext_lazy("Version to compare"),
        help_text=gettext_lazy("It is compared with what the rule means, without its faults."),
        name_in_messages=later(gettext_lazy("the version")),
    )

    def __init__(self, *args: Any, versions: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "version", versions.items())


class TryForm(Form):
    """What is changed in the simulator, beside days of one outcome. Sent by GET: nothing is saved."""

    version = ChoiceSelect(label=gettext_lazy("Version of the rule"), required=False)
    kind = ChoiceSelect(label=gettext_lazy("Another rate for"), required=False)
    customer_class = ChoiceSelect(label=gettext_lazy("Class"), required=False)
    rate = ShortText(
        label=gettext_lazy("Rate in pounds"),
        help_text=gettext_lazy("For example 55 or 62.50. Leave it empty to keep the rates."),
        name_in_messages=later(gettext_lazy("the rate")),
        max_length=10,
        required=False,
    )

    def __init__(
        self, *args: Any, versions: Mapping[str, str], kinds: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "version", [(RECOMMENDED, _("What the rule means")), *versions.items()])
        offer(self, "kind", [(ANY, _("Every kind")), *kinds.items()])
        offer(
            self,
            "customer_class",
            [
                (ANY, _("Both")),
                ("priority", _("In a priority group")),
                ("other", _("Not in a priority group")),
            ],
        )

    def clean_rate(self) -> int | None:
        """The rate in pence; None where none was typed."""
        typed = str(self.cleaned_data.get("rate") or "").replace("£", "").replace(",", "").strip()
        if not typed:
            return None
        try:
            pence = Decimal(typed) * 100
        except InvalidOperation:
            pence = Decimal(-1)
        if not (0 <= pence <= MOST_POUNDS * 100) or pence != int(pence):
            raise forms.ValidationError(_("Enter a rate in pounds, such as 55 or 62.50."))
        return int(pence)


class TryContractForm(TryForm, OfContract):
    """The simulator over a whole contract."""

    field_order = ("contract", "month", "version", "kind", "customer_class", "rate")


class TryOutcomeForm(TryForm):
    """The simulator over one outcome: its days too."""

    told_on = DatePart(
        label=gettext_lazy("If we had been told on"),
        name_in_messages=later(gettext_lazy("the day we were told")),
        required=False,
    )
    claimed_on = DatePart(
        label=gettext_lazy("If it had been claimed on"),
        name_in_messages=later(gettext_lazy("the day it was claimed")),
        required=False,
    )
