"""The forms of returns: a file, signing off, an answer of the agency, a direction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.forms import (
    ChoiceRadios,
    DatePart,
    Form,
    MultipleChoiceBoxes,
    ScreenedLongText,
    ScreenedShortText,
    ShortText,
)
from fingerpost.performance.models import ReturnKind
from fingerpost.performance.return_queries import EXTRACTS
from fingerpost.performance.services.returns import LONGEST, MOST_PEOPLE
from fingerpost.workspace.customers.fields import later

ANSWERS: Final = {
    "receive": gettext_lazy("It came in"),
    "acknowledge": gettext_lazy("Accept it"),
    "reject": gettext_lazy("Send it back"),
}
_SIX: Final = 7


class UploadForm(Form):
    """A return that was filled in by hand."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("A PDF. Its name is not kept."),
        allow_empty_file=True,
        max_length=None,
        error_messages={"required": gettext_lazy("Choose the file")},
    )
    people = ShortText(
        label=gettext_lazy("How many customers does it name?"),
        help_text=gettext_lazy("If it names nobody, enter 0: then the agency can open it."),
        name_in_messages=later(gettext_lazy("how many customers it names")),
    )

    def clean_people(self) -> int:
        """A whole number."""
        typed: str = self.cleaned_data["people"]
        if not (typed.isascii() and typed.isdigit() and len(typed) <= _SIX and int(typed) <= MOST_PEOPLE):
            raise forms.ValidationError(_("Enter a whole number, 0 or more"))
        return int(typed)


class SignOffForm(Form):
    """That a return is accurate, and for what purpose so many records leave."""

    accurate = MultipleChoiceBoxes(
        label=gettext_lazy("Is the return accurate?"),
        name_in_messages=later(gettext_lazy("that the return is accurate")),
        error_messages={"required": gettext_lazy("Say that the return is accurate, or do not sign it off")},
    )
    purpose = ScreenedLongText(
        label=gettext_lazy("For what purpose do these records leave?"),
        help_text=gettext_lazy("It is kept with your name. Name no customer."),
        max_length=LONGEST,
        rows=3,
        name_in_messages=later(gettext_lazy("the purpose")),
    )

    def __init__(self, *args: Any, statement: Sequence[str], needs_purpose: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boxes = self.fields["accurate"]
        assert isinstance(boxes, MultipleChoiceBoxes)
        boxes.choices = [("yes", " ".join(statement))]
        if not needs_purpose:
            del self.fields["purpose"]


class AnswerForm(Form):
    """What the agency says of a return."""

    answer = ChoiceRadios(
        label=gettext_lazy("What do you say of it?"),
        name_in_messages=later(gettext_lazy("what you say of it")),
    )
    note = ScreenedLongText(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("The mailbox and its receipt, or what must be mended. Name no customer."),
        max_length=LONGEST,
        rows=3,
        required=False,
    )

    def __init__(self, *args: Any, answers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["answer"]
        assert isinstance(field, ChoiceRadios)
        field.choices = [(each, ANSWERS[each]) for each in answers]

    def clean(self) -> dict[str, Any]:
        """Who sends a return back says why."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("answer") == "reject" and "note" in cleaned and not cleaned["note"]:
            self.add_error("note", _("Say what must be mended"))
        return cleaned


class DirectionForm(Form):
    """A written direction: which extract, for what, between which days."""

    kind = ChoiceRadios(
        label=gettext_lazy("Which extract?"),
        choices=[(each.value, each.label) for each in ReturnKind if each in EXTRACTS],
        name_in_messages=later(gettext_lazy("which extract")),
    )
    reference = ScreenedShortText(
        label=gettext_lazy("Reference of the direction"),
        max_length=40,
        name_in_messages=later(gettext_lazy("the reference of the direction")),
    )
    purpose = ScreenedLongText(
        label=gettext_lazy("Purpose"),
        help_text=gettext_lazy("Who gets it and what for."),
        max_length=LONGEST,
        rows=3,
        name_in_messages=later(gettext_lazy("the purpose")),
    )
    starts_on = DatePart(
        label=gettext_lazy("From"), name_in_messages=later(gettext_lazy("the day from which it holds"))
    )
    ends_on = DatePart(
        label=gettext_lazy("To"), name_in_messages=later(gettext_lazy("the last day on which it holds"))
    )
