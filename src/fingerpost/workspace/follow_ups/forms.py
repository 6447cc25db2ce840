"""The form of a try to reach a customer."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from fingerpost.house.forms import (
    ChoiceRadios,
    ChoiceSelect,
    DatePart,
    ScreenedLongText,
    SecondCheckForm,
    TimeOfDay,
    When,
)
from fingerpost.house.rules import rules_in_force
from fingerpost.outcomes.models import Reached
from fingerpost.outcomes.services.follow_ups import Try
from fingerpost.policy.civil import civil_date, london_moment
from fingerpost.workspace.customers.fields import later
from fingerpost.workspace.follow_ups.words import method_labels, situation_labels

FIELDS = {
    "method_not_known": "method",
    "reached_not_known": "reached",
    "situation_missing": "situation",
    "situation_not_known": "situation",
    "stop_missing": "situation",
    "try_in_the_future": "happened_on",
    "try_too_early": "happened_on",
}
"""The field that each refusal of the service belongs to."""


class TryForm(SecondCheckForm):
    """How the customer was tried, what came of it, and what was found."""

    method = ChoiceRadios(
        label=gettext_lazy("How did you try?"), name_in_messages=later(gettext_lazy("how you tried"))
    )
    reached = ChoiceRadios(
        label=gettext_lazy("What came of it?"),
        choices=Reached.choices,
        name_in_messages=later(gettext_lazy("what came of it")),
    )
    situation = ChoiceSelect(
        label=gettext_lazy("What did you find out?"),
        help_text=gettext_lazy("Needed when you reached the customer, or when they want no follow-up."),
        required=False,
        empty_value="",
    )
    happened_on = DatePart(
        label=gettext_lazy("Which day was it?"),
        help_text=gettext_lazy("Leave empty if it was just now. For example, 27 3 2026"),
        when=When.PAST_OR_TODAY,
        required=False,
    )
    happened_at = TimeOfDay(
        label=gettext_lazy("At what time?"),
        help_text=gettext_lazy("If you know it, like 2:30pm"),
        required=False,
    )
    text = ScreenedLongText(
        label=gettext_lazy("Anything to keep of it"),
        help_text=gettext_lazy("A sentence is enough. Nothing about health, family or the past."),
        max_length=600,
        rows=3,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules, today = rules_in_force(), timezone.localdate()
        method, situation = self.fields["method"], self.fields["situation"]
        assert isinstance(method, ChoiceRadios)
        assert isinstance(situation, ChoiceSelect)
        method.choices = list(method_labels(rules, today).items())
        situation.choices = list(situation_labels(rules, today).items())

    def made(self, *, now: datetime) -> Try:
        """The try as the service takes it. A day without a time is taken at noon; today without one is now."""
        cleaned = self.cleaned_data
        return Try(
            method=cleaned["method"],
            reached=cleaned["reached"],
            situation=cleaned["situation"] or "",
            happened_at=_moment(cleaned["happened_on"], cleaned["happened_at"], now=now),
            text=cleaned["text"],
        )


def _moment(day: date | None, at: time | None, *, now: datetime) -> datetime:
    today = civil_date(now)
    if at is None and (day is None or day == today):
        return now
    return london_moment(day or today, at or time(12))
