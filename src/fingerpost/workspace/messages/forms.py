"""The form of one decision."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from fingerpost.house.forms import ChoiceRadios, Form
from fingerpost.notices.services import Decision
from fingerpost.workspace.customers.fields import later


class DecideForm(Form):
    """What somebody decides on a message that perhaps was sent."""

    decision = ChoiceRadios(
        label=gettext_lazy("What do you decide?"),
        name_in_messages=later(gettext_lazy("what you decide")),
        coerce=Decision,
    )

    def __init__(self, *args: Any, may_send_again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["decision"]
        assert isinstance(field, ChoiceRadios)
        field.choices = [
            (Decision.ARRIVED.value, gettext_lazy("It arrived, leave it")),
            *([(Decision.AGAIN.value, gettext_lazy("Send it again"))] if may_send_again else []),
            (Decision.GIVEN_UP.value, gettext_lazy("It did not arrive, and is not to be sent again")),
        ]
