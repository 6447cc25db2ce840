"""Reads a pack against the rules it would lie over: its faults, its days, and what it changes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fingerpost.house.errors import InvalidInput
from fingerpost.policy import PackFaults, Rules, shipped_rules
from fingerpost.policy.errors import Fault, FaultKind
from fingerpost.policy.loader import with_added
from fingerpost.rulebook.models import Publication, Scope
from fingerpost.rulebook.rules import (
    Change,
    Pack,
    changes_between,
    file_of,
    first_day,
    layered,
    lengthened,
    own_list,
    own_lists,
)

_UNNAMED: Final = "pack"
# Below these nobody could sign in to take the pack back.
_LEAST: Final = {
    "login.idle_minutes": 1,
    "login.idle_warning_minutes": 0,
}
_LEAST_TRIES: Final = 1


class PackRefused(InvalidInput):
    """A pack can't be used as it stands; `faults` names every reason by file, key and kind."""

    def __init__(self, message: str, *, code: str = "pack_refused", faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(message, code=code, details={"faults": len(faults)})
        self.faults = faults


@dataclass(frozen=True, slots=True)
class ReadPack:
    """A pack that can be published: its name and title, the first day of its first value, what it changes."""

    name: str
    title: str
    effective_on: date
    changes: tuple[Change, ...]


def read_pack(text: str, *, scope: Scope, organisation_id: UUID) -> ReadPack:
    """What a pack would change for everybody, or in the words of one organisation (XD-1, BR-A.2).

    Judged over everything that is published now. Raises PackRefused with every fault, not only the first.
    """
    name, title = _named(text)
    try:
        if scope == Scope.EVERYBODY:
            before = _everybodys()
            after = with_added(before, [(file_of(name or _UNNAMED), text)])
            brought = after
        else:
            brought = own_list(Pack(0, name or _UNNAMED, text))
            base, own = _everybodys(), _own_words(organisation_id)
            before, after = lengthened(base, own), lengthened(base, (*own, brought))
    except PackFaults as error:
        raise _refused(error.faults) from error
    effective_on = first_day(brought, name)
    faults = tuple(_unusable(name, brought, effective_on))
    if faults or effective_on is None:
        raise _refused(faults)
    return ReadPack(name, title, effective_on, changes_between(before, after))


def changes_of(publication: Publication) -> tuple[Change, ...]:
    """What a publication changed, over what was published before it."""
    before_it = Publication.objects.filter(serial__lt=publication.serial)
    pack = Pack(publication.serial, publication.name, publication.text)
    base, _unread = layered(shipped_rules(), _packs(before_it.filter(scope=Scope.EVERYBODY)))
    if publication.scope == Scope.EVERYBODY:
        after, _unread = layered(base, [pack])
        return changes_between(base, after)
    earlier = before_it.filter(organisation_id=publication.organisation_id).exclude(scope=Scope.EVERYBODY)
    own, _unread = own_lists(_packs(earlier))
    added, _unread = own_lists([pack])
    return changes_between(lengthened(base, own), lengthened(base, (*own, *added)))


def packs_of(**of: object) -> list[Pack]:
    """Published packs in the order in which they lie over each other."""
    return _packs(Publication.objects.filter(**of))


def _packs(rows: QuerySet[Publication]) -> list[Pack]:
    return [Pack(*row) for row in rows.order_by("serial").values_list("serial", "name", "text")]


def _everybodys() -> Rules:
    rules, _unread = layered(shipped_rules(), packs_of(scope=Scope.EVERYBODY))
    return rules


def _own_words(organisation_id: UUID) -> tuple[Rules, ...]:
    rows = Publication.objects.filter(organisation_id=organisation_id).exclude(scope=Scope.EVERYBODY)
    lists, _unread = own_lists(_packs(rows))
    return lists


def _named(text: str) -> tuple[str, str]:
    """Name and title as the pack gives them; empty where it can't be read."""
    try:
        pack = tomllib.loads(text).get("pack")
    except (tomllib.TOMLDecodeError, RecursionError):
        return "", ""
    if not isinstance(pack, Mapping):
        return "", ""
    name, title = pack.get("name"), pack.get("title")
    return str(name) if isinstance(name, str) else "", str(title)[:200] if isinstance(title, str) else ""


def _unusable(name: str, brought: Rules, effective_on: date | None) -> Iterator[Fault]:
    """What the loader lets pass, and a running service may not."""
    if effective_on is None:
        yield Fault(file_of(name), "", FaultKind.MISSING_VALUE, "a pack has at least one [[rule]]")
    taken = {ruling.pack for ruling in shipped_rules()}
    if name in taken or Publication.objects.filter(name=name).exists():
        yield Fault(file_of(name), "", FaultKind.NAME_TAKEN, f"another pack is called '{name}'")
    for ruling in brought:
        if ruling.pack != name:
            continue
        value = ruling.value
        least = _LEAST.get(ruling.key, 0)
        if isinstance(value, int) and not isinstance(value, bool) and value < least:
            yield Fault(file_of(name), ruling.key, FaultKind.WRONG_TYPE, f"needs {least} or more")
        if ruling.key == "login.lock" and isinstance(value, Mapping):
            tries = value.get("tries")
            if isinstance(tries, int) and tries < _LEAST_TRIES:
                yield Fault(file_of(name), ruling.key, FaultKind.WRONG_TYPE, "'tries' needs 1 or more")


def _refused(faults: tuple[Fault, ...]) -> PackRefused:
    return PackRefused(
        _(
            "The pack can't be used as it stands. Nothing was kept; put right what is listed and send it again."
        ),
        faults=tuple(dict.fromkeys(faults)),
    )
