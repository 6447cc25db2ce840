"""The file by which an operator brings in organisations, contracts, venues and staff: its shape, checked whole.

TOML. Things refer to each other by what people call them: an organisation by its name, a contract by its
reference, a member of staff by e-mail address. Days are civil dates, both ends included.
"""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from fingerpost.house.errors import InvalidInput
from fingerpost.organisations.models import Contract, Organisation, Venue
from fingerpost.staff.access import Role, StandingKind

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_MOST_FAULTS = 20


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OrganisationEntry(_Entry):
    """A body that pays for, runs or helps to run the service."""

    name: Words
    kind: Organisation.Kind
    ukprn: str = ""


class ContractEntry(_Entry):
    """A contract of a prime; ``areas`` are codes of the policy packs."""

    reference: Words
    prime: Words
    scheme: Words
    audience: Contract.Audience
    service: Contract.Service
    areas: tuple[Words, ...] = ()
    touchpoint: Annotated[str, StringConstraints(pattern=r"^([0-9]{10})?$")] = ""
    starts_on: date
    ends_on: date | None = None


class SubcontractEntry(_Entry):
    """The period in which an organisation delivers part of another's contract."""

    contract: Words
    organisation: Words
    starts_on: date
    ends_on: date | None = None


class VenueEntry(_Entry):
    """A place, under a neutral label."""

    organisation: Words
    contract: str = ""
    label: Words
    address_line_1: str = ""
    address_line_2: str = ""
    town: str = ""
    postcode: str = ""
    delivery_level: Venue.DeliveryLevel
    opens_on: date
    closes_on: date | None = None


class MembershipEntry(_Entry):
    """One engagement of one person, in one role."""

    organisation: Words
    role: Role
    contract: str = ""
    starts_on: date
    ends_on: date | None = None


class StandingEntry(_Entry):
    """A check, training or qualification, with the days on which it counts."""

    kind: StandingKind
    level: Annotated[int, Field(ge=1, le=8)] | None = None
    valid_from: date
    valid_until: date | None = None


class StaffEntry(_Entry):
    """One person of the staff."""

    email: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    full_name: Words
    line_manager: str = ""
    membership: tuple[MembershipEntry, ...] = ()
    standing: tuple[StandingEntry, ...] = ()


class ImportFile(_Entry):
    """Everything that one file brings."""

    version: Literal[1] = 1
    organisation: tuple[OrganisationEntry, ...] = ()
    contract: tuple[ContractEntry, ...] = ()
    subcontract: tuple[SubcontractEntry, ...] = ()
    venue: tuple[VenueEntry, ...] = ()
    staff: tuple[StaffEntry, ...] = ()


def read_import_file(text: str) -> ImportFile:
    """Read and check the whole file. Raises InvalidInput naming each fault by its place, never by its value."""
    try:
        return ImportFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"The file is not TOML: {error}.", code="not_toml") from error
    except ValidationError as error:
        faults = [
            f"{_place(fault['loc'])}: {fault['msg']}"
            for fault in error.errors(include_input=False, include_url=False)[:_MOST_FAULTS]
        ]
        raise InvalidInput("; ".join(faults) + ".", code="import_faults") from error


def _place(parts: tuple[int | str, ...]) -> str:
    """``staff[2].email`` counted from one, as people count entries."""
    words = ""
    for part in parts:
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if words else part
    return words or "the file"
