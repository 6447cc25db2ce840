"""What a page hands to the services of this room: plain values, checked for shape by the form that read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from uuid import UUID

from fingerpost.customers.models import ContactPointKind, DigitalAbility, SaidBy

NOT_KNOWN = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How a customer is called. One name only stands in ``family_name``."""

    family_name: str
    given_name: str = ""
    known_as: str = ""
    title: int = NOT_KNOWN

    def tidied(self) -> Names:
        """The same names with a single one moved to where single names stand."""
        if self.family_name or not self.given_name:
            return self
        return Names(family_name=self.given_name, known_as=self.known_as, title=self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A home address: up to five lines and a postcode in its normal writing. Empty where none is given."""

    postcode: str = ""
    lines: tuple[str, ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self.postcode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A number or email address, with what the customer said of its safety. None is not asked, so not safe."""

    kind: ContactPointKind
    value: str
    is_safe: bool | None = None
    may_leave_voicemail: bool = False
    read_by_others: bool = False
    name_to_give: str = ""
    not_before: time | None = None
    not_after: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One circumstance. ``value`` is a code of ``policy.codes``, a date as written in ISO 8601, ``yes`` or ``no``."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Facts that were told together: as of which day, and by whom."""

    facts: tuple[Fact, ...] = ()
    as_of: date
    said_by: SaidBy = SaidBy.CUSTOMER


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Kinds of evidence seen (codes of ``identity.presets``) and the profession of whoever vouched."""

    kinds: tuple[str, ...] = ()
    vouched_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What else the record holds of a customer's wishes and ways; codes of the wire."""

    gender: int = NOT_KNOWN
    unique_learner_number: str = ""
    introduced_by: int = NOT_KNOWN
    introduced_by_detail: str = ""
    preferred_contact_method: int = NOT_KNOWN
    preferred_language: str = "en-GB"
    digital_ability: DigitalAbility = DigitalAbility.NOT_ASKED
    lives_in_england: bool | None = None
    works_in_england: bool | None = None
    agrees_to_user_research: bool = False
    agrees_to_market_research: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecord:
    """Everything that the page "Make a record" asked."""

    names: Names
    date_of_birth: date | None = None
    home: Home = field(default_factory=Home)
    evidence: Evidence = field(default_factory=Evidence)
    about: About = field(default_factory=About)
    reach: Sequence[Reach] = ()
    told: Told | None = None
    is_entitlement_checked: bool = False
    contract_id: UUID | None = None
