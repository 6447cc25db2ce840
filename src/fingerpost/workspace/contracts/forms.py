"""Forms of the pages of contracts that look, ask and count. What is only looked at is sent by GET."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.forms import (
    ChoiceRadios,
    ChoiceSelect,
    DatePart,
    Form,
    ScreenedLongText,
    ScreenedShortText,
    When,
)
from fingerpost.organisations.models import Contract
from fingerpost.performance.services.counts import Count
from fingerpost.workspace.contracts.fields import WholeNumber
from fingerpost.workspace.contracts.figures import CATEGORIES
from fingerpost.workspace.contracts.parts import KINDS
from fingerpost.workspace.customers.fields import later
from fingerpost.workspace.month.forms import offer

WHOLE_SERVICE: Final = "service"
LARGEST_FILE: Final = 500_000


class CategoryForm(Form):
    """Which category to draw."""

    category = ChoiceSelect(label=gettext_lazy("What to draw"), choices=list(CATEGORIES.items()))


class KindForm(Form):
    """Which kind of measures to show."""

    kind = ChoiceSelect(
        label=gettext_lazy("Which measures"), choices=[(each.value, words) for each, words in KINDS.items()]
    )


class PeriodForm(Form):
    """To the end of which month."""

    month = ChoiceSelect(label=gettext_lazy("The year to the end of"))

    def __init__(self, *args: Any, months: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "month", list(months))


class GapsForm(PeriodForm):
    """Which measure by groups, to the end of which month."""

    measure = ChoiceSelect(label=gettext_lazy("Measure"))

    def __init__(self, *args: Any, measures: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "measure", list(measures))


class InterventionForm(Form):
    """What is agreed about a failure, or what came of it."""

    decision = ChoiceRadios(
        label=gettext_lazy("What do you keep?"),
        name_in_messages=later(gettext_lazy("what you keep")),
        choices=(
            ("agree", gettext_lazy("An action that was agreed")),
            ("close", gettext_lazy("What came of it, and close it")),
        ),
    )
    action = ScreenedLongText(
        label=gettext_lazy("In words"),
        name_in_messages=later(gettext_lazy("what was agreed or came of it")),
        help_text=gettext_lazy("The contractor reads it. Say nothing of a customer."),
        max_length=600,
        rows=4,
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class AskForm(Form):
    """A question for data: nothing is asked without a person, a scope and a day (BR-25.4)."""

    requester = ScreenedShortText(
        label=gettext_lazy("Who asks?"),
        name_in_messages=later(gettext_lazy("who asks")),
        max_length=120,
    )
    scope = ScreenedLongText(
        label=gettext_lazy("What is asked for?"),
        name_in_messages=later(gettext_lazy("what is asked for")),
        help_text=gettext_lazy("Which figures, for which months and places. Never a list of people."),
        max_length=600,
        rows=4,
    )
    due_on = DatePart(
        label=gettext_lazy("By when?"),
        name_in_messages=later(gettext_lazy("the day by which it is due")),
        when=When.FUTURE_OR_TODAY,
    )


class AnswerForm(Form):
    """What was sent in answer, or why it can't be."""

    answer = ScreenedLongText(
        label=gettext_lazy("What was sent, and how?"),
        name_in_messages=later(gettext_lazy("what was sent")),
        help_text=gettext_lazy("Or why it can’t be. Say nothing of a customer."),
        max_length=600,
        rows=4,
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class _OfContract(Form):
    contract = ChoiceSelect(
        label=gettext_lazy("Whose count is it?"), name_in_messages=later(gettext_lazy("whose count it is"))
    )

    def __init__(self, *args: Any, contracts: Iterable[Contract], whole_service: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(each.id), f"{each.reference}, {each.prime.name}") for each in contracts]
        if whole_service:
            choices.insert(0, (WHOLE_SERVICE, _("The whole service")))
        offer(self, "contract", choices)


class CountForm(_OfContract):
    """One number of one day: totals only (EV-4.3.2)."""

    code = ChoiceSelect(
        label=gettext_lazy("What was counted?"), name_in_messages=later(gettext_lazy("what was counted"))
    )
    day = DatePart(
        label=gettext_lazy("On which day?"),
        name_in_messages=later(gettext_lazy("the day")),
        when=When.PAST_OR_TODAY,
    )
    counted = WholeNumber(label=gettext_lazy("How many?"), name_in_messages=later(gettext_lazy("how many")))

    def __init__(self, *args: Any, codes: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "code", list(codes))

    def clean_counted(self) -> int:
        """Never below nought."""
        counted: int = self.cleaned_data["counted"]
        if counted < 0:
            raise forms.ValidationError(_("How many must be nought or more"), code="below_nought")
        return counted

    def count(self) -> Count:
        """What was entered."""
        day: date = self.cleaned_data["day"]
        return Count(day, self.cleaned_data["code"], self.cleaned_data["counted"])


class CountFileForm(_OfContract):
    """A file of counts."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy(
            "CSV with the first line day,code,count and days like 2026-05-31. At most 2,000 lines, no other column."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv"}),
        error_messages={
            "required": gettext_lazy("Choose the file"),
            "empty": gettext_lazy("The file is empty"),
        },
    )

    def clean_file(self) -> bytes:
        """The bytes of the file, not kept anywhere else."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is too large. Send it in parts."), code="too_large")
        content: bytes = sent.read()
        return content
