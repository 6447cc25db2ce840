"""Forms of packs: to propose one, to decide on one, to confirm that one was read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.forms import ChoiceRadios, Form, LongText, MultipleChoiceBoxes
from fingerpost.policy.errors import Fault
from fingerpost.rulebook.models import LONGEST_PACK, Scope
from fingerpost.rulebook.services import LONGEST_REASON
from fingerpost.workspace.customers.fields import later

APPROVE, CLOSE = "approve", "close"
READ: Final = "read"
CORRECTION: Final = "correction"
_MOST_SAID: Final = 50


class PackForm(Form):
    """A pack as text, for whom it is, and why."""

    text = LongText(
        label=gettext_lazy("The pack"),
        name_in_messages=later(gettext_lazy("the pack")),
        help_text=gettext_lazy("TOML: a [pack] with its name, then one [[rule]] for each value."),
        max_length=LONGEST_PACK,
        rows=16,
    )
    scope = ChoiceRadios(
        label=gettext_lazy("Who is it for?"),
        name_in_messages=later(gettext_lazy("who it is for")),
        coerce=Scope,
        empty_value=None,
    )
    reason = LongText(
        label=gettext_lazy("Why is this needed?"),
        name_in_messages=later(gettext_lazy("why this is needed")),
        help_text=gettext_lazy(
            "The letter or decision behind it. Whoever approves it reads this, and every prime."
        ),
        max_length=LONGEST_REASON,
        rows=3,
    )
    correction = MultipleChoiceBoxes(
        label=gettext_lazy("Does it hold for days that are over?"),
        help_text=gettext_lazy("What was decided on those days stays as it was decided."),
        choices=(
            (CORRECTION, gettext_lazy("Yes, it corrects what was written down wrongly for those days")),
        ),
        required=False,
    )

    def __init__(self, *args: Any, scopes: Sequence[Scope], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scope"]
        assert isinstance(field, ChoiceRadios)
        field.choices = [(scope.value, scope.label) for scope in scopes]
        if len(scopes) == 1:
            field.required = False
            field.empty_value = scopes[0]

    def add_faults(self, faults: Iterable[Fault]) -> None:
        """Say each fault of the pack at its field, by file, key and kind."""
        said = list(faults)
        for fault in said[:_MOST_SAID]:
            self.add_error("text", str(fault))
        if len(said) > _MOST_SAID:
            self.add_error("text", _("And %(count)s more") % {"count": len(said) - _MOST_SAID})

    @property
    def is_correction(self) -> bool:
        """Whether it was said that the pack corrects days that are over."""
        return CORRECTION in self.cleaned_data.get("correction", [])


class DecisionForm(Form):
    """What a second person decides about a proposal."""

    decision = ChoiceRadios(
        label=gettext_lazy("What do you decide?"),
        name_in_messages=later(gettext_lazy("what you decide")),
        choices=(
            (APPROVE, gettext_lazy("Approve and publish it")),
            (CLOSE, gettext_lazy("Refuse it")),
        ),
        reveals={CLOSE: ("reason",)},
    )
    reason = LongText(
        label=gettext_lazy("Why do you refuse it?"),
        name_in_messages=later(gettext_lazy("why you refuse it")),
        max_length=LONGEST_REASON,
        rows=3,
    )


class TakeBackForm(Form):
    """The author of a proposal takes it back."""

    decision = ChoiceRadios(
        label=gettext_lazy("Do you still want it?"),
        name_in_messages=later(gettext_lazy("whether you still want it")),
        choices=((CLOSE, gettext_lazy("No, take the proposal back")),),
    )


class ReadForm(Form):
    """One box, ticked by whoever has read what stands above it."""

    confirmed = MultipleChoiceBoxes(label="", choices=((READ, ""),))

    def __init__(self, *args: Any, label: str, box: str, missing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["confirmed"]
        assert isinstance(field, MultipleChoiceBoxes)
        field.label = label
        field.choices = [(READ, box)]
        field.name_in_messages = missing
