"""Forms of the customer pages: parts that several pages share, and the page's own form made of them."""

from fingerpost.workspace.customers.forms.changes import (
    AddressForm,
    CircumstancesForm,
    ConfirmForm,
    ContactPointForm,
    DetailsForm,
    NamesForm,
)
from fingerpost.workspace.customers.forms.record import DirectionsForm, NewCustomerForm
from fingerpost.workspace.customers.forms.restricted import EqualityForm, IndicatorForm, SecretsForm

__all__ = [
    "AddressForm",
    "CircumstancesForm",
    "ConfirmForm",
    "ContactPointForm",
    "DetailsForm",
    "DirectionsForm",
    "EqualityForm",
    "IndicatorForm",
    "NamesForm",
    "NewCustomerForm",
    "SecretsForm",
]
