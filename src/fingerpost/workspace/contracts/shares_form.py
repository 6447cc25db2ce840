"""The form of the shares of months: what each month of a year is expected to bring, for the whole nation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.funding.ledger import setting
from fingerpost.funding.models import ProfileClass
from fingerpost.house.actor import Actor
from fingerpost.house.forms import ChoiceRadios, ChoiceSelect, DatePart, Form
from fingerpost.workspace.contracts.fields import Share
from fingerpost.workspace.contracts.terms_forms import EVERYBODY
from fingerpost.workspace.customers.fields import later
from fingerpost.workspace.month.forms import offer


class SharesForm(Form):
    """The share of each of a year's twelve months, for the whole nation; together a hundred (facts 5.3)."""

    starts_on = DatePart(
        label=gettext_lazy("First day of the contract year"),
        name_in_messages=later(gettext_lazy("the first day")),
    )
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

    def __init__(self, *args: Any, categories: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "category", list(categories))
        for place in range(1, 13):
            self.fields[f"month_{place}"] = Share(
                label=_("Month %(place)s, per cent") % {"place": place},
                name_in_messages=_("the share of month %(place)s") % {"place": place},
            )

    @property
    def month_fields(self) -> list[Any]:
        """The twelve boxes, in their order."""
        return [self[f"month_{place}"] for place in range(1, 13)]

    def clean(self) -> dict[str, Any]:
        """The twelve shares are the whole year."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        shares = [cleaned[f"month_{place}"] for place in range(1, 13) if f"month_{place}" in cleaned]
        total = sum(shares, Decimal(0))
        if len(shares) == 12 and total != 100:
            said = _("The twelve shares add to %(total)s, and must add to 100")
            self.add_error("month_12", said % {"total": total})
        return cleaned

    def keep(self, actor: Actor, now: datetime) -> None:
        """Set the shares."""
        chosen = self.cleaned_data["customer_class"]
        setting.set_shares(
            actor=actor,
            now=now,
            year_starts_on=self.cleaned_data["starts_on"],
            category=self.cleaned_data["category"],
            percents=[self.cleaned_data[f"month_{place}"] for place in range(1, 13)],
            customer_class=ProfileClass.ALL.value if chosen == EVERYBODY else chosen,
        )
