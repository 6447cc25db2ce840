"""What is asked of figures: period, parts, break-down. Sent by GET: nothing of a customer is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.forms import ChoiceSelect, Form
from fingerpost.interactions.models import Channel
from fingerpost.organisations.models import EXTERNAL_SCHEME, Contract, Organisation, Venue
from fingerpost.performance.access import NARROWINGS, Scope
from fingerpost.performance.measures.definition import Dimension
from fingerpost.performance.words import DIMENSION_WORDS, KNOWN_WORDS, PERIOD_WORDS, month_words
from fingerpost.policy.civil import add_months
from fingerpost.staff.access import SYSTEM_ROLE
from fingerpost.staff.models import Account

MONTHS: Final = 24
_MOST: Final = 300
ANY: Final = "any"

Choices = list[tuple[str, str]]


def month_choices(newest: date) -> Choices:
    """The months that can be asked for, the newest first."""
    return [
        (f"{first:%Y-%m}", month_words(first))
        for first in (add_months(newest, -back) for back in range(MONTHS))
    ]


class Offered:
    """What this reader may choose from: the contracts, organisations, venues and advisers within their bound."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.contracts: Choices = []
        self.organisations: Choices = []
        self.venues: Choices = []
        self.advisers: Choices = []
        own = Contract.objects.exclude(scheme=EXTERNAL_SCHEME)
        rows = own.select_related("prime").order_by("reference", "id")
        if scope.pairs is not None:
            rows = rows.filter(id__in=[contract for contract, _organisation in scope.pairs])
        self.contracts = [(str(each.id), f"{each.reference}, {each.prime.name}") for each in rows[:_MOST]]
        if scope.pairs and not scope.adviser:
            self._parts([contract for contract, bound in scope.pairs if bound is None])

    def _parts(self, primes: list[str]) -> None:
        bound = {organisation for _contract, organisation in self.scope.pairs or () if organisation}
        works = (
            Q(subcontracts__contract_id__in=primes) | Q(contracts__id__in=primes) | Q(id__in=sorted(bound))
        )
        found = Organisation.objects.filter(works).distinct().order_by("name", "id")[:_MOST]
        self.organisations = [(str(each.id), each.name) for each in found]
        ids = [key for key, _name in self.organisations]
        venues = Venue.objects.filter(organisation_id__in=ids).order_by("label", "id")[:_MOST]
        self.venues = [(str(each.id), each.label) for each in venues]
        people = (
            Account.objects.filter(memberships__organisation_id__in=ids)
            .exclude(memberships__role=SYSTEM_ROLE)
            .distinct()
            .order_by("full_name", "id")
        )
        self.advisers = [(str(each.id), each.full_name) for each in people[:_MOST]]


class AskForm(Form):
    """Which period and parts. What a reader can't choose isn't there."""

    month = ChoiceSelect(label=gettext_lazy("Month"))
    period = ChoiceSelect(label=gettext_lazy("Period"))
    contract = ChoiceSelect(label=gettext_lazy("Contract"))
    organisation = ChoiceSelect(label=gettext_lazy("Organisation"))
    venue = ChoiceSelect(label=gettext_lazy("Venue"))
    adviser = ChoiceSelect(label=gettext_lazy("Adviser"))
    channel = ChoiceSelect(label=gettext_lazy("Channel"))
    priority = ChoiceSelect(label=gettext_lazy("Priority group"))
    known = ChoiceSelect(label=gettext_lazy("As known"))
    by = ChoiceSelect(label=gettext_lazy("Broken down by"))

    def __init__(
        self,
        *args: Any,
        offered: Offered,
        newest: date,
        break_downs: Iterable[Dimension] | None = None,
        narrowings: frozenset[str] = NARROWINGS,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in NARROWINGS - narrowings:
            del self.fields[name]
        self._offer("month", month_choices(newest))
        self._offer("period", [(code, str(words)) for code, words in PERIOD_WORDS.items()])
        self._offer("known", [(code, str(words)) for code, words in KNOWN_WORDS.items()])
        self._offer_or_drop("priority", [("yes", _("In a priority group")), ("no", _("Not in one"))])
        for name, choices in (
            ("contract", offered.contracts),
            ("organisation", offered.organisations),
            ("venue", offered.venues),
            ("adviser", offered.advisers),
        ):
            self._offer_or_drop(name, choices)
        channels = (
            [] if offered.scope.is_agency else [(str(code), str(words)) for code, words in Channel.choices]
        )
        self._offer_or_drop("channel", channels)
        parts = [(str(each), str(DIMENSION_WORDS[each])) for each in break_downs or ()]
        if parts:
            self._offer("by", [(ANY, _("Not broken down")), *parts])
        else:
            del self.fields["by"]

    def _offer_or_drop(self, name: str, choices: Choices) -> None:
        if choices and name in self.fields:
            self._offer(name, [(ANY, _("All")), *choices])
        else:
            self.fields.pop(name, None)

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, ChoiceSelect)
        field.choices = choices
