"""The forms of the ledger: an order number, a step with its words, why a payment is held back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from fingerpost.funding.ledger.claiming import LONGEST_ORDER_NUMBER
from fingerpost.funding.ledger.steps import LONGEST_WHY
from fingerpost.house.forms import Form, ScreenedLongText, ScreenedShortText
from fingerpost.workspace.customers.fields import later


class OrderForm(Form):
    """The number of the agency's purchase order, as the invoice bears it."""

    order_number = ScreenedShortText(
        label=gettext_lazy("Purchase order number"),
        max_length=LONGEST_ORDER_NUMBER,
        required=False,
        help_text=gettext_lazy("Left empty, the number of the contract’s year stands on the invoice."),
        name_in_messages=later(gettext_lazy("the purchase order number")),
    )


class QueryForm(Form):
    """What the agency asks of a claim."""

    note = ScreenedLongText(
        label=gettext_lazy("What do you ask?"),
        max_length=LONGEST_WHY,
        rows=3,
        help_text=gettext_lazy("The prime contractor reads it on the claim. Name nobody."),
        name_in_messages=later(gettext_lazy("what you ask")),
    )


class HoldForm(Form):
    """Why a payment is held back, or let go."""

    why = ScreenedLongText(
        label=gettext_lazy("Why?"),
        max_length=LONGEST_WHY,
        rows=4,
        help_text=gettext_lazy("It stands on the line that takes the payment back. Name nobody."),
        name_in_messages=later(gettext_lazy("why")),
    )
