"""Policy: every rule of the service as dated data, and the pure decisions that read it."""

from fingerpost.policy.errors import NotInForce, PackFaults, PolicyError, UnknownRule, WrongKind
from fingerpost.policy.rules import Pack, Rules, Ruling, Status, shipped_rules

__all__ = [
    "NotInForce",
    "Pack",
    "PackFaults",
    "PolicyError",
    "Rules",
    "Ruling",
    "Status",
    "UnknownRule",
    "WrongKind",
    "shipped_rules",
]
