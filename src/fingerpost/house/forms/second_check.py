"""Refused words that a colleague may look at: the code beside the field, and what becomes of it.

BR-A.3: words that all have an everyday meaning may be kept after a named second person looked at them. The
text waits nowhere but on the page. What the second person looked at is named by a number, which the service
makes of the text and its own secret and keeps in no store; the code that they give fits this number, so it fits
these very words alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.crypto import salted_hmac

from fingerpost.house.forms.base import Form
from fingerpost.house.forms.screened import Found, Screened
from fingerpost.house.forms.wording import REFUSED

NUMBER_DIGITS: Final = 6
"""Digits of the number that names the words; few enough to be read out."""

_SALT: Final = "fingerpost.second_check"


@dataclass(frozen=True, slots=True)
class Asked:
    """One refused field that somebody wants kept: the code typed, the number of its words, what was found."""

    field: str
    code: str
    number: str
    found: Found


def number_of(field: str, text: str) -> str:
    """The number that names these words in this field: always the same, and nothing can be read back from it."""
    made = salted_hmac(_SALT, f"{field}\0{text}", algorithm="sha256").hexdigest()
    return f"{int(made, 16) % 10**NUMBER_DIGITS:0{NUMBER_DIGITS}d}"


def code_name(form: forms.BaseForm, name: str) -> str:
    """The name under which a page sends the code for a field."""
    return f"{form.add_prefix(name)}-second_check"


def answer_name(form: forms.BaseForm, name: str) -> str:
    """The name under which a page sends "keep it as it is"."""
    return f"{form.add_prefix(name)}-as_it_is"


class SecondCheckForm(Form):
    """A form whose pages offer a second check, and whose view keeps what was looked at.

    A field stays refused until the view says `release`, so a view that knows nothing of second checks keeps nothing.
    Where policy only asks about a word, the page asks once and the view keeps a note of `confirmed`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code_errors: dict[str, str] = {}

    def _clean_fields(self) -> None:
        for name, field in self.fields.items():
            if isinstance(field, Screened):
                # Words that stand in the record as they were looked at are not asked about again.
                field.kept = str(self.get_initial_for_field(field, name) or "")
                field.is_confirmed = bool(self.data.get(answer_name(self, name)))
        super()._clean_fields()

    def offered(self, name: str) -> Found | None:
        """What was found in a refused field where a colleague may look at it; None where none may."""
        for problem in self.errors.as_data().get(name, ()):
            params: Mapping[str, Any] = problem.params or {}
            if problem.code == REFUSED and params.get("is_everyday"):
                found: Found = params["found"]
                return found
        return None

    def asked(self) -> dict[str, Asked]:
        """The refused fields with a code typed beside them."""
        asked: dict[str, Asked] = {}
        for name in self.refused_fields:
            found = self.offered(name)
            code = "".join(str(self.data.get(code_name(self, name), "")).split())
            if found is not None and code:
                asked[name] = Asked(name, code, number_of(self.add_prefix(name), self.text_of(name)), found)
        return asked

    def confirmed(self) -> dict[str, Found]:
        """The fields that hold words about which policy asks, and that the person said to keep as they are."""
        return {
            name: field.confirmed
            for name, field in self.fields.items()
            if isinstance(field, Screened) and field.confirmed is not None and self.cleaned_data.get(name)
        }

    def release(self, name: str) -> None:
        """A colleague looked at these words: the field is as good as any other."""
        if self.offered(name) is None:
            raise ValueError(f"the words of {name} can't be kept")
        self.cleaned_data[name] = self.text_of(name)
        del self.errors[name]

    def refuse_code(self, name: str, message: str) -> None:
        """Say beside the code what is wrong with it. Everything typed stays on the page."""
        self.code_errors[name] = message

    def text_of(self, name: str) -> str:
        """The tidied text of a field, as it would be kept."""
        return str(self.fields[name].to_python(self[name].data))
