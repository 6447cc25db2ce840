"""The customer, both ways.

Whether a customer has ended with the service, and why, stays a fact of the wire; the record is closed by it. Priority
groups that the record assessed go out; those that a system says stand beside them and decide nothing here. The
additional indicator has no field and no part in any (BR-20.3a).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from fingerpost.customers.models import Customer, CustomerState
from fingerpost.customers.services.carried import Opening, change_carried, open_carried
from fingerpost.dss.models import ResourceName, WireMark, WireRecord
from fingerpost.dss.translating import findings
from fingerpost.dss.translating.base import Carried, Coming, Found, Rendered
from fingerpost.dss.translating.places import customer_of, touchpoints_of
from fingerpost.dss.translating.values import day_of, day_text, moment_of, moment_text, number_of, text_of
from fingerpost.dss.wire.enums import ENUMS
from fingerpost.house.actor import Actor
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import PriorityAssessment
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.policy.priority import SCHEME_KEYS

_NUMBERS: Final[Mapping[str, str]] = MappingProxyType(
    {"Title": "title", "Gender": "gender", "IntroducedBy": "introduced_by"}
)
_TEXTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "GivenName": "given_name",
        "FamilyName": "family_name",
        "UniqueLearnerNumber": "unique_learner_number",
        "IntroducedByAdditionalInfo": "introduced_by_detail",
    }
)
_TRUTHS: Final[Mapping[str, str]] = MappingProxyType(
    {"OptInUserResearch": "agrees_to_user_research", "OptInMarketResearch": "agrees_to_market_research"}
)
_LONGEST: Final = {
    field.name: field.max_length or 0
    for field in Customer._meta.concrete_fields
    if field.name in _TEXTS.values()
}
_BORN, _ENDED, _GROUPS = "DateofBirth", "DateOfTermination", "PriorityGroups"
_GROUPS_KEY: Final = "priority.set.ncs_2018"
_SCHEMES: Final = tuple(scheme for scheme, key in SCHEME_KEYS.items() if key == _GROUPS_KEY)
_NO_GROUP: Final = frozenset({98, 99})
_NOT_KNOWN: Final = 98


class Customers:
    """Between the wire's customer and the record itself, which have the same id."""

    resource = ResourceName.CUSTOMER.value

    def carry_in(self, coming: Coming, *, actor: Actor, now: datetime) -> Carried:
        """Open the record, or change it. A new one has to be carried in before its wire record is saved."""
        record, rules = coming.record, rules_in_force()
        body: Mapping[str, object] = record.body
        customer_id = customer_of(record)
        facts, found = _facts(body, coming.changed)
        is_closed = body.get(_ENDED) is not None
        if coming.is_new:
            days = rules.get_int("wire.grant_days", civil_date(now))
            customer = open_carried(
                actor=actor,
                now=now,
                rules=rules,
                opening=Opening(
                    customer_id=customer_id,
                    contract_id=coming.contract_id,
                    registered_at=moment_of(body.get("DateOfRegistration")) or now,
                    grant_until=now + timedelta(days=days),
                    facts=facts,
                    is_closed=is_closed,
                ),
            )
            WireMark.objects.create(customer_id=customer.id, events_seen=0, mirrored_at=now)
            found += _gaps(customer)
        else:
            customer = Customer.objects.select_for_update().get(id=customer_id)
            if customer.state == CustomerState.CLOSED:
                return Carried(told=fields_of(customer), findings=[Found(findings.RECORD_CLOSED)])
            if "DateOfRegistration" in coming.changed:
                found.append(Found(findings.NOT_CARRIED, ("DateOfRegistration",)))
            change_carried(customer=customer, now=now, facts=facts, is_closed=is_closed, rules=rules)
        told = fields_of(customer) | _groups_of(customer.id, body, rules)
        return Carried(told=told, findings=found)

    def render(self, customer_id: UUID) -> list[Rendered]:
        """The one record, in five queries."""
        customer = Customer.objects.filter(id=customer_id).first()
        if customer is None:
            return []
        body = WireRecord.objects.filter(id=customer_id).values_list("body", flat=True).first()
        place = (customer.contract_id, customer.organisation_id)
        groups = _groups_of(customer_id, body or {}, rules_in_force())
        if body is None and not groups:
            groups = {_GROUPS: [_NOT_KNOWN]}
        return [
            Rendered(
                id=customer_id,
                fields=fields_of(customer) | groups,
                touchpoint=touchpoints_of([place])[place],
                modified_at=customer.registered_at,
            )
        ]


TRANSLATOR = Customers()


def fields_of(customer: Customer) -> dict[str, object]:
    """What the record says of itself, as the wire says it."""
    said: dict[str, object] = {
        name: getattr(customer, attribute) for name, attribute in {**_NUMBERS, **_TRUTHS}.items()
    }
    said |= {name: getattr(customer, attribute) or None for name, attribute in _TEXTS.items()}
    # Somebody with one name has it as the family name; the wire still asks for a text.
    said["GivenName"] = customer.given_name
    said["DateOfRegistration"] = moment_text(customer.registered_at)
    said[_BORN] = day_text(customer.date_of_birth)
    return said


def _facts(body: Mapping[str, object], changed: frozenset[str]) -> tuple[dict[str, object], list[Found]]:
    """What a body says that the record has a place for, and what of it the record can't hold."""
    facts: dict[str, object] = {}
    refused: list[str] = []
    for name, attribute in _NUMBERS.items():
        if name in changed and (number := number_of(body.get(name))) is not None:
            facts[attribute] = number
    for name, attribute in _TEXTS.items():
        if name in changed and (text := text_of(body.get(name))):
            if len(text) > _LONGEST[attribute]:
                refused.append(name)
            else:
                facts[attribute] = text
    for name, attribute in _TRUTHS.items():
        if name in changed and isinstance(body.get(name), bool):
            facts[attribute] = body[name]
    if _BORN in changed and body.get(_BORN) is not None:
        born = day_of(body[_BORN])
        if born is None:
            refused.append(_BORN)
        else:
            facts["date_of_birth"] = born
    return facts, [Found(findings.NOT_CARRIED, tuple(refused))] if refused else []


def _gaps(customer: Customer) -> list[Found]:
    """What the record lacks to be found again. That the other system checked who it is, is no gap (BR-7.2)."""
    return [Found(findings.NO_DATE_OF_BIRTH, (_BORN,))] if customer.date_of_birth is None else []


def _groups_of(customer_id: UUID, body: Mapping[str, object], rules: Rules) -> dict[str, object]:
    """The groups that were last assessed, with those that a system said; nothing where none was assessed."""
    newest = (
        PriorityAssessment.objects.filter(customer_id=customer_id, set_name__in=_SCHEMES)
        .order_by("-assessed_on", "-id")
        .values_list("groups", "assessed_on")
        .first()
    )
    if newest is None or not newest[0]:
        return {}
    numbers = {str(row["code"]): row.get("wire") for row in rules.get_rows(_GROUPS_KEY, newest[1])}
    enum = ENUMS["PriorityCustomer"]
    assessed = {numbers.get(code) for code in newest[0]} - {None}
    said = body.get(_GROUPS)
    beside = set(said) - _NO_GROUP if isinstance(said, list) else set()
    groups = sorted(number for number in assessed | beside if isinstance(number, int) and enum.has(number))
    return {_GROUPS: groups} if groups else {}
