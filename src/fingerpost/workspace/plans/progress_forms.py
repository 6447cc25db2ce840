"""Forms of the progress page: how a line stands, a note or what the customer added, distance travelled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.forms import (
    ChoiceRadios,
    ChoiceSelect,
    DatePart,
    Form,
    ScreenedLongText,
    SecondCheckForm,
    When,
)
from fingerpost.plans.models import ProgressKind, SaidBy, Status
from fingerpost.workspace.customers.fields import later
from fingerpost.workspace.plans.fields import OneOfAFew, OneOfAList

WORDS_LENGTH = 600
SCORES = tuple((str(score), str(score)) for score in range(11))


class WhoSaid(ChoiceRadios):
    """Whose words or news they are; the customer's unless somebody says otherwise."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Who said so"),
            name_in_messages=later(gettext_lazy("who said so")),
            choices=SaidBy.choices,
            initial=SaidBy.CUSTOMER,
        )


class StatusForm(Form):
    """How one action or goal stands, and the day it was met."""

    status = OneOfAFew(
        label=gettext_lazy("How it stands"),
        choices=Status.choices,
        reveals={Status.MET.value: ("met_on",)},
    )
    met_on = DatePart(
        label=gettext_lazy("Day it was met"),
        name_in_messages=later(gettext_lazy("the day it was met")),
        when=When.PAST_OR_TODAY,
        required=False,
    )

    def __init__(
        self, *args: Any, key: UUID, text: str, status: str, met_on: Any = None, **kwargs: Any
    ) -> None:
        kwargs["prefix"] = f"line-{key}"
        kwargs["initial"] = {"status": status, "met_on": met_on}
        super().__init__(*args, **kwargs)
        self.key, self.text, self.stands, self.stands_met_on = key, text, status, met_on
        self.fields["status"].label = text

    @property
    def has_news(self) -> bool:
        """Whether it says something that the log does not say yet."""
        said = self.cleaned_data.get("status") or ""
        day = self.cleaned_data.get("met_on")
        return bool(said) and (said != self.stands or (day is not None and day != self.stands_met_on))


class NoteForm(SecondCheckForm):
    """A note, or something that the customer added themselves."""

    kind = ChoiceRadios(
        label=gettext_lazy("What is it?"),
        name_in_messages=later(gettext_lazy("what it is")),
        choices=(
            (ProgressKind.NOTE.value, ProgressKind.NOTE.label),
            (ProgressKind.ADDITION.value, ProgressKind.ADDITION.label),
        ),
        initial=ProgressKind.NOTE,
    )
    item = ChoiceSelect(
        label=gettext_lazy("What it is about"),
        coerce=UUID,
        required=False,
        empty_value=None,
        help_text=gettext_lazy("Leave it open for the plan as a whole."),
    )
    text = ScreenedLongText(
        label=gettext_lazy("The words"),
        name_in_messages=later(gettext_lazy("the words")),
        max_length=WORDS_LENGTH,
        rows=3,
    )
    said_by = WhoSaid()

    def __init__(self, *args: Any, lines: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        kwargs["prefix"] = "note"
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        if isinstance(field, ChoiceSelect):
            field.choices = list(lines)


class DistanceForm(Form):
    """The customer's scores from 0 to 10, as many as were asked for today."""

    said_by = WhoSaid()

    def __init__(self, *args: Any, measures: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        kwargs["prefix"] = "distance"
        super().__init__(*args, **kwargs)
        self.measures = [code for code, _label in measures]
        for code, label in measures:
            self.fields[code] = OneOfAList(label=label, choices=SCORES)
        self.order_fields([*self.measures, "said_by"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.scores():
            self.add_error(
                self.measures[0] if self.measures else None, _("Choose a score for one line or more")
            )
        return cleaned

    def scores(self) -> dict[str, int]:
        """The scores that were given, by the code of their measure."""
        return {
            code: int(self.cleaned_data[code])
            for code in self.measures
            if self.cleaned_data.get(code, "") != ""
        }
