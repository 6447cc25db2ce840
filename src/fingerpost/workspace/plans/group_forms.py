"""The form of what a group shares: actions for all, and what a plan needs where it has none of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.forms import Form, MultipleChoiceBoxes
from fingerpost.plans.models import Area, Horizon, ItemKind
from fingerpost.plans.services.lines import ItemValues
from fingerpost.workspace.customers.fields import later
from fingerpost.workspace.plans.fields import DayWhenKnown, Line, Lines
from fingerpost.workspace.plans.group import Shared

ACTIONS: Final = (1, 2, 3)


class GroupPlanForm(Form):
    """Up to three shared actions, who gets them, and shared words for plans that lack their own."""

    people = MultipleChoiceBoxes(
        label=gettext_lazy("Who gets them"),
        name_in_messages=later(gettext_lazy("who gets the shared actions")),
        coerce=UUID,
    )
    starting_point = Lines(label=gettext_lazy("Where everybody here is now"), max_length=1_000, rows=2)
    options = Lines(label=gettext_lazy("Which options you looked at together"), max_length=1_000, rows=2)
    goal_skills = Line(label=gettext_lazy("Shared goal for skills"), max_length=300)
    goal_work = Line(label=gettext_lazy("Shared goal for work"), max_length=300)
    review_on = DayWhenKnown(
        label=gettext_lazy("When each looks at the plan again"),
        name_in_messages=later(gettext_lazy("the day of the review")),
    )
    is_agreed = forms.BooleanField(
        label=gettext_lazy("Everybody chosen agrees to record this in their own plan"),
        error_messages={"required": gettext_lazy("Ask everybody chosen, and tick that they agree")},
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"people": [key for key, _name in people]})
        super().__init__(*args, **kwargs)
        chosen = self.fields["people"]
        if isinstance(chosen, MultipleChoiceBoxes):
            chosen.choices = list(people)
        for number in ACTIONS:
            self.fields[f"text_{number}"] = Line(label=_("Action %s") % number, max_length=300)
            self.fields[f"by_{number}"] = DayWhenKnown(
                label=_("By when, action %s") % number, name_in_messages=_("the day of action %s") % number
            )
            self.fields[f"detail_{number}"] = Line(
                label=_("How we will know that action %s is done") % number, max_length=600
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number in ACTIONS:
            text, day = cleaned.get(f"text_{number}"), cleaned.get(f"by_{number}")
            if text and not day and f"by_{number}" not in self.errors:
                words = _("Enter by when action %s is done. An action without a day can't be agreed")
                self.add_error(f"by_{number}", words % number)
            if day and not text and f"text_{number}" not in self.errors:
                self.add_error(f"text_{number}", _("Say what action %s is") % number)
        if not self.errors and not any(cleaned.get(f"text_{number}") for number in ACTIONS):
            self.add_error("text_1", _("Write at least one action"))
        return cleaned

    def shared(self) -> Shared:
        """What a valid form holds."""
        got = self.cleaned_data
        goals = (
            (got["goal_skills"], Area.SKILLS, Horizon.SHORT),
            (got["goal_work"], Area.WORK, Horizon.MEDIUM),
        )
        return Shared(
            actions=[
                ItemValues(
                    kind=ItemKind.ACTION.value,
                    text=got[f"text_{number}"],
                    detail=got[f"detail_{number}"],
                    by_on=got[f"by_{number}"],
                    is_agreed=True,
                )
                for number in ACTIONS
                if got[f"text_{number}"]
            ],
            goals=[
                ItemValues(
                    kind=ItemKind.GOAL.value,
                    text=text,
                    area=area.value,
                    horizon=horizon.value,
                    is_agreed=True,
                )
                for text, area, horizon in goals
                if text
            ],
            starting_point=got["starting_point"],
            options=got["options"],
            review_on=got["review_on"],
        )
