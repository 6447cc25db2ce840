"""Brings organisations, contracts, venues and staff into the database, as owner, all or nothing.

Doing it twice changes nothing; a changed entry mends the row that it names. Nothing is ever removed: a period
is ended by its date. Accounts get no password; each person sets one through "forgotten password".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, models, transaction

from fingerpost.house.errors import InvalidInput
from fingerpost.organisations.models import (
    Area,
    Contract,
    ContractArea,
    Organisation,
    Subcontract,
    Touchpoint,
    Venue,
)
from fingerpost.policy import Rules
from fingerpost.staff.import_file import ContractEntry, ImportFile, StaffEntry
from fingerpost.staff.models import Account, Membership, Standing

Counts = Counter[str]


def import_organisations(*, file: ImportFile, today: date, rules: Rules, using: str = "owner") -> Counts:
    """Bring in everything of the file in one transaction; return how many of each kind were made or changed.

    BR-28.3, OI-8.3: checks and training come with their days, so that access begins and ends by itself.
    Raises InvalidInput for a reference to something that is neither in the file nor in the database, and for
    what the database refuses (overlapping periods, an end before a start).
    """
    counts: Counts = Counter()
    try:
        with transaction.atomic(using=using):
            _bring_areas(rules, today, using)
            for body in file.organisation:
                counts["organisations"] += _keep(
                    Organisation, using, {"name": body.name}, {"kind": body.kind, "ukprn": body.ukprn}
                )
            for contract in file.contract:
                counts["contracts"] += _bring_contract(contract, using)
            for part in file.subcontract:
                counts["subcontracts"] += _keep(
                    Subcontract,
                    using,
                    {
                        "contract": _contract(part.contract, using),
                        "organisation": _organisation(part.organisation, using),
                        "starts_on": part.starts_on,
                    },
                    {"ends_on": part.ends_on},
                )
            for venue in file.venue:
                counts["venues"] += _keep(
                    Venue,
                    using,
                    {"organisation": _organisation(venue.organisation, using), "label": venue.label},
                    {
                        **venue.model_dump(exclude={"organisation", "contract", "label"}),
                        "contract": _contract(venue.contract, using) if venue.contract else None,
                    },
                )
            for person in file.staff:
                _bring_person(person, counts, using)
            _set_managers(file.staff, using)
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or "a constraint"
        raise InvalidInput(
            f"The database refuses an entry ({name}): look at its periods and at what must be unique.",
            code="import_refused",
        ) from error
    return +counts


def _keep(model: type[models.Model], using: str, key: dict[str, object], rest: dict[str, object]) -> int:
    """Make the row of this key, or mend it; 1 where anything changed."""
    manager = model._default_manager.using(using)
    row = manager.filter(**key).first()
    if row is None:
        manager.create(**key, **rest)
        return 1
    changed = [name for name, value in rest.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, rest[name])
    if changed:
        row.save(using=using, update_fields=changed)
    return int(bool(changed))


def _bring_areas(rules: Rules, today: date, using: str) -> None:
    for row in rules.get_rows("places.areas", today):
        _keep(Area, using, {"code": str(row["code"])}, {"name": str(row["label"])})


def _bring_contract(entry: ContractEntry, using: str) -> int:
    changed = _keep(
        Contract,
        using,
        {"reference": entry.reference},
        {
            "prime": _organisation(entry.prime, using),
            **entry.model_dump(include={"scheme", "audience", "service", "starts_on", "ends_on"}),
        },
    )
    contract = _contract(entry.reference, using)
    for code in entry.areas:
        area = Area.objects.using(using).filter(code=code).first()
        if area is None:
            raise _unknown("area", code)
        changed = _keep(ContractArea, using, {"contract": contract, "area": area}, {}) or changed
    if entry.touchpoint:
        holder = {"contract": contract, "organisation": contract.prime}
        changed = _keep(Touchpoint, using, {"code": entry.touchpoint}, dict(holder)) or changed
    return changed


def _bring_person(entry: StaffEntry, counts: Counts, using: str) -> None:
    account = Account.objects.using(using).filter(email__iexact=entry.email).first()
    if account is None:
        account = Account(email=entry.email.lower(), full_name=entry.full_name)
        account.set_unusable_password()
        account.save(using=using)
        counts["accounts"] += 1
    elif account.full_name != entry.full_name:
        account.full_name = entry.full_name
        account.save(using=using, update_fields=["full_name"])
        counts["accounts"] += 1
    for engaged in entry.membership:
        counts["memberships"] += _keep(
            Membership,
            using,
            {
                "account": account,
                "organisation": _organisation(engaged.organisation, using),
                "role": engaged.role,
                "contract": _contract(engaged.contract, using) if engaged.contract else None,
                "starts_on": engaged.starts_on,
            },
            {"ends_on": engaged.ends_on},
        )
    for held in entry.standing:
        counts["checks and training"] += _keep(
            Standing,
            using,
            {"account": account, "kind": held.kind, "valid_from": held.valid_from},
            {"level": held.level, "valid_until": held.valid_until},
        )


def _set_managers(people: Iterable[StaffEntry], using: str) -> None:
    accounts = Account.objects.using(using)
    for entry in people:
        if not entry.line_manager:
            continue
        manager = accounts.filter(email__iexact=entry.line_manager).first()
        if manager is None:
            raise _unknown("line manager", entry.line_manager)
        accounts.filter(email__iexact=entry.email).exclude(line_manager=manager).update(line_manager=manager)


def _organisation(name: str, using: str) -> Organisation:
    found = Organisation.objects.using(using).filter(name=name).first()
    if found is None:
        raise _unknown("organisation", name)
    return found


def _contract(reference: str, using: str) -> Contract:
    found = Contract.objects.using(using).select_related("prime").filter(reference=reference).first()
    if found is None:
        raise _unknown("contract", reference)
    return found


def _unknown(what: str, name: str) -> InvalidInput:
    return InvalidInput(
        f"There is no {what} “{name}”, neither in the file nor in the database. Check how it is written.",
        code="unknown_reference",
    )
