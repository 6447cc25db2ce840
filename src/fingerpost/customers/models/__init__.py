"""What is kept of a customer. Split by subject; import from here."""

from fingerpost.customers.models.access import Grant, GrantReason
from fingerpost.customers.models.facts import (
    AdditionalIndicator,
    Circumstance,
    CircumstanceKind,
    DiversityDetails,
    SaidBy,
)
from fingerpost.customers.models.identity import IdentityProof, MatchKey, SharedSecret
from fingerpost.customers.models.reaching import Address, ContactPoint, ContactPointKind, EarlierName
from fingerpost.customers.models.record import Customer, CustomerState, DigitalAbility

__all__ = [
    "AdditionalIndicator",
    "Address",
    "Circumstance",
    "CircumstanceKind",
    "ContactPoint",
    "ContactPointKind",
    "Customer",
    "CustomerState",
    "DigitalAbility",
    "DiversityDetails",
    "EarlierName",
    "Grant",
    "GrantReason",
    "IdentityProof",
    "MatchKey",
    "SaidBy",
    "SharedSecret",
]
