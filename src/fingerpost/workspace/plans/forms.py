"""Forms of the plan editor: a part, an option, a goal, an action, the facts, how an action of last time stands.

Each is a form of its own with a prefix of its own, so that it is saved, refused or clashes by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.forms import ChoiceRadios, Form, SecondCheckForm
from fingerpost.plans.models import (
    ActionKind,
    Area,
    Draft,
    DraftItem,
    DraftPart,
    EnglishMaths,
    Horizon,
    ItemKind,
    Part,
    Status,
    Who,
)
from fingerpost.workspace.customers.fields import later
from fingerpost.workspace.plans.fields import DayWhenKnown, GoalOfThisPlan, Line, Lines, OneOfAFew, OneOfAList
from fingerpost.workspace.plans.words import PART_HINTS

PART_LENGTH, TEXT_LENGTH, DETAIL_LENGTH, NAME_LENGTH = 4_000, 300, 600, 100

_KEEP = (
    ("mine", gettext_lazy("Mine: what stands here, as I leave it")),
    ("theirs", gettext_lazy("Theirs: leave the plan as it is")),
)


class _Saved(SecondCheckForm):
    """What every saved piece has: the version that the page shows, agreement, and a choice where two clash."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    is_agreed = forms.BooleanField(required=False)
    keep = ChoiceRadios(label=gettext_lazy("Which words to keep"), required=False, choices=_KEEP)

    words: ClassVar[tuple[str, ...]] = ("text",)

    @property
    def leaves_theirs(self) -> bool:
        """Whether the editor chose to leave the other's words as they are."""
        return self.is_bound and self.accepted().get("keep") == "theirs"

    def agrees(self) -> bool:
        """Whether the customer agrees that it is recorded (OI-9.12b)."""
        return bool(self.accepted().get("is_agreed"))


class PartForm(_Saved):
    """One part that is written in sentences."""

    text = Lines(max_length=PART_LENGTH, rows=4)

    def __init__(self, *args: Any, part: str, row: DraftPart | None, **kwargs: Any) -> None:
        kwargs["prefix"] = part
        kwargs["initial"] = {
            "version": row.version if row else 0,
            "text": row.text if row else "",
            "is_agreed": bool(row and row.is_agreed),
        }
        super().__init__(*args, **kwargs)
        self.part, self.row = part, row
        self.fields["text"].label = str(Part(part).label)
        self.fields["text"].help_text = str(PART_HINTS[part])
        self.fields["is_agreed"].label = _("The customer agrees to record “%(part)s”") % {
            "part": Part(part).label
        }

    def text_to_save(self) -> str:
        """The words where they are right; in the place of wrong ones, what stands."""
        return str(self.accepted().get("text", self.initial["text"]))


class ItemForm(_Saved):
    """One option, goal or action. ``number`` counts within its kind, from 1."""

    kind: ClassVar[ItemKind]
    values: ClassVar[tuple[str, ...]] = ()
    labels: ClassVar[Mapping[str, Any]] = {}
    words: ClassVar[tuple[str, ...]] = ("text", "detail")

    text = Line(max_length=TEXT_LENGTH)
    detail = Lines(max_length=DETAIL_LENGTH, rows=2)

    def __init__(
        self,
        *args: Any,
        key: UUID,
        row: DraftItem | None,
        number: int,
        suggested: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["prefix"] = f"{self.kind}-{key}"
        kwargs["initial"] = {
            "version": row.version if row else 0,
            "is_agreed": bool(row and row.is_agreed),
            **{name: self._kept(row, name) for name in self.value_names},
            **({} if row else suggested or {}),
        }
        super().__init__(*args, **kwargs)
        self.key, self.row = key, row
        self.count_as(number)

    def count_as(self, number: int) -> None:
        """Take a place among the lines of this kind, counted from 1; labels name it."""
        self.number = number
        for name, words in self.labels.items():
            self.fields[name].label = str(words) % {"number": number}

    @property
    def value_names(self) -> tuple[str, ...]:
        """The names of what is kept of this kind, beside agreement."""
        return ("text", "detail", *self.values)

    @staticmethod
    def _kept(row: DraftItem | None, name: str) -> Any:
        if row is None:
            return None
        value = getattr(row, name)
        return str(value) if isinstance(value, UUID) else value

    @property
    def is_untouched(self) -> bool:
        """Whether a new line was sent as empty as it was shown."""
        if self.row is not None or not self.is_bound:
            return False
        return not any(self.text_of(name) for name in self.words) and not self.has_changed()

    def has_changed(self) -> bool:
        """Whether anything but the words and agreement differs from what was suggested."""
        return any(name in self.changed_data for name in self.values)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.is_untouched and not self.text_of("text") and "text" not in self.errors:
            words = _("%(line)s: say what it is in a few words, or remove it")
            self.add_error("text", words % {"line": self.fields["text"].label})
        return cleaned

    def values_to_save(self) -> dict[str, Any]:
        """Every value that is right as typed; in the place of a wrong one, what stands."""
        got = self.accepted()
        kept = {name: got.get(name, self.initial.get(name)) for name in self.value_names}
        return {name: "" if value is None and name != "by_on" else value for name, value in kept.items()}


class OptionForm(ItemForm):
    """An option that was explored, what would follow from it, and whether the customer chose it (MX-3.4)."""

    kind = ItemKind.OPTION
    values = ("is_chosen",)
    labels: ClassVar[Mapping[str, Any]] = {
        "text": gettext_lazy("Option %(number)s"),
        "detail": gettext_lazy("What would follow from option %(number)s"),
        "is_chosen": gettext_lazy("The customer chose option %(number)s"),
        "is_agreed": gettext_lazy("The customer agrees to record option %(number)s"),
    }

    is_chosen = forms.BooleanField(required=False)


class GoalForm(ItemForm):
    """A goal for skills, learning or work, in the short or medium term."""

    kind = ItemKind.GOAL
    values = ("area", "horizon")
    labels: ClassVar[Mapping[str, Any]] = {
        "text": gettext_lazy("Goal %(number)s"),
        "detail": gettext_lazy("How we will know that goal %(number)s is reached"),
        "area": gettext_lazy("What goal %(number)s is about"),
        "horizon": gettext_lazy("How far off goal %(number)s is"),
        "is_agreed": gettext_lazy("The customer agrees to record goal %(number)s"),
    }

    area = OneOfAFew(choices=Area.choices, initial=Area.SKILLS)
    horizon = OneOfAFew(choices=Horizon.choices, initial=Horizon.SHORT)

    def values_to_save(self) -> dict[str, Any]:
        values = super().values_to_save()
        return {
            **values,
            "area": values["area"] or Area.SKILLS.value,
            "horizon": values["horizon"] or Horizon.SHORT.value,
        }


class ActionForm(ItemForm):
    """An action: who does what by when, and how one will know. A referral and a signpost are kinds of it."""

    kind = ItemKind.ACTION
    values = ("action_kind", "who", "organisation", "by_on", "for_goal", "is_for_english_maths")
    words: ClassVar[tuple[str, ...]] = ("text", "detail", "organisation")
    labels: ClassVar[Mapping[str, Any]] = {
        "text": gettext_lazy("Action %(number)s"),
        "by_on": gettext_lazy("By when, action %(number)s"),
        "who": gettext_lazy("Who does action %(number)s"),
        "detail": gettext_lazy("How we will know that action %(number)s is done"),
        "action_kind": gettext_lazy("Kind of action %(number)s"),
        "organisation": gettext_lazy("Organisation or person in action %(number)s"),
        "for_goal": gettext_lazy("Goal that action %(number)s is for"),
        "is_for_english_maths": gettext_lazy("Action %(number)s is for English or maths"),
        "is_agreed": gettext_lazy("The customer agrees to record action %(number)s"),
    }

    by_on = DayWhenKnown(name_in_messages=later(gettext_lazy("the day of the action")))
    who = OneOfAList(choices=Who.choices)
    action_kind = OneOfAList(choices=ActionKind.choices)
    organisation = Line(max_length=NAME_LENGTH, required=False)
    for_goal = GoalOfThisPlan(coerce=UUID, required=False, empty_value=None)
    is_for_english_maths = forms.BooleanField(required=False)

    def __init__(self, *args: Any, goals: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        kwargs["suggested"] = {
            "who": Who.CUSTOMER.value,
            "action_kind": ActionKind.STEP.value,
            **(kwargs.get("suggested") or {}),
        }
        super().__init__(*args, **kwargs)
        named = self.fields["for_goal"]
        if isinstance(named, forms.ChoiceField):
            named.choices = list(goals)
        self.fields["organisation"].help_text = _("To whom it refers or signposts, or who else does it.")

    @property
    def is_unfolded(self) -> bool:
        """Whether what is rarely said was said here, so that the page shows it at once."""
        names = ("action_kind", "organisation", "for_goal", "is_for_english_maths")
        usual = {"action_kind": ActionKind.STEP.value}
        return any(
            name in self.errors or str(self[name].value() or "") not in ("", usual.get(name, ""))
            for name in names
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("is_agreed") and not cleaned.get("by_on") and "by_on" not in self.errors:
            words = _("Enter by when action %(number)s is done. An action without a day can't be agreed")
            self.add_error("by_on", words % {"number": self.number})
        names_somebody = cleaned.get("action_kind") in (ActionKind.REFERRAL, ActionKind.SIGNPOST)
        if names_somebody and not self.text_of("organisation"):
            words = _("Action %(number)s: name the organisation that the customer is sent to")
            self.add_error("organisation", words % {"number": self.number})
        return cleaned

    def agrees(self) -> bool:
        """Agreed, and with its day: OI-9.13, an action without one can't be agreed."""
        return super().agrees() and self.values_to_save()["by_on"] is not None

    def values_to_save(self) -> dict[str, Any]:
        values = super().values_to_save()
        if "organisation" in self.errors and not values["organisation"]:
            # Until somebody is named it stays what it was.
            values["action_kind"] = self.initial["action_kind"]
        return {
            **values,
            "action_kind": values["action_kind"] or ActionKind.STEP.value,
            "who": values["who"] or Who.CUSTOMER.value,
            "by_on": values["by_on"] or None,
            "for_goal": UUID(str(values["for_goal"])) if values["for_goal"] else None,
            "is_for_english_maths": bool(values["is_for_english_maths"]),
        }


ITEM_FORMS: Mapping[str, type[ItemForm]] = {
    form.kind.value: form for form in (OptionForm, GoalForm, ActionForm)
}


class FactsForm(Form):
    """When the plan is looked at again (OF-25), and what is known of a need in English or maths (OF-27)."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    review_on = DayWhenKnown(
        label=gettext_lazy("When you look at this plan together again"),
        name_in_messages=later(gettext_lazy("the day of the review")),
    )
    english_maths = OneOfAFew(
        label=gettext_lazy("Does the customer need help with English or maths?"),
        choices=[(value or "not_said", label) for value, label in EnglishMaths.choices],
    )
    keep = ChoiceRadios(label=gettext_lazy("Which to keep"), required=False, choices=_KEEP)

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        kwargs["prefix"] = "facts"
        kwargs["initial"] = {
            "version": draft.version,
            "review_on": draft.review_on,
            "english_maths": draft.english_maths or "not_said",
        }
        super().__init__(*args, **kwargs)
        self.draft = draft

    def values_to_save(self) -> dict[str, Any]:
        """Every value that is right as typed; in the place of a wrong one, what stands."""
        got = self.accepted()
        need = got.get("english_maths", self.draft.english_maths)
        return {
            "review_on": got.get("review_on", self.draft.review_on),
            "english_maths": "" if need == "not_said" else need,
        }


class StandingForm(Form):
    """How an action of the plan brought over stands now. ``shown`` is what the page said when it was made."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)
    status = OneOfAFew(choices=Status.choices)

    def __init__(self, *args: Any, key: UUID, text: str, status: str, number: int, **kwargs: Any) -> None:
        kwargs["prefix"] = f"standing-{key}"
        kwargs["initial"] = {"shown": status, "status": status}
        super().__init__(*args, **kwargs)
        self.key, self.text, self.stands = key, text, status
        self.fields["status"].label = text

    def news(self) -> str:
        """The status to add to the log; "" where nothing new was said, or somebody said it meanwhile."""
        if not self.is_valid():
            return ""
        said = str(self.cleaned_data["status"] or "")
        return said if said not in ("", self.stands, self.cleaned_data["shown"]) else ""
