"""Forms of the restricted part, the additional indicator and the shared secrets."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.customers.secrets import is_long_enough
from fingerpost.customers.services import Equality
from fingerpost.customers.services.restricted import NONE_DECLARED, NOTHING_DECLARED
from fingerpost.house.forms import ChoiceRadios, ChoiceSelect, Form, YesNo
from fingerpost.house.rules import rules_in_force
from fingerpost.policy.names import match_name
from fingerpost.workspace.customers.fields import SecretAnswer, later
from fingerpost.workspace.customers.forms.parts import Pairs, wire_choices

KEEP, TAKE_AWAY = "keep", "take_away"


class EqualityForm(Form):
    """What the customer chooses to say, each half only with consent."""

    consents_to_health = YesNo(
        label=gettext_lazy(
            "Does the customer agree that we keep information about learning difficulties, disability and health?"
        ),
        name_in_messages=later(gettext_lazy("the customer agrees that we keep information about health")),
        reveals={"yes": ("learning_difficulty_or_disability", "primary_difficulty", "secondary_difficulty")},
    )
    learning_difficulty_or_disability = ChoiceRadios(
        label=gettext_lazy("What does the customer say?"),
        name_in_messages=later(gettext_lazy("what the customer says")),
        choices=lambda: wire_choices("disability_declaration"),
        coerce=int,
        empty_value=9,
    )
    primary_difficulty = ChoiceSelect(
        label=gettext_lazy("The main one"),
        choices=lambda: wire_choices("learning_difficulty_or_disability"),
        coerce=int,
        empty_value=99,
        required=False,
    )
    secondary_difficulty = ChoiceSelect(
        label=gettext_lazy("A second one"),
        choices=lambda: wire_choices("learning_difficulty_or_disability"),
        coerce=int,
        empty_value=99,
        required=False,
    )
    consents_to_ethnicity = YesNo(
        label=gettext_lazy("Does the customer agree that we keep their ethnic group?"),
        name_in_messages=later(gettext_lazy("the customer agrees that we keep their ethnic group")),
        reveals={"yes": ("ethnicity",)},
    )
    ethnicity = ChoiceSelect(
        label=gettext_lazy("Ethnic group"),
        choices=lambda: wire_choices("ethnicity"),
        coerce=int,
        empty_value=99,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        said = {cleaned.get("primary_difficulty", 99), cleaned.get("secondary_difficulty", 99)}
        if cleaned.get("learning_difficulty_or_disability") == NONE_DECLARED and said - NOTHING_DECLARED:
            self.add_error(
                "primary_difficulty",
                _("Leave this empty, or say that the customer considers that they have one"),
            )
        return cleaned

    def equality(self) -> Equality:
        """What was entered."""
        return Equality(**{name: self.cleaned_data[name] for name in self.fields})


class IndicatorForm(Form):
    """The same question for every customer (BR-20.3a to 20.3c)."""

    asked = ChoiceRadios(
        label=gettext_lazy("What has the customer asked us to do?"),
        name_in_messages=later(gettext_lazy("what the customer has asked us to do")),
        choices=(
            (KEEP, gettext_lazy("The customer has asked us to keep the additional indicator")),
            (TAKE_AWAY, gettext_lazy("The customer has asked us to take the additional indicator away")),
        ),
    )


def question_choices() -> Pairs:
    """The questions that are safe to ask."""
    rows = rules_in_force().get_rows("identity.secret_questions", timezone.localdate())
    return [(str(row["code"]), str(row["label"])) for row in rows]


class SecretsForm(Form):
    """Two questions of the customer's choice, with answers that nobody can read afterwards."""

    question_1 = ChoiceSelect(
        label=gettext_lazy("First question"),
        name_in_messages=later(gettext_lazy("the first question")),
        choices=question_choices,
    )
    answer_1 = SecretAnswer(
        label=gettext_lazy("Answer to the first question"),
        name_in_messages=later(gettext_lazy("the answer to the first question")),
    )
    question_2 = ChoiceSelect(
        label=gettext_lazy("Second question"),
        name_in_messages=later(gettext_lazy("the second question")),
        choices=question_choices,
    )
    answer_2 = SecretAnswer(
        label=gettext_lazy("Answer to the second question"),
        name_in_messages=later(gettext_lazy("the answer to the second question")),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("answer_1", "answer_2"):
            if cleaned.get(name) and not is_long_enough(cleaned[name]):
                self.add_error(name, _("The answer must have at least 4 letters or numbers"))
        if cleaned.get("question_1") and cleaned.get("question_1") == cleaned.get("question_2"):
            self.add_error("question_2", _("Choose a different second question"))
        first, second = (match_name(cleaned.get(name) or "") for name in ("answer_1", "answer_2"))
        if first and first == second:
            self.add_error("answer_2", _("The second answer must be different from the first"))
        return cleaned

    def answers(self) -> dict[str, str]:
        """Answers by code of their question."""
        cleaned = self.cleaned_data
        return {
            cleaned["question_1"]: cleaned["answer_1"],
            cleaned["question_2"]: cleaned["answer_2"],
        }
