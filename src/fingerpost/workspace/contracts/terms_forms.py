"""Forms of the terms of a contract, one for each thing that the agency sets, and how each is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.funding.ledger import setting
from fingerpost.funding.models import ContractYear, PaymentMade, Profile, ProfileClass
from fingerpost.house.actor import Actor
from fingerpost.house.forms import ChoiceRadios, ChoiceSelect, DatePart, Form, ScreenedShortText
from fingerpost.performance.measures.definition import RATIOS, Better, Kind
from fingerpost.performance.measures.registry import ALL
from fingerpost.performance.services.targets import set_target
from fingerpost.workspace.claims.words import plain_day
from fingerpost.workspace.contracts.around import Around
from fingerpost.workspace.contracts.fields import Pounds, Share, WholeNumber
from fingerpost.workspace.customers.fields import later
from fingerpost.workspace.month.forms import offer
from fingerpost.workspace.months import read_month

EVERYBODY: Final = "all"


class TermForm(Form):
    """What all of them share: the choices are offered by ``around``."""

    def __init__(self, *args: Any, around: Around, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.around = around
        for name in set(self.fields) & {"month", "first_month", "last_month"}:
            offer(self, name, around.months)
        if "category" in self.fields and "is_money" in self.fields:
            offer(self, "category", around.categories)

    def keep(self, actor: Actor, now: datetime) -> None:
        """Keep what was entered. Raises what its service raises."""
        # Each form has its own; the metaclass of forms knows no abstract methods.
        raise NotImplementedError


class YearForm(TermForm):
    """A contract year."""

    starts_on = DatePart(
        label=gettext_lazy("First day"), name_in_messages=later(gettext_lazy("the first day"))
    )
    ends_on = DatePart(label=gettext_lazy("Last day"), name_in_messages=later(gettext_lazy("the last day")))
    maximum = Pounds(
        label=gettext_lazy("The most that the contract pays in the year, in pounds"),
        help_text=gettext_lazy("Leave it empty where there is no cap."),
        required=False,
    )
    satisfaction_cap = Pounds(
        label=gettext_lazy("The most for satisfaction outcomes, in pounds"),
        help_text=gettext_lazy("Leave it empty where there is no cap."),
        required=False,
    )
    order_number = ScreenedShortText(
        label=gettext_lazy("Number of the purchase order"), max_length=40, required=False
    )

    def keep(self, actor: Actor, now: datetime) -> None:
        """Set the year, or change the one that begins on that day."""
        starts_on = self.cleaned_data["starts_on"]
        standing = next((each for each in self.around.years if each.starts_on == starts_on), None)
        setting.set_contract_year(
            actor=actor,
            now=now,
            contract_id=self.around.contract.id,
            starts_on=starts_on,
            ends_on=self.cleaned_data["ends_on"],
            maximum_pence=self.cleaned_data["maximum"],
            satisfaction_cap_pence=self.cleaned_data["satisfaction_cap"],
            order_number=self.cleaned_data["order_number"],
            version=standing.version if standing else None,
        )


class ProfileForm(TermForm):
    """A year's number of one category."""

    year = ChoiceSelect(label=gettext_lazy("Contract year"), name_in_messages=later(gettext_lazy("the year")))
    category = ChoiceSelect(
        label=gettext_lazy("Category"), name_in_messages=later(gettext_lazy("the category"))
    )
    customer_class = ChoiceRadios(
        label=gettext_lazy("For whom?"),
        name_in_messages=later(gettext_lazy("for whom")),
        choices=(
            ("priority", gettext_lazy("Priority customers")),
            ("other", gettext_lazy("Other customers")),
            (EVERYBODY, gettext_lazy("Everybody")),
        ),
    )
    is_money = ChoiceRadios(
        label=gettext_lazy("What is the number?"),
        name_in_messages=later(gettext_lazy("what the number is")),
        choices=(("count", gettext_lazy("A count")), ("money", gettext_lazy("Pounds"))),
    )
    annual = Pounds(
        label=gettext_lazy("The year’s number"), name_in_messages=later(gettext_lazy("the year’s number"))
    )
    approved_on = DatePart(
        label=gettext_lazy("Approved on"), name_in_messages=later(gettext_lazy("the day of approval"))
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "year", [(str(each.id), _from(each)) for each in self.around.years])

    def keep(self, actor: Actor, now: datetime) -> None:
        """Set the number, or change the one that stands."""
        cleaned = self.cleaned_data
        chosen, is_money = cleaned["customer_class"], cleaned["is_money"] == "money"
        customer_class = ProfileClass.ALL.value if chosen == EVERYBODY else chosen
        annual = cleaned["annual"] if is_money else cleaned["annual"] // 100
        named = (cleaned["year"], cleaned["category"], customer_class, is_money)
        standing = next((each for each in self.around.profiles if _name(each) == named), None)
        setting.set_profile(
            actor=actor,
            now=now,
            year_id=UUID(cleaned["year"]),
            category=cleaned["category"],
            annual=annual,
            approved_on=cleaned["approved_on"],
            customer_class=customer_class,
            is_money=is_money,
            version=standing.version if standing else None,
        )


class ChangeForm(TermForm):
    """A change of a year's number agreed after a quarter."""

    profile = ChoiceSelect(
        label=gettext_lazy("Which profile"), name_in_messages=later(gettext_lazy("the profile"))
    )
    after_quarter = ChoiceRadios(
        label=gettext_lazy("After which quarter?"),
        name_in_messages=later(gettext_lazy("after which quarter")),
        choices=(
            ("1", gettext_lazy("The first")),
            ("2", gettext_lazy("The second")),
            ("3", gettext_lazy("The third")),
        ),
    )
    amount = WholeNumber(
        label=gettext_lazy("More or fewer"),
        help_text=gettext_lazy("For example 200, or -150. Whole pounds where the profile is money."),
        name_in_messages=later(gettext_lazy("how many more or fewer")),
    )
    agreed_on = DatePart(
        label=gettext_lazy("Agreed on"), name_in_messages=later(gettext_lazy("the day of agreement"))
    )
    why = ScreenedShortText(
        label=gettext_lazy("Why?"), name_in_messages=later(gettext_lazy("why")), max_length=300
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(self.around.categories)
        offer(self, "profile", [(str(each.id), profile_words(each, labels)) for each in self.around.profiles])

    def keep(self, actor: Actor, now: datetime) -> None:
        """Agree the change."""
        cleaned = self.cleaned_data
        is_money = any(each.is_money for each in self.around.profiles if str(each.id) == cleaned["profile"])
        setting.change_profile(
            actor=actor,
            now=now,
            profile_id=UUID(cleaned["profile"]),
            after_quarter=int(cleaned["after_quarter"]),
            amount=cleaned["amount"] * (100 if is_money else 1),
            agreed_on=cleaned["agreed_on"],
            why=cleaned["why"],
        )


class DeductionForm(TermForm):
    """What is taken off the service fee of a month."""

    month = ChoiceSelect(label=gettext_lazy("Month"), name_in_messages=later(gettext_lazy("the month")))
    percent = Share(label=gettext_lazy("Per cent"), name_in_messages=later(gettext_lazy("the per cent")))
    why = ScreenedShortText(
        label=gettext_lazy("Why?"), name_in_messages=later(gettext_lazy("why")), max_length=300
    )

    def keep(self, actor: Actor, now: datetime) -> None:
        """Set the deduction."""
        setting.set_deduction(
            actor=actor,
            now=now,
            contract_id=self.around.contract.id,
            month=chosen_month(self, "month"),
            percent=self.cleaned_data["percent"],
            why=self.cleaned_data["why"],
        )


class FixedSumForm(TermForm):
    """A fixed sum each month."""

    name = ScreenedShortText(
        label=gettext_lazy("What is it for?"),
        name_in_messages=later(gettext_lazy("what it is for")),
        max_length=80,
    )
    amount = Pounds(
        label=gettext_lazy("Amount a month, in pounds"), name_in_messages=later(gettext_lazy("the amount"))
    )
    first_month = ChoiceSelect(
        label=gettext_lazy("First month"), name_in_messages=later(gettext_lazy("the first month"))
    )
    last_month = ChoiceSelect(
        label=gettext_lazy("Last month"), name_in_messages=later(gettext_lazy("the last month"))
    )

    def keep(self, actor: Actor, now: datetime) -> None:
        """Set the sum."""
        setting.set_fixed_sum(
            actor=actor,
            now=now,
            contract_id=self.around.contract.id,
            name=self.cleaned_data["name"],
            amount_pence=self.cleaned_data["amount"],
            first_month=chosen_month(self, "first_month"),
            last_month=chosen_month(self, "last_month"),
        )


class PassThroughForm(TermForm):
    """The least share of a payment that goes on to a subcontractor."""

    subcontract = ChoiceSelect(
        label=gettext_lazy("Subcontractor"), name_in_messages=later(gettext_lazy("the subcontractor"))
    )
    starts_on = DatePart(
        label=gettext_lazy("From which day?"), name_in_messages=later(gettext_lazy("the first day"))
    )
    percent = Share(label=gettext_lazy("Per cent"), name_in_messages=later(gettext_lazy("the per cent")))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self, "subcontract", [(str(each.id), each.organisation.name) for each in self.around.subcontracts]
        )

    def keep(self, actor: Actor, now: datetime) -> None:
        """Set the share."""
        setting.set_pass_through(
            actor=actor,
            now=now,
            subcontract_id=UUID(self.cleaned_data["subcontract"]),
            starts_on=self.cleaned_data["starts_on"],
            percent=self.cleaned_data["percent"],
        )


class PaymentForm(TermForm):
    """A payment that the agency made."""

    month = ChoiceSelect(
        label=gettext_lazy("For which month"), name_in_messages=later(gettext_lazy("the month"))
    )
    kind = ChoiceRadios(
        label=gettext_lazy("What was paid?"),
        name_in_messages=later(gettext_lazy("what was paid")),
        choices=PaymentMade.Category.choices,
    )
    amount = Pounds(
        label=gettext_lazy("Amount, in pounds"),
        help_text=gettext_lazy("With a minus where it was taken back."),
        name_in_messages=later(gettext_lazy("the amount")),
    )
    paid_on = DatePart(
        label=gettext_lazy("Paid on"), name_in_messages=later(gettext_lazy("the day of payment"))
    )

    def keep(self, actor: Actor, now: datetime) -> None:
        """Keep the payment."""
        setting.record_payment(
            actor=actor,
            now=now,
            contract_id=self.around.contract.id,
            month=chosen_month(self, "month"),
            category=self.cleaned_data["kind"],
            amount_pence=self.cleaned_data["amount"],
            paid_on=self.cleaned_data["paid_on"],
        )


class TargetForm(TermForm):
    """A regional target of a measure from a day (OI-12.20, OF-15)."""

    measure = ChoiceSelect(label=gettext_lazy("Measure"), name_in_messages=later(gettext_lazy("the measure")))
    starts_on = DatePart(
        label=gettext_lazy("From which day?"), name_in_messages=later(gettext_lazy("the first day"))
    )
    value = Share(label=gettext_lazy("Target"), name_in_messages=later(gettext_lazy("the target")))
    why = ScreenedShortText(
        label=gettext_lazy("Why?"), name_in_messages=later(gettext_lazy("why")), max_length=300
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "measure", targeted_measures())

    def keep(self, actor: Actor, now: datetime) -> None:
        """Set the target."""
        value: Decimal = self.cleaned_data["value"]
        set_target(
            actor=actor,
            now=now,
            contract_id=self.around.contract.id,
            measure=self.cleaned_data["measure"],
            starts_on=self.cleaned_data["starts_on"],
            value=value,
            why=self.cleaned_data["why"],
        )


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that can be set: its form, its title and what it needs before it can be."""

    form: Callable[..., TermForm]
    title: Promise | str
    needs: str = field(default="")


TERMS: Final[Mapping[str, Term]] = {
    "year": Term(YearForm, gettext_lazy("Set a contract year")),
    "profile": Term(ProfileForm, gettext_lazy("Set a profile"), "years"),
    "change": Term(ChangeForm, gettext_lazy("Change a profile after a quarter"), "profiles"),
    "target": Term(TargetForm, gettext_lazy("Set a regional target")),
    "deduction": Term(DeductionForm, gettext_lazy("Take something off the service fee")),
    "fixed-sum": Term(FixedSumForm, gettext_lazy("Set a fixed monthly sum")),
    "pass-through": Term(
        PassThroughForm, gettext_lazy("Set what goes on to a subcontractor"), "subcontracts"
    ),
    "payment": Term(PaymentForm, gettext_lazy("Enter a payment made")),
}


def targeted_measures() -> list[tuple[str, str]]:
    """The measures that a contract may have a target of: shares and means, better one way than the other."""
    kinds = (Kind.KPI, Kind.NATIONAL, Kind.SERVICE_LEVEL)
    return [
        (code, _(each.title))
        for code, each in ALL.items()
        if each.kind in kinds and each.unit in RATIOS and each.better is not Better.NEITHER
    ]


def chosen_month(form: Form, name: str) -> date:
    """The month that was chosen from a list of months."""
    found = read_month(form.cleaned_data[name])
    assert found is not None, "the list offers months alone"
    return found


def profile_words(profile: Profile, labels: Mapping[str, str]) -> str:
    """A profile in words: what, for whom, in which year, and whether it is money."""
    words = [labels.get(profile.category, profile.category), str(profile.get_customer_class_display())]
    if profile.is_money:
        words.append(_("in pounds"))
    words.append(_from(profile.year))
    return ", ".join(words)


def _from(year: ContractYear) -> str:
    return _("from %(day)s") % {"day": plain_day(year.starts_on)}


def _name(profile: Profile) -> tuple[str, str, str, bool]:
    return (str(profile.year_id), profile.category, profile.customer_class, profile.is_money)
