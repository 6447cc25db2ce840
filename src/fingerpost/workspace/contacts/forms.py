"""Forms of opening, joining and resuming contacts, and of the checklist before advice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.actor import Actor
from fingerpost.house.forms import ChoiceRadios, ChoiceSelect, Form, ShortText
from fingerpost.interactions.models import Contact
from fingerpost.interactions.queries.contacts import NoticeLine
from fingerpost.interactions.rules.contacts import read_reference
from fingerpost.interactions.services.contacts import parts_open_to
from fingerpost.organisations.models import Contract, Venue
from fingerpost.policy.civil import civil_date
from fingerpost.workspace.contacts import words
from fingerpost.workspace.customers.fields import later

_NUMBER = re.compile(r"^\+?[0-9 ()-]{3,20}$")
_MOST_VENUES = 200


class TelephoneNumber(ShortText):
    """A number as it is written; only its shape is looked at."""

    widget = forms.TextInput(attrs={"inputmode": "tel"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not _NUMBER.match(value):
            raise ValidationError(_("Enter a telephone number, like 0800 100 900"), code="invalid")


class Reference(ShortText):
    """The reference of a contact as it is read out; given in its own writing."""

    width = "10"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Reference"))
        kwargs.setdefault("help_text", gettext_lazy("Six letters and numbers, like K7M-4PX"))
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        reference = read_reference(typed)
        if reference is None:
            raise ValidationError(
                _("Enter the six letters and numbers of the reference, like K7M-4PX"), code="invalid"
            )
        return reference


class _UnderContract(Form):
    """Asks for the contract only of those who work under several."""

    contract = ChoiceRadios(
        label=gettext_lazy("Which contract is this under?"),
        coerce=UUID,
        empty_value=None,
        name_in_messages=later(gettext_lazy("the contract")),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        if len(actor.contract_ids) < 2:
            del self.fields["contract"]
            return
        field = self.fields["contract"]
        assert isinstance(field, ChoiceRadios)
        contracts = Contract.objects.filter(id__in=actor.contract_ids).order_by("reference", "id")
        field.choices = [(str(one.id), contract_label(one)) for one in contracts.prefetch_related("areas")]
        last = Contact.objects.filter(opened_by_id=actor.account_id).order_by("-opened_at", "-id").first()
        if last is not None and last.contract_id in actor.contract_ids:
            field.initial = str(last.contract_id)

    @property
    def contract_id(self) -> UUID | None:
        """The contract chosen, or None where there was nothing to choose."""
        value: UUID | None = self.cleaned_data.get("contract")
        return value


class OpenContactForm(_UnderContract):
    """What kind of contact, and where or on which number."""

    kind = ChoiceRadios(
        label=gettext_lazy("How did it come about?"),
        choices=[(kind, label) for kind, (label, _hint) in words.KINDS.items()],
        hints={kind: hint for kind, (_label, hint) in words.KINDS.items()},
        reveals={
            "call": ("dialled_number",),
            "walk_in": ("venue_walk_in",),
            "outreach": ("venue_outreach",),
            "group": ("venue_group",),
            "appointment": ("venue_appointment",),
        },
        name_in_messages=later(gettext_lazy("how the contact came about")),
    )
    dialled_number = TelephoneNumber(
        label=gettext_lazy("Number the customer dialled"),
        required=False,
        help_text=gettext_lazy("As your telephone shows it. It tells which campaign or line brought them."),
    )
    venue_walk_in = ChoiceSelect(
        label=gettext_lazy("Venue"),
        coerce=UUID,
        empty_value=None,
        name_in_messages=later(gettext_lazy("the venue")),
    )
    venue_outreach = ChoiceSelect(label=gettext_lazy("Venue"), coerce=UUID, empty_value=None, required=False)
    venue_group = ChoiceSelect(
        label=gettext_lazy("Venue"),
        coerce=UUID,
        empty_value=None,
        name_in_messages=later(gettext_lazy("the venue")),
    )
    venue_appointment = ChoiceSelect(
        label=gettext_lazy("Venue"),
        coerce=UUID,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("Leave it empty for an appointment by telephone."),
    )

    def __init__(self, *args: Any, actor: Actor, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        venues = [(str(venue.id), venue.label) for venue in list_venues(actor, now)]
        for name, field in self.fields.items():
            if name.startswith("venue_") and isinstance(field, ChoiceSelect):
                field.choices = venues
        if not venues:
            self._leave_out_venues()
        self.order_fields(["contract", "kind"] if "contract" in self.fields else ["kind"])

    def _leave_out_venues(self) -> None:
        """A contact centre has no venues: nobody walks in, and nothing asks where."""
        for name in [name for name in self.fields if name.startswith("venue_")]:
            del self.fields[name]
        kind = self.fields["kind"]
        assert isinstance(kind, ChoiceRadios)
        kind.choices = [(one, label) for one, (label, _hint) in words.KINDS.items() if one != "walk_in"]
        kind.reveals = {"call": ("dialled_number",)}

    @property
    def venue_id(self) -> UUID | None:
        """The venue chosen for this kind of contact."""
        value: UUID | None = self.cleaned_data.get(f"venue_{self.cleaned_data['kind']}")
        return value


class ResumeForm(_UnderContract):
    """The reference of a call that was cut off."""

    reference = Reference()
    dialled_number = TelephoneNumber(label=gettext_lazy("Number the customer dialled"), required=False)

    field_order = ("reference", "dialled_number", "contract")


class JoinForm(Form):
    """The reference of an open contact, and in which part to come in."""

    reference = Reference()
    part = ChoiceRadios(
        label=gettext_lazy("You come in as"), name_in_messages=later(gettext_lazy("as what you come in"))
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["part"]
        assert isinstance(field, ChoiceRadios)
        parts = parts_open_to(actor)
        field.choices = [(part, words.PARTS[part]) for part in parts]
        if parts:
            field.initial = parts[0]


class ChecklistForm(Form):
    """The texts before advice: for each one box for shown and one for understood. Nothing is required."""

    def __init__(self, *args: Any, lines: Sequence[NoticeLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            if line.shown_at is None:
                self.fields[f"shown_{line.kind}"] = forms.BooleanField(
                    label=_("%(title)s: shown or read out") % {"title": line.title}, required=False
                )
            self.fields[f"understood_{line.kind}"] = forms.BooleanField(
                label=_("%(title)s: the customer understood it") % {"title": line.title},
                required=False,
                initial=line.is_understood,
            )

    def ticked(self, what: str) -> set[str]:
        """The kinds of text whose box ``shown`` or ``understood`` is ticked."""
        return {line.kind for line in self.lines if self.cleaned_data.get(f"{what}_{line.kind}")}


def list_venues(actor: Actor, now: datetime) -> list[Venue]:
    """The open venues of the actor's organisation, by label."""
    on = civil_date(now)
    found = Venue.objects.filter(organisation_id=actor.organisation_id, opens_on__lte=on).filter(
        Q(closes_on__isnull=True) | Q(closes_on__gte=on)
    )
    return list(found.order_by("label", "id")[:_MOST_VENUES])


def contract_label(contract: Contract) -> str:
    """A contract by what staff call it: whom it serves and where."""
    areas = ", ".join(area.name for area in contract.areas.all())
    where = areas or contract.get_service_display()
    return f"{contract.get_audience_display()}, {where} ({contract.reference})"
