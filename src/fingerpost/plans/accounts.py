"""Whether a customer has an account of their own on the website (BR-8.3).

The room that keeps customers' accounts stands above this one and says here how it is asked. Until one does, nobody
has an account, and no plan is given that way.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

AccountFinder = Callable[[UUID], bool]


class _Known:
    """Who answers, where somebody does."""

    finder: AccountFinder | None = None


def ask_for_accounts(finder: AccountFinder | None) -> None:
    """Say who knows the accounts of customers; called once, when the application starts."""
    _Known.finder = finder


def has_account(customer_id: UUID) -> bool:
    """Whether this customer can read their plan in an account of their own."""
    return _Known.finder is not None and _Known.finder(customer_id)
