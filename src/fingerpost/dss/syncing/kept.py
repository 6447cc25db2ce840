"""The book of pairs and the list of what is due, as the database keeps them. All of it as *system*."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import connection, connections, transaction
from django.db.models.functions import Now

from fingerpost.dss.models import SyncDirection, WireDue, WireGone, WirePair, WireRemote
from fingerpost.dss.syncing.book import Pair
from fingerpost.dss.syncing.shapes import CUSTOMER, ORDER, Target, record_path, target_of
from fingerpost.staff.typed import cipher

SYSTEM: Final = "system"
_AT_ONCE: Final = 200
_NOBODY: Final = UUID(int=0)
_PURPOSE: Final = "dss.syncing"


def open_remote(address: str, touchpoint: str) -> WireRemote:
    """The other service under its address, as this touchpoint speaks with it; made where there is none yet."""
    with connections[SYSTEM].cursor() as cursor:
        cursor.execute("SELECT fingerpost_sync_remote(%s, %s)", [address, touchpoint])
        found = cursor.fetchone()
    return WireRemote.objects.using(SYSTEM).get(id=found[0])


def keep_secret(remote: WireRemote, secret: bytes) -> None:
    """Keep the secret that signs the other service's change notices, encrypted."""
    WireRemote.objects.using(SYSTEM).filter(id=remote.id).update(
        sealed_secret=cipher(_PURPOSE).encrypt(secret)
    )


def secret_of(remote_id: UUID) -> bytes | None:
    """The secret that signs a remote's notices; None where none are taken. For the web, which sees no remote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerpost_sync_secret(%s)", [remote_id])
        found = cursor.fetchone()
    return cipher(_PURPOSE).decrypt(bytes(found[0])) if found and found[0] else None


def note_told(remote_id: UUID, customer_id: UUID, path: str) -> None:
    """Note what a change notice names as due for the next pull. For the web."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerpost_sync_noticed(%s, %s, %s)", [remote_id, customer_id, path])


@dataclass
class KeptBook:
    """The pairs of one remote service, seen from the source. ``seen`` is what a push just found standing here."""

    remote: WireRemote
    direction: SyncDirection
    seen: dict[str, str] = field(default_factory=dict)

    @property
    def _source(self) -> str:
        return "there" if self.direction == SyncDirection.PULL else "here"

    @property
    def _target(self) -> str:
        return "here" if self.direction == SyncDirection.PULL else "there"

    def _row(self, resource: str, source_id: str) -> WirePair | None:
        return (
            WirePair.objects.using(SYSTEM)
            .filter(remote=self.remote, resource=resource, **{f"{self._source}_id": source_id})
            .first()
        )

    def find(self, resource: str, source_id: str) -> Pair | None:
        """The pair of a record of the source."""
        row = self._row(resource, source_id)
        if row is None:
            return None
        target_id = getattr(row, f"{self._target}_id")
        return Pair(
            source_id,
            "" if target_id is None else str(target_id),
            getattr(row, f"{self._source}_print"),
            getattr(row, f"{self._target}_print"),
        )

    def is_paired(self, resource: str, target_id: str) -> bool:
        """Whether a record of the target has its twin already."""
        return (
            WirePair.objects.using(SYSTEM)
            .filter(remote=self.remote, resource=resource, **{f"{self._target}_id": target_id})
            .exists()
        )

    def intend(self, resource: str, source_id: str, *, customer_id: str) -> None:
        """Note, for good, that the target is about to be asked for a new record."""
        intended = WirePair(
            remote=self.remote,
            resource=resource,
            **{f"{self._source}_id": source_id},
            customer_id=self._here_customer(customer_id) if resource != CUSTOMER else None,
        )
        # A run that was killed before it asked has left it already.
        WirePair.objects.using(SYSTEM).bulk_create([intended], ignore_conflicts=True)

    def give_up(self, resource: str, source_id: str) -> None:
        """Strike out what was intended: the target refused."""
        WirePair.objects.using(SYSTEM).filter(
            remote=self.remote,
            resource=resource,
            **{f"{self._source}_id": source_id, f"{self._target}_id": None},
        ).delete()

    def agree(self, resource: str, pair: Pair, *, customer_id: str) -> None:
        """Keep a pair with its prints, for good."""
        values: dict[str, Any] = {
            f"{self._target}_id": pair.target_id,
            f"{self._source}_print": pair.source_print,
            f"{self._target}_print": pair.target_print,
        }
        if self.direction == SyncDirection.PUSH:
            values["here_seen"] = self.seen.get(pair.source_id, "")
        here = pair.target_id if self.direction == SyncDirection.PULL else pair.source_id
        values["customer_id"] = here if resource == CUSTOMER else self._here_customer(customer_id)
        own = {"remote": self.remote, "resource": resource, f"{self._source}_id": pair.source_id}
        if not WirePair.objects.using(SYSTEM).filter(**own).update(agreed_at=Now(), **values):
            WirePair.objects.using(SYSTEM).create(**own, **values)

    def ids(self, resource: str, source_id: str) -> tuple[str, str]:
        """The ids (here, there) of a record of the source for a report, empty where not known."""
        pair = self.find(resource, source_id)
        target_id = pair.target_id if pair is not None else ""
        return (target_id, source_id) if self.direction == SyncDirection.PULL else (source_id, target_id)

    def is_gone(self, customer_id: str) -> bool:
        """Whether a customer of the source was forgotten here, so that nothing brings them back."""
        if self.direction == SyncDirection.PUSH:
            return False
        digest = hashlib.sha256(customer_id.encode()).hexdigest()
        return WireGone.objects.using(SYSTEM).filter(remote=self.remote, digest=digest).exists()

    def note_same(self, resource: str, source_id: str) -> None:
        """Note that a record stands as it stood when both sides last agreed."""
        standing = self.seen.get(source_id)
        if self.direction == SyncDirection.PUSH and standing is not None:
            WirePair.objects.using(SYSTEM).filter(
                remote=self.remote, resource=resource, here_id=source_id
            ).update(here_seen=standing)

    def note_made(self, resource: str, target_id: str) -> None:
        """Note that a record which was just made at the target stands as it was made, unless it was changed since."""
        if self.direction == SyncDirection.PULL:
            with connections[SYSTEM].cursor() as cursor:
                cursor.execute(
                    "SELECT fingerpost_sync_made_here(%s, %s, %s)", [self.remote.id, resource, target_id]
                )

    def _here_customer(self, customer_id: str) -> UUID | None:
        if not customer_id:
            return None
        if self.direction == SyncDirection.PUSH:
            return UUID(customer_id)
        row = self._row(CUSTOMER, customer_id)
        return None if row is None else row.here_id


# ---- What is due ----


def take_file(remote: WireRemote, direction: SyncDirection, lines: Iterable[str]) -> list[int]:
    """Note all that a file names as due, unless the same file is under way; the numbers of lines that say nothing.

    A line is the id of a customer, all of whose records are meant, or the address or path of one record.
    """
    wanted, wrong, digest = [], [], hashlib.sha256()
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        digest.update(f"{text}\n".encode())
        if not text:
            continue
        due = _due_of(text)
        if due is None:
            wrong.append(number)
        else:
            wanted.append(WireDue(remote=remote, direction=direction, customer_id=due[0], path=due[1]))
    field_name = f"{direction.value}_file"
    is_under_way = (
        getattr(remote, field_name) == digest.hexdigest()
        and WireDue.objects.using(SYSTEM).filter(remote=remote, direction=direction).exists()
    )
    if wrong or is_under_way:
        return wrong
    with transaction.atomic(using=SYSTEM):
        WireDue.objects.using(SYSTEM).bulk_create(wanted, batch_size=2_000, ignore_conflicts=True)
        WireRemote.objects.using(SYSTEM).filter(id=remote.id).update(**{field_name: digest.hexdigest()})
    return []


def _due_of(text: str) -> tuple[UUID, str] | None:
    try:
        return UUID(text), ""
    except ValueError:
        target = target_of(text)
    if target is None or not target.customer_id:
        return None
    return UUID(target.customer_id), record_path(target)


def note_known(remote: WireRemote, direction: SyncDirection) -> None:
    """Note every customer with a twin as due, whatever was told of them."""
    own = "there_id" if direction == SyncDirection.PULL else "here_id"
    ids = (
        WirePair.objects.using(SYSTEM)
        .filter(remote=remote, resource=CUSTOMER, here_id__isnull=False, there_id__isnull=False)
        .order_by("id")
        .values_list(own, flat=True)
    )
    WireDue.objects.using(SYSTEM).bulk_create(
        [WireDue(remote=remote, direction=direction, customer_id=each) for each in ids],
        batch_size=2_000,
        ignore_conflicts=True,
    )


def due_customers(remote: WireRemote, direction: SyncDirection) -> Iterator[tuple[str, list[int], list[str]]]:
    """Each customer that is due with the rows that say so and their paths, in the order in which they came."""
    reached = 0
    while True:
        first = list(
            WireDue.objects.using(SYSTEM)
            .filter(remote=remote, direction=direction, id__gt=reached)
            .order_by("id")
            .values_list("id", "customer_id")[:_AT_ONCE]
        )
        if not first:
            return
        reached = first[-1][0]
        for customer_id in dict.fromkeys(each[1] for each in first):
            rows = list(
                WireDue.objects.using(SYSTEM)
                .filter(remote=remote, direction=direction, customer_id=customer_id)
                .values_list("id", "path")
            )
            if rows:
                yield str(customer_id), [row[0] for row in rows], [row[1] for row in rows]


def strike_out(rows: list[int]) -> None:
    """What was due is done."""
    WireDue.objects.using(SYSTEM).filter(id__in=rows).delete()


def count_due(remote: WireRemote, direction: SyncDirection) -> int:
    """How much is still due."""
    return WireDue.objects.using(SYSTEM).filter(remote=remote, direction=direction).count()


# ---- What changed here ----


def customers_behind(remote: WireRemote) -> list[str]:
    """Customers with a twin whose record was changed by pages since the wire last looked at it."""
    with connections[SYSTEM].cursor() as cursor:
        cursor.execute("SELECT fingerpost_sync_behind(%s)", [remote.id])
        return [str(row[0]) for row in cursor.fetchall()]


def changed_here(remote: WireRemote) -> Iterator[tuple[str, list[Target], dict[str, str]]]:
    """Each customer with the records here that changed since they were last compared, and how those stand."""
    after = _NOBODY
    while True:
        with connections[SYSTEM].cursor() as cursor:
            cursor.execute(
                "SELECT resource, id, customer_id, interaction_id, plan_id, seen"
                " FROM fingerpost_sync_changed(%s, %s, %s, %s)",
                [remote.id, list(ORDER), after, _AT_ONCE],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        by_customer: dict[UUID, list[Any]] = {}
        for row in rows:
            by_customer.setdefault(row[2], []).append(row)
        for customer_id, own in by_customer.items():
            after = customer_id
            yield str(customer_id), [_target(row) for row in own], {str(row[1]): row[5] for row in own}


def standing_of(customer_id: str) -> dict[str, str]:
    """How the records of a customer stand here, by id. Asked before they are read: what changes then shows itself."""
    with connections[SYSTEM].cursor() as cursor:
        cursor.execute("SELECT id, seen FROM fingerpost_sync_standing(%s, %s)", [customer_id, list(ORDER)])
        return {str(row[0]): row[1] for row in cursor.fetchall()}


def _target(row: tuple[str, UUID, UUID, UUID | None, UUID | None, str]) -> Target:
    resource, record_id, customer_id, interaction_id, plan_id, _ = row
    return Target(
        resource=resource,
        record_id=str(record_id),
        customer_id=str(customer_id),
        interaction_id=str(interaction_id or ""),
        plan_id=str(plan_id or ""),
    )
