"""Equality details, both ways: one record a customer, by consent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from fingerpost.customers.models import CustomerState, DiversityDetails
from fingerpost.customers.queries import get_customer
from fingerpost.customers.services.carried import keep_equality
from fingerpost.customers.services.restricted import NONE_DECLARED, NOTHING_DECLARED
from fingerpost.dss.models import ResourceName, WireRecord
from fingerpost.dss.translating import findings
from fingerpost.dss.translating.base import Carried, Coming, Found, Rendered
from fingerpost.dss.translating.places import customer_of
from fingerpost.dss.translating.values import derived_id, moment_of, moment_text, number_of
from fingerpost.house.actor import Actor

_CONSENTS: Final[Mapping[str, str]] = MappingProxyType(
    {"ConsentToCollectLLDDHealth": "consents_to_health", "ConsentToCollectEthnicity": "consents_to_ethnicity"}
)
_NUMBERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "LearningDifficultyOrDisabilityDeclaration": "learning_difficulty_or_disability",
        "PrimaryLearningDifficultyOrDisability": "primary_difficulty",
        "SecondaryLearningDifficultyOrDisability": "secondary_difficulty",
        "Ethnicity": "ethnicity",
    }
)
_MOMENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "DateAndTimeLLDDHealthConsentCollected": "health_consent_at",
        "DateAndTimeEthnicityCollected": "ethnicity_consent_at",
    }
)
_DIFFICULTIES: Final = ("PrimaryLearningDifficultyOrDisability", "SecondaryLearningDifficultyOrDisability")
_DECLARATION: Final = "LearningDifficultyOrDisabilityDeclaration"


class Diversity:
    """Between the wire's diversity details and the restricted part of the record."""

    resource = ResourceName.DIVERSITY.value

    def carry_in(self, coming: Coming, *, actor: Actor, now: datetime) -> Carried:
        """Keep what was consented to. The whole body counts, since a change without consent empties its half."""
        record = coming.record
        body: Mapping[str, object] = record.body
        customer_id = customer_of(record)
        if get_customer(customer_id).state == CustomerState.CLOSED:
            return Carried(told=dict(record.told), findings=[Found(findings.RECORD_CLOSED)])
        values: dict[str, object] = {name: body.get(key) is True for key, name in _CONSENTS.items()}
        values |= {
            name: number for key, name in _NUMBERS.items() if (number := number_of(body.get(key))) is not None
        }
        values |= {name: moment_of(body.get(key)) for key, name in _MOMENTS.items()}
        before = DiversityDetails.objects.filter(customer_id=customer_id).first()
        said_before = _says_anything(before)
        kept = keep_equality(actor=actor, customer_id=customer_id, values=values)
        return Carried(told=_fields_of(kept), findings=_found(kept, body, took_back=said_before))

    def render(self, customer_id: UUID) -> list[Rendered]:
        """One record, where the customer was asked; two queries."""
        details = DiversityDetails.objects.filter(customer_id=customer_id).first()
        if details is None:
            return []
        known = WireRecord.objects.filter(customer_id=customer_id, resource=self.resource)
        record_id = known.values_list("id", flat=True).first()
        return [
            Rendered(id=record_id or derived_id(self.resource, customer_id), fields=_fields_of(details)),
        ]


TRANSLATOR = Diversity()


def _fields_of(details: DiversityDetails) -> dict[str, object]:
    said: dict[str, object] = {key: getattr(details, name) for key, name in {**_CONSENTS, **_NUMBERS}.items()}
    return said | {key: moment_text(getattr(details, name)) for key, name in _MOMENTS.items()}


def _says_anything(details: DiversityDetails | None) -> bool:
    return details is not None and (details.consents_to_health or details.consents_to_ethnicity)


def _found(kept: DiversityDetails, body: Mapping[str, object], *, took_back: bool) -> list[Found]:
    found = []
    named = tuple(key for key in _DIFFICULTIES if number_of(body.get(key)) not in {None, *NOTHING_DECLARED})
    if kept.learning_difficulty_or_disability == NONE_DECLARED and named:
        found.append(Found(findings.DIFFICULTIES_CONTRADICT, (_DECLARATION, *named)))
    if took_back and not _says_anything(kept):
        found.append(Found(findings.CONSENT_TAKEN_BACK, tuple(_CONSENTS)))
    return found
