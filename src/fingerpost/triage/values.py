"""What the triage page asks, and what is known without asking. Neither is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was said in a contact; None means not known, and `found_need` None that it is as stated.

    `lives_in` and `works_in` are codes of `places.areas` or `places.nations`. `entitled_at_18` is "entitled,
    checked": why is never asked (XD-12).
    """

    stated_need: str | None = None
    found_need: str | None = None
    complaint_is_local: bool | None = None
    date_of_birth: date | None = None
    age: int | None = None
    entitled_at_18: bool | None = None
    lives_in: str | None = None
    works_in: str | None = None
    needs_other_language: bool = False

    @property
    def need(self) -> str | None:
        """The need that decides: as found, else as stated (EV-5.2.1b)."""
        return self.found_need or self.stated_need


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the contact and its customer's record say already, so that it is not asked twice (OI-7.1).

    `holder_areas` are the areas of the contract that holds the contact, then the others of the same prime
    contractor; empty for the contact centre.
    """

    route_in: str | None
    holder_areas: tuple[str, ...]
    is_with_contact_centre: bool
    has_customer: bool = False
    date_of_birth: date | None = None
    age: int | None = None
    is_entitled: bool = False
    lives_in_england: bool | None = None
    works_in_england: bool | None = None
    needs_other_language: bool = False
    in_priority_group: bool | None = None
    home_area: str = ""
