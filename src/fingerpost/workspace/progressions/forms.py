"""Forms of progressions: where a customer stands in work and in learning, and what changed for them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.forms import (
    ChoiceRadios,
    ChoiceSelect,
    DatePart,
    Form,
    ScreenedShortText,
    SecondCheckForm,
    ShortText,
    When,
)
from fingerpost.house.rules import rules_in_force
from fingerpost.outcomes.rules.progressions import codes
from fingerpost.outcomes.services.progressions import Employment, Learning, Research
from fingerpost.workspace.customers.fields import later

_FOR_EXAMPLE = gettext_lazy("For example, 27 3 2026")
FIELDS = {
    "recorded_in_future": "recorded_on",
    "status_not_known": "status",
    "hours_not_known": "hours",
    "shock_code_missing": "economic_shock_code",
    "shock_code_extra": "economic_shock_code",
    "provider_number_wrong": "provider_number",
    "started_on_in_future": "started_on",
    "last_worked_on_in_future": "last_worked_on",
    "level_achieved_on_in_future": "level_achieved_on",
    "kind_not_known": "kind",
    "no_score_here": "before",
    "score_out_of_range": "before",
    "session_not_theirs": None,
}
"""The field that each refusal of the service belongs to."""


def recorded_on() -> DatePart:
    """The day on which it was so."""
    return DatePart(
        label=gettext_lazy("On which day was it so?"),
        help_text=_FOR_EXAMPLE,
        when=When.PAST_OR_TODAY,
        name_in_messages=later(gettext_lazy("the day on which it was so")),
    )


def _day(label: Any) -> DatePart:
    return DatePart(label=label, help_text=_FOR_EXAMPLE, when=When.PAST_OR_TODAY, required=False)


def _list(form: Form, name: str, listed: str) -> None:
    field = form.fields[name]
    assert isinstance(field, ChoiceRadios | ChoiceSelect)
    known = codes(listed, rules=rules_in_force(), on=timezone.localdate())
    field.choices = [(one.code, one.label) for one in known.values()]


class EmploymentForm(SecondCheckForm):
    """Where the customer stands in work."""

    recorded_on = recorded_on()
    status = ChoiceSelect(
        label=gettext_lazy("Where do they stand in work?"),
        name_in_messages=later(gettext_lazy("where they stand in work")),
    )
    hours = ChoiceSelect(label=gettext_lazy("Hours of work"), required=False, empty_value="")
    started_on = _day(gettext_lazy("When did the job begin?"))
    employer = ScreenedShortText(label=gettext_lazy("Employer"), max_length=200, required=False)
    last_worked_on = _day(gettext_lazy("When did they work last, if they are out of work?"))
    length_of_unemployment = ChoiceSelect(
        label=gettext_lazy("How long have they been out of work?"), required=False, empty_value=""
    )
    economic_shock = ChoiceSelect(
        label=gettext_lazy("Did an economic shock reach them?"),
        help_text=gettext_lazy("For example, a large employer of the area that closes"),
        required=False,
        empty_value="",
    )
    economic_shock_code = ScreenedShortText(
        label=gettext_lazy("Which one, if the government defined it?"), max_length=50, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _list(self, "status", "employment_statuses")
        _list(self, "hours", "employment_hours")
        _list(self, "length_of_unemployment", "unemployment_lengths")
        _list(self, "economic_shock", "economic_shocks")

    def values(self, attendance_id: UUID | None) -> Employment:
        """What was entered."""
        cleaned = self.cleaned_data
        return Employment(
            recorded_on=cleaned["recorded_on"],
            status=cleaned["status"],
            hours=cleaned["hours"] or "",
            started_on=cleaned["started_on"],
            last_worked_on=cleaned["last_worked_on"],
            length_of_unemployment=cleaned["length_of_unemployment"] or "",
            economic_shock=cleaned["economic_shock"] or "",
            economic_shock_code=cleaned["economic_shock_code"],
            employer=cleaned["employer"],
            attendance_id=attendance_id,
        )


class LearningForm(Form):
    """Where the customer stands in learning, and the highest level they hold."""

    recorded_on = recorded_on()
    status = ChoiceRadios(
        label=gettext_lazy("Where do they stand in learning?"),
        name_in_messages=later(gettext_lazy("where they stand in learning")),
    )
    hours = ChoiceSelect(label=gettext_lazy("Hours of learning"), required=False, empty_value="")
    started_on = _day(gettext_lazy("When did the learning begin?"))
    level = ChoiceSelect(
        label=gettext_lazy("Highest qualification they hold"),
        help_text=gettext_lazy("Leave empty if it is not known."),
        required=False,
        empty_value="",
    )
    level_achieved_on = _day(gettext_lazy("When did they gain it?"))
    provider_number = ShortText(
        label=gettext_lazy("Number of the last learning provider"),
        help_text=gettext_lazy("8 digits, if known"),
        max_length=8,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _list(self, "status", "learning_statuses")
        _list(self, "hours", "learning_hours")
        _list(self, "level", "qualification_levels")

    def values(self, attendance_id: UUID | None) -> Learning:
        """What was entered."""
        cleaned = self.cleaned_data
        return Learning(
            recorded_on=cleaned["recorded_on"],
            status=cleaned["status"],
            hours=cleaned["hours"] or "",
            started_on=cleaned["started_on"],
            level=cleaned["level"] or "",
            level_achieved_on=cleaned["level_achieved_on"],
            provider_number=cleaned["provider_number"],
            attendance_id=attendance_id,
        )


class ResearchForm(Form):
    """What changed for the customer: a hard or a soft outcome, for research alone."""

    recorded_on = recorded_on()
    kind = ChoiceSelect(
        label=gettext_lazy("What changed?"), name_in_messages=later(gettext_lazy("what changed"))
    )
    before = ShortText(
        label=gettext_lazy("The customer’s own score before, 0 to 10"),
        help_text=gettext_lazy("For soft outcomes, if you asked"),
        max_length=2,
        required=False,
    )
    after = ShortText(
        label=gettext_lazy("The customer’s own score now, 0 to 10"), max_length=2, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules, today = rules_in_force(), timezone.localdate()
        field = self.fields["kind"]
        assert isinstance(field, ChoiceSelect)
        hard, soft = (codes(name, rules=rules, on=today) for name in ("hard_outcomes", "soft_outcomes"))
        field.choices = [
            *((one.code, _("Hard: %(label)s") % {"label": one.label}) for one in hard.values()),
            *((one.code, _("Soft: %(label)s") % {"label": one.label}) for one in soft.values()),
        ]

    def clean_before(self) -> int | None:
        """A score, or None."""
        return self._score("before")

    def clean_after(self) -> int | None:
        """A score, or None."""
        return self._score("after")

    def _score(self, name: str) -> int | None:
        typed: str = self.cleaned_data[name]
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit() and int(typed) <= 10):
            self.add_error(name, _("A score is a whole number from 0 to 10"))
            return None
        return int(typed)

    def values(self, attendance_id: UUID | None) -> Research:
        """What was entered."""
        cleaned = self.cleaned_data
        return Research(
            recorded_on=cleaned["recorded_on"],
            kind=cleaned["kind"],
            before=cleaned["before"],
            after=cleaned["after"],
            attendance_id=attendance_id,
        )
