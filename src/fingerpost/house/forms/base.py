"""The form that every page of the service builds on."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from fingerpost.house.forms.wording import QUESTIONED, REFUSED


class Form(forms.Form):
    """A Django form that keeps everything typed and knows a refused word from a mistake.

    Fields that a choice reveals are judged only while that choice is made; otherwise they are empty.
    """

    use_required_attribute = False
    error_css_class: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]  # Django's own hook, absent from its stubs
        for name in self.unrevealed():
            self.errors.pop(name, None)
            self.cleaned_data[name] = empty_value(self.fields[name])

    def unrevealed(self) -> frozenset[str]:
        """Return the names of the fields that stand under a choice that was not made."""
        hidden: set[str] = set()
        for name, field in self.fields.items():
            reveals: Mapping[str, Iterable[str]] = getattr(field, "reveals", {})
            if not reveals:
                continue
            chosen = self[name].data if self.is_bound else self[name].value()
            made = {str(one) for one in chosen} if isinstance(chosen, list | tuple) else {str(chosen)}
            for value, names in reveals.items():
                if value not in made or name in hidden:
                    hidden.update(names)
        return frozenset(hidden & self.fields.keys())

    @property
    def refused_fields(self) -> frozenset[str]:
        """The names of the fields whose text can't be kept, or not before the person was asked."""
        return frozenset(
            name
            for name, problems in self.errors.as_data().items()
            if any(problem.code in {REFUSED, QUESTIONED} for problem in problems)
        )

    @property
    def has_only_refusals(self) -> bool:
        """Whether nothing but refused words stands between this form and being saved whole."""
        return bool(self.errors) and self.errors.keys() == self.refused_fields

    def accepted(self) -> dict[str, Any]:
        """Return the values that may be saved: every field without an error."""
        wrong = self.errors.keys()
        return {name: value for name, value in self.cleaned_data.items() if name not in wrong}


def empty_value(field: forms.Field) -> Any:
    """Return what a field gives when nothing was typed in it."""
    if isinstance(field, forms.MultipleChoiceField):
        return []
    return getattr(field, "empty_value", None)
