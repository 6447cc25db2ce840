"""The report builder: a name, measures, what they are broken down by, filters, and how often it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.components import render_component
from fingerpost.house.forms import ChoiceSelect, MultipleChoiceBoxes, ScreenedShortText
from fingerpost.performance.asking import Asked, asked_of
from fingerpost.performance.measures.definition import Dimension, Kind
from fingerpost.performance.measures.registry import ALL
from fingerpost.performance.models import Schedule
from fingerpost.performance.services.reports import LONGEST_NAME, MOST_MEASURES
from fingerpost.performance.words import DIMENSION_WORDS, KIND_WORDS
from fingerpost.workspace.customers.fields import later
from fingerpost.workspace.performance.forms import ANY, AskForm, month_choices

NEVER: Final = "never"
NEWEST: Final = "newest"


@dataclass(frozen=True, slots=True)
class Group:
    """The measures of one kind: their boxes, how many there are and how many are chosen. An open one is unfolded."""

    words: str
    count: int
    chosen: int
    is_open: bool
    boxes: SafeString


class ReportForm(AskForm):
    """One saved report. Months may move with the snapshot, so that a report by schedule is always of its time."""

    name = ScreenedShortText(
        label=gettext_lazy("Name of the report"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Only you see it. Say nothing of a customer."),
        name_in_messages=later(gettext_lazy("the name of the report")),
    )
    measures = MultipleChoiceBoxes(
        label=gettext_lazy("Measures"),
        help_text=gettext_lazy("Up to twelve."),
        name_in_messages=later(gettext_lazy("a measure")),
    )
    schedule = ChoiceSelect(label=gettext_lazy("When it is made"))
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, break_downs=list(Dimension), **kwargs)
        moving = [(NEWEST, _("The newest month")), ("previous", _("The month before it"))]
        self._offer("month", [*moving, *month_choices(kwargs["newest"])])
        self._offer(
            "by",
            [(ANY, _("Not broken down")), *((str(each), str(DIMENSION_WORDS[each])) for each in Dimension)],
        )
        self._offer("schedule", [(code or NEVER, str(words)) for code, words in Schedule.choices])
        boxes = self.fields["measures"]
        assert isinstance(boxes, MultipleChoiceBoxes)
        boxes.choices = [(code, _(what.title)) for code, what in sorted(ALL.items(), key=_place)]

    def groups(self) -> list[Group]:
        """The boxes of the measures by kind, in the order of the kinds; unfolded are the first and what is chosen."""
        bound = self["measures"]
        chosen = {str(each) for each in bound.value() or ()}
        found: list[Group] = []
        for kind, words in KIND_WORDS.items():
            items = [
                {"value": code, "text": _(what.title), "checked": code in chosen}
                for code, what in sorted(ALL.items())
                if what.kind is kind
            ]
            picked = sum(bool(item["checked"]) for item in items)
            boxes = _boxes(bound, kind, str(words), items, is_first=not found)
            found.append(Group(str(words), len(items), picked, not found or picked > 0, boxes))
        return found

    def clean_measures(self) -> list[str]:
        """At most as many measures as one report holds."""
        found = list(self.cleaned_data["measures"])
        if len(found) > MOST_MEASURES:
            raise forms.ValidationError(_("Choose twelve measures or fewer"))
        return found

    def asked(self) -> Asked:
        """The question that was put together."""
        return asked_of({name: _plain(text) for name, text in self.cleaned_data.items()})

    def schedule_wanted(self) -> str:
        """How often, as it is kept."""
        wanted = str(self.cleaned_data["schedule"])
        return "" if wanted == NEVER else wanted


def _boxes(
    bound: forms.BoundField, kind: Kind, words: str, items: list[dict[str, Any]], *, is_first: bool
) -> SafeString:
    # The first box of all bears the id of the field: an error leads to it.
    params = {
        "idPrefix": bound.auto_id if is_first else f"{bound.auto_id}-{kind}",
        "name": bound.html_name,
        "classes": "govuk-checkboxes--small",
        "fieldset": {"legend": {"text": words, "classes": "govuk-visually-hidden"}},
        "items": items,
    }
    return render_component("checkboxes", params)


def _place(item: tuple[str, Any]) -> tuple[int, str]:
    code, what = item
    return list(KIND_WORDS).index(what.kind), code


def _plain(value: Any) -> str:
    text = str(value or "")
    return "" if text in (ANY, NEWEST) else text
