"""The form of a concern. Its words are never refused: safety comes first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from fingerpost.house.actor import Actor
from fingerpost.house.forms import ChoiceRadios, Form, LongText, YesNo
from fingerpost.organisations.models import Contract
from fingerpost.safeguarding.services import LONGEST_TEXT, must_choose_contract
from fingerpost.workspace.customers.fields import later


class ConcernForm(Form):
    """What worries somebody, and how soon it must be looked at."""

    is_urgent = YesNo(
        label=gettext_lazy("Must somebody act today?"),
        name_in_messages=later(gettext_lazy("somebody must act today")),
    )
    text = LongText(
        label=gettext_lazy("What worries you?"),
        max_length=LONGEST_TEXT,
        rows=8,
        help_text=gettext_lazy("What you saw or were told, by whom and when. Use their words where you can."),
        name_in_messages=later(gettext_lazy("what worries you")),
    )
    contract = ChoiceRadios(
        label=gettext_lazy("Which contract is this under?"),
        coerce=UUID,
        empty_value=None,
        help_text=gettext_lazy("It decides who is told."),
        name_in_messages=later(gettext_lazy("the contract")),
    )
    about = forms.CharField(required=False, widget=forms.HiddenInput)
    contact = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, knows_contract: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if knows_contract or not must_choose_contract(actor):
            del self.fields["contract"]
            return
        field = self.fields["contract"]
        assert isinstance(field, ChoiceRadios)
        contracts = Contract.objects.filter(id__in=actor.contract_ids).select_related("prime")
        field.choices = [
            (str(one.id), f"{one.prime.name} ({one.reference})")
            for one in contracts.order_by("reference", "id")
        ]
