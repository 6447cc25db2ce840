"""The questions of triage: what is known already is not among them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.forms import ChoiceRadios, ChoiceSelect, DatePart, Form, ShortText, When, YesNo
from fingerpost.policy import Rules
from fingerpost.triage.models import ContactDecision
from fingerpost.triage.rules import age_of, asks_entitlement
from fingerpost.triage.services import OLDEST
from fingerpost.triage.values import Answers, Known
from fingerpost.workspace.customers.fields import later
from fingerpost.workspace.triage import words

BIRTH, YEARS = "birth", "years"
SAME, ELSE = "same", "else"
NO_WORK: Final = "none"
NOT_ASKED: Final = "not_asked"


class Age(ShortText):
    """Completed years, given as a whole number from 0 to 130."""

    width = "3"
    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=5, empty_value=None, **kwargs)

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        if not typed:
            return None
        if not typed.isascii() or not typed.isdigit() or int(typed) > OLDEST:
            raise ValidationError(_("Age must be a whole number, like 34"), code="invalid")
        return int(typed)


class TriageForm(Form):
    """What the customer asks for, what they need, and what decides where that is had."""

    stated = ChoiceRadios(
        label=gettext_lazy("What does the customer ask for?"),
        name_in_messages=later(gettext_lazy("what the customer asks for")),
        divider_before=words.UNKNOWN,
    )
    found = ChoiceRadios(
        label=gettext_lazy("Is that what they need?"),
        choices=(
            (SAME, gettext_lazy("Yes, as far as you can tell")),
            (ELSE, gettext_lazy("You find that they need something else")),
        ),
        reveals={ELSE: ("found_need",)},
        name_in_messages=later(gettext_lazy("whether that is what they need")),
        initial=SAME,
    )
    found_need = ChoiceSelect(
        label=gettext_lazy("What they need"), name_in_messages=later(gettext_lazy("what they need"))
    )
    age_known = ChoiceRadios(
        label=gettext_lazy("How old is the customer?"),
        name_in_messages=later(gettext_lazy("how you know the customer's age, or that it is not known yet")),
        help_text=gettext_lazy("Used for this decision, and not kept with it."),
        choices=(
            (BIRTH, gettext_lazy("They give their date of birth")),
            (YEARS, gettext_lazy("They give their age")),
            (words.UNKNOWN, gettext_lazy("Not known yet")),
        ),
        reveals={BIRTH: ("date_of_birth",), YEARS: ("age",)},
        divider_before=words.UNKNOWN,
    )
    date_of_birth = DatePart(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("For example, 31 3 1980"),
        when=When.PAST,
        birthday=True,
    )
    age = Age(label=gettext_lazy("Age in years"), name_in_messages=later(gettext_lazy("the age")))
    entitled = ChoiceRadios(
        label=gettext_lazy("Is the customer entitled to the adult service at 18?"),
        name_in_messages=later(
            gettext_lazy("whether the customer is entitled at 18, or that it was not asked yet")
        ),
        help_text=gettext_lazy("Only the answer counts. Why is not asked, and the answer is not kept."),
        choices=(
            ("yes", gettext_lazy("Yes")),
            ("no", gettext_lazy("No")),
            (NOT_ASKED, gettext_lazy("Not asked yet")),
        ),
        required=False,
    )
    lives_in = ChoiceSelect(label=gettext_lazy("Where does the customer live?"), required=False)
    works_in = ChoiceSelect(label=gettext_lazy("Where do they work?"), required=False)
    other_language = YesNo(
        label=gettext_lazy("Does the customer need a language other than English?"), required=False
    )

    def __init__(
        self,
        *args: Any,
        known: Known,
        standing: ContactDecision | None,
        on: date,
        rules: Rules,
        **kwargs: Any,
    ) -> None:
        self.known, self.on, self.rules = known, on, rules
        kwargs.setdefault("initial", _initial(known, standing))
        super().__init__(*args, **kwargs)
        self._offer()
        if known.age is not None:
            for name in ("age_known", "date_of_birth", "age"):
                del self.fields[name]
        if known.has_customer:
            del self.fields["other_language"]
        self.asks_entitlement = not known.is_entitled and known.age == self._exception_age()

    def _offer(self) -> None:
        """Fill the lists from the policy of the day."""
        needs = [
            pair
            for code, label in words.labels("triage.needs", on=self.on, rules=self.rules).items()
            for pair in (words.COMPLAINTS.items() if code == words.COMPLAINT else ((code, label),))
        ]
        nations = {
            str(row["code"]): str(row["label"])
            for row in self.rules.get_rows("places.nations", self.on)
            if not row["in_scope"]
        }
        places = [*words.labels("places.areas", on=self.on, rules=self.rules).items(), *nations.items()]
        lists: dict[str, list[tuple[str, Any]]] = {
            "stated": [*needs, (words.UNKNOWN, words.NOT_SAID)],
            "found_need": needs,
            "lives_in": places,
            "works_in": [*places, (NO_WORK, gettext_lazy("Does not work"))],
        }
        for name, choices in lists.items():
            field = self.fields[name]
            assert isinstance(field, ChoiceRadios | ChoiceSelect)
            field.choices = choices

    def _exception_age(self) -> int:
        return self.rules.get_int("eligibility.exception_age", self.on)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            self._ask_at_18()
        return cleaned

    def _ask_at_18(self) -> None:
        """One question at 18, asked where it decides and once the age is known; why is never asked (BR-5.2b)."""
        answers = self.answers()
        age = age_of(answers, self.known, on=self.on, rules=self.rules)
        is_needed = asks_entitlement(age, answers.need, on=self.on, rules=self.rules)
        if not is_needed or self.known.is_entitled:
            return
        self.asks_entitlement = True
        field = self.fields["entitled"]
        assert isinstance(field, ChoiceRadios)
        field.required = True
        if not self.cleaned_data.get("entitled"):
            self.add_error("entitled", field.say_select())

    def answers(self) -> Answers:
        """What was said, for the service."""
        cleaned = self.cleaned_data
        stated, stated_local = _need(cleaned["stated"])
        found, found_local = _need(cleaned["found_need"] if cleaned["found"] == ELSE else "")
        lives_in = cleaned["lives_in"] or None
        works_in = cleaned["works_in"] or None
        return Answers(
            stated_need=stated,
            found_need=found if found != stated or found_local != stated_local else None,
            complaint_is_local=found_local if found is not None else stated_local,
            date_of_birth=cleaned.get("date_of_birth"),
            age=cleaned.get("age"),
            entitled_at_18={"yes": True, "no": False}.get(cleaned["entitled"]),
            lives_in=lives_in,
            # Who does not work has no second place; the home then stands for both.
            works_in=lives_in if works_in == NO_WORK else works_in,
            needs_other_language=cleaned.get("other_language") is True,
        )


def _need(chosen: str) -> tuple[str | None, bool | None]:
    """The need of a choice, and of a complaint whether it is about the local service."""
    if chosen in words.COMPLAINTS:
        return words.COMPLAINT, chosen == words.LOCAL
    return (None if chosen in ("", words.UNKNOWN) else chosen), None


def _initial(known: Known, standing: ContactDecision | None) -> dict[str, object]:
    """What the page begins with: an earlier decision's needs, and the area that was decided by before."""
    initial: dict[str, object] = {"lives_in": known.home_area}
    if standing is not None:
        initial["lives_in"] = standing.home_area or known.home_area
        # Which complaint it was is not kept, so it is chosen anew.
        if standing.stated_need != words.COMPLAINT:
            initial["stated"] = standing.stated_need or words.UNKNOWN
        if standing.found_need and standing.found_need != words.COMPLAINT:
            initial |= {"found": ELSE, "found_need": standing.found_need}
    return initial
