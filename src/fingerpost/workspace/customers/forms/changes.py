"""Forms of the pages that change one part of a record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.customers.models import CircumstanceKind, ContactPointKind, Customer
from fingerpost.customers.rules import ENDED
from fingerpost.customers.values import About, Fact, Reach, Told
from fingerpost.house.forms import (
    ChoiceRadios,
    ChoiceSelect,
    DatePart,
    MultipleChoiceBoxes,
    ScreenedShortText,
    SecondCheckForm,
    ShortText,
    TimeOfDay,
    When,
    YesNo,
)
from fingerpost.house.rules import rules_in_force
from fingerpost.workspace.customers import words
from fingerpost.workspace.customers.fields import EmailAddress, Telephone, later
from fingerpost.workspace.customers.forms.parts import (
    AboutPart,
    CircumstancesPart,
    EvidencePart,
    HomePart,
    NamesPart,
    birth_field,
    wire_choices,
)
from fingerpost.workspace.customers.forms.record import safe_field

CORRECTION = "correction"


class NamesForm(NamesPart):
    """Names and date of birth."""

    date_of_birth = birth_field(required=False)
    why = ChoiceRadios(
        label=gettext_lazy("Why is the name changing?"),
        choices=(
            ("changed", gettext_lazy("The customer changed their name, or uses another one")),
            (CORRECTION, gettext_lazy("It was written wrongly, or it is not changing")),
        ),
        hints={
            "changed": gettext_lazy("The earlier name is kept, so that the record can still be found by it.")
        },
        name_in_messages=later(gettext_lazy("why the name is changing")),
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date_of_birth"].required = not customer.is_provisional

    @property
    def is_correction(self) -> bool:
        """Whether the earlier name was a slip of ours."""
        return bool(self.cleaned_data["why"] == CORRECTION)


class AddressForm(HomePart):
    """Where the customer lives now."""

    why = ChoiceRadios(
        label=gettext_lazy("Has the customer moved?"),
        choices=(
            ("moved", gettext_lazy("Yes, this is a new address")),
            (CORRECTION, gettext_lazy("No, the address was incomplete or written wrongly")),
        ),
        reveals={"moved": ("moved_on",)},
        name_in_messages=later(gettext_lazy("whether the customer has moved")),
    )
    moved_on = DatePart(
        label=gettext_lazy("When did the customer move?"),
        help_text=gettext_lazy("Leave empty if it is not known. For example, 27 3 2024"),
        when=When.PAST_OR_TODAY,
        required=False,
    )

    @property
    def is_correction(self) -> bool:
        """Whether it is the same home."""
        return bool(self.cleaned_data["why"] == CORRECTION)


class ContactPointForm(SecondCheckForm):
    """One number or address, with what the customer says of its safety. `kind` decides what is asked."""

    is_safe = safe_field(gettext_lazy("Is it safe to use?"))
    may_leave_voicemail = YesNo(label=gettext_lazy("May we leave voicemail?"), required=False)
    read_by_others = YesNo(label=gettext_lazy("May other people read or hear it?"), required=False)
    name_to_give = ScreenedShortText(
        label=gettext_lazy("Name to give when somebody else answers"), max_length=60, required=False
    )
    not_before = TimeOfDay(label=gettext_lazy("Do not call before"), required=False)
    not_after = TimeOfDay(label=gettext_lazy("Do not call after"), required=False)

    def __init__(self, *args: Any, kind: ContactPointKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind == ContactPointKind.EMAIL:
            self.fields["value"] = EmailAddress(label=kind.label)
            for name in ("may_leave_voicemail", "name_to_give", "not_before", "not_after"):
                del self.fields[name]
        else:
            self.fields["value"] = Telephone(label=kind.label, is_mobile=kind == ContactPointKind.MOBILE)
        self.order_fields(["value"])

    def reach(self) -> Reach:
        """What was entered."""
        cleaned = self.cleaned_data
        safe = cleaned["is_safe"]
        return Reach(
            kind=self.kind,
            value=cleaned["value"],
            is_safe=None if safe == "" else safe == "yes",
            may_leave_voicemail=cleaned.get("may_leave_voicemail") is True,
            read_by_others=cleaned["read_by_others"] is True,
            # A refused word leaves what the record holds.
            name_to_give=cleaned.get("name_to_give", self.initial.get("name_to_give", "")),
            not_before=cleaned.get("not_before"),
            not_after=cleaned.get("not_after"),
        )


class DetailsForm(AboutPart):
    """The other details of the record."""

    gender = ChoiceSelect(
        label=gettext_lazy("Gender"),
        choices=lambda: wire_choices("gender"),
        coerce=int,
        empty_value=99,
        required=False,
    )
    unique_learner_number = ShortText(
        label=gettext_lazy("Unique learner number"),
        help_text=gettext_lazy("10 digits, if the customer knows it"),
        max_length=10,
        required=False,
    )
    lives_in_england = YesNo(label=gettext_lazy("Does the customer live in England?"), required=False)
    works_in_england = YesNo(label=gettext_lazy("Does the customer work in England?"), required=False)
    agrees_to_user_research = YesNo(
        label=gettext_lazy("May we ask the customer to help us improve the service?"), required=False
    )
    agrees_to_market_research = YesNo(
        label=gettext_lazy("May we ask the customer for their opinion of the service?"), required=False
    )

    def clean_unique_learner_number(self) -> str:
        """Ten digits, the first of them not nought, as the wire takes it."""
        number: str = self.cleaned_data["unique_learner_number"]
        if number and not (len(number) == 10 and number.isascii() and number.isdigit() and number[0] != "0"):
            self.add_error("unique_learner_number", _("Enter a unique learner number of 10 digits"))
        return number

    def details(self) -> About:
        """What was entered."""
        cleaned = self.cleaned_data
        return self.about(
            gender=cleaned["gender"],
            unique_learner_number=cleaned["unique_learner_number"],
            lives_in_england=cleaned["lives_in_england"],
            works_in_england=cleaned["works_in_england"],
            agrees_to_user_research=cleaned["agrees_to_user_research"] is True,
            agrees_to_market_research=cleaned["agrees_to_market_research"] is True,
        )


class CircumstancesForm(CircumstancesPart):
    """What has changed: an answer left empty leaves the record as it is."""

    no_longer = MultipleChoiceBoxes(
        label=gettext_lazy("Support no longer needed"), required=False, choices=()
    )
    as_of = DatePart(
        label=gettext_lazy("Since when is this so?"),
        help_text=gettext_lazy("Leave empty for today. For example, 27 3 2024"),
        when=When.PAST_OR_TODAY,
        required=False,
    )

    def __init__(self, *args: Any, needs_now: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = words.support_needs(rules_in_force(), timezone.localdate())
        held = self.fields["no_longer"]
        offered = self.fields["support_needs"]
        assert isinstance(held, MultipleChoiceBoxes)
        assert isinstance(offered, MultipleChoiceBoxes)
        held.choices = [(need, labels.get(need, need)) for need in needs_now]
        offered.choices = [(code, label) for code, label in labels.items() if code not in needs_now]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.facts():
            self.add_error("employment_status", _("Enter what has changed"))
        return cleaned

    def facts(self) -> tuple[Fact, ...]:
        """One fact for each answer, and one for each support need that ends."""
        ended = self.cleaned_data.get("no_longer", [])
        kind = CircumstanceKind.SUPPORT_NEED
        return (*super().facts(), *(Fact(kind=kind, value=f"{ENDED}{need}") for need in ended))

    def all_told(self, today: date) -> Told:
        """The facts, as of the day that was entered."""
        return self.told(self.cleaned_data["as_of"] or today)


class ConfirmForm(EvidencePart):
    """Evidence that is seen now for a record that exists."""

    offers_none = False
    date_of_birth = birth_field()

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if customer.date_of_birth is not None:
            del self.fields["date_of_birth"]
