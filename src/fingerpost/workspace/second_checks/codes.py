"""Codes of second checks on the pages that take one: looked for before a form is saved, used up with it (BR-A.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from fingerpost.house.actor import Actor
from fingerpost.house.forms.screened import Found
from fingerpost.house.forms.second_check import SecondCheckForm
from fingerpost.interactions.services.second_checks import (
    KeptWhere,
    Looked,
    keep_use,
    look_for_check,
    note_confirmed,
)

_WORDS: Final[dict[str, Promise | str]] = {
    "wrong": gettext_lazy(
        "This code does not fit these words. Ask your colleague for the code of the words as they are now"
    ),
    "no_code": gettext_lazy("Enter the code in digits, as your colleague tells it"),
    "none": gettext_lazy("This code was used or has run out. Ask your colleague to look again"),
}


def code_words(looked: Looked) -> str:
    """What to say of a code that was not right."""
    return str(_WORDS[looked.outcome])


@dataclass(frozen=True, slots=True)
class Answered:
    """What stands behind the words of a form that is about to be saved."""

    looked: Sequence[tuple[str, Looked]] = ()
    confirmed: dict[str, Found] = field(default_factory=dict)

    def keep(
        self, *, actor: Actor, now: datetime, customer_id: UUID | None = None, session_id: UUID | None = None
    ) -> None:
        """Use the codes up, in the transaction in which the words were saved."""
        where = KeptWhere(customer_id=customer_id, session_id=session_id)
        for name, looked in self.looked:
            keep_use(actor=actor, now=now, looked=looked, field=name, where=where)
        for name, found in self.confirmed.items():
            note_confirmed(actor=actor, now=now, field=name, found=found, where=where)


def answer_codes(
    form: SecondCheckForm, *, actor: Actor, now: datetime, saves_partly: bool = False
) -> Answered:
    """Look for the codes typed beside refused fields; a right one makes its field good, a wrong one says so there.

    Only where the rest of the form can be saved: until then no code is tried. A form that is saved whole or not at
    all stays as it is until every code in it is right.
    """
    if not form.is_bound or (form.errors and not form.has_only_refusals):
        return Answered()
    asked = form.asked()
    if not saves_partly and asked.keys() != form.refused_fields:
        return Answered()
    looked = {name: look_for_check(actor=actor, now=now, asked=one) for name, one in asked.items()}
    for name, one in looked.items():
        if not one.is_right:
            form.refuse_code(name, code_words(one))
    right = {name: one for name, one in looked.items() if one.is_right}
    if not saves_partly and form.code_errors:
        return Answered()
    for name in right:
        form.release(name)
    return Answered(tuple(right.items()), form.confirmed())
