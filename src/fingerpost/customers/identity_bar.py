"""Whose record a page is about: the bar at its top."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from fingerpost.customers.models import Customer
from fingerpost.house.rules import rules_in_force
from fingerpost.policy.eligibility import age_in_policy


def identity_bar(customer: Customer, today: date) -> dict[str, object]:
    """Name, date of birth with age, and whether the record is provisional: nothing else."""
    born = customer.date_of_birth
    if born is None:
        fact = _("Not known")
    else:
        age = age_in_policy(born, on=today, rules=rules_in_force())
        fact = _("%(date)s (%(age)s years)") % {"date": f"{born.day} {born:%B %Y}", "age": age}
    facts = [{"key": _("Date of birth"), "value": fact}]
    if customer.known_as:
        facts.insert(0, {"key": _("Likes to be called"), "value": customer.known_as})
    return {
        "title": customer.full_name,
        "badge": _("Provisional") if customer.is_provisional else "",
        "facts": facts,
    }
