"""Fields of choices: radios, boxes, a list, yes or no; a choice may reveal further fields."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.forms.wording import Speaks

Choices = Iterable[tuple[Any, Any]] | Callable[[], Iterable[tuple[Any, Any]]]


class _OneOf(Speaks, forms.TypedChoiceField):
    """One of several choices, given in the type of `coerce`; `empty_value` where nothing is chosen.

    `hints` adds words under a choice, `reveals` names the fields that a choice opens, `divider_before`
    is the value of the choice that stands after "or".
    """

    def __init__(
        self,
        *,
        choices: Choices = (),
        hints: Mapping[str, Any] | None = None,
        reveals: Mapping[str, Iterable[str]] | None = None,
        divider_before: str = "",
        name_in_messages: str = "",
        **kwargs: Any,
    ) -> None:
        self.hints = dict(hints or {})
        self.reveals = {value: tuple(names) for value, names in (reveals or {}).items()}
        self.divider_before = divider_before
        self.name_in_messages = name_in_messages
        super().__init__(choices=choices, **kwargs)

    def validate(self, value: Any) -> None:
        if value in self.empty_values:
            if self.required:
                raise ValidationError(self.say_select(), code="required")
            return
        if not self.valid_value(value):
            raise ValidationError(self.say_select(), code="invalid_choice")


class ChoiceRadios(_OneOf):
    """One of a few choices, all in view."""

    component = "radios"
    widget = forms.RadioSelect


class ChoiceSelect(_OneOf):
    """One of a long list. An empty first choice is added where the list has none."""

    component = "select"
    widget = forms.Select


class YesNo(ChoiceRadios):
    """Yes or no, given as True, False, or None where optional and unanswered."""

    inline = True

    def __init__(self, *, choices: Choices | None = None, **kwargs: Any) -> None:
        super().__init__(
            choices=choices
            if choices is not None
            else (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))),
            coerce=lambda value: value == "yes",
            empty_value=None,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """Return the choice that a kept answer stands for."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        return value

    def say_select(self) -> str:
        if self.name_in_messages:
            return _("Select yes if %(name)s") % {"name": self.name_in_messages}
        return _("Select yes or no")


class MultipleChoiceBoxes(Speaks, forms.TypedMultipleChoiceField):
    """Any of several choices, given as a list. `exclusive` is the value of "none of these"."""

    component = "checkboxes"
    widget = forms.CheckboxSelectMultiple

    def __init__(
        self,
        *,
        choices: Choices = (),
        hints: Mapping[str, Any] | None = None,
        reveals: Mapping[str, Iterable[str]] | None = None,
        exclusive: str = "",
        name_in_messages: str = "",
        **kwargs: Any,
    ) -> None:
        self.hints = dict(hints or {})
        self.reveals = {value: tuple(names) for value, names in (reveals or {}).items()}
        self.exclusive = exclusive
        self.divider_before = exclusive
        self.name_in_messages = name_in_messages
        super().__init__(choices=choices, **kwargs)

    def validate(self, value: Any) -> None:
        if not value:
            if self.required:
                raise ValidationError(self.say_select(), code="required")
            return
        if not all(self.valid_value(one) for one in value):
            raise ValidationError(self.say_select(), code="invalid_choice")
        if self.exclusive in value and len(value) > 1:
            label = dict(self.widget.choices).get(self.exclusive, self.exclusive)
            raise ValidationError(
                _("Select %(name)s, or select “%(none)s”") % {"name": self.name, "none": label},
                code="exclusive",
            )
