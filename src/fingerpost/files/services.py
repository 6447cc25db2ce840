"""Keeps files: their facts and their sealed bytes, in the transaction that wants them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fingerpost.files.models import FileContent, FileKind, StoredFile
from fingerpost.files.sealing import seal
from fingerpost.house.actor import Actor


@transaction.atomic
def store_file(
    *,
    actor: Actor,
    now: datetime,
    kind: FileKind,
    customer_id: UUID,
    name: str,
    media_type: str,
    content: bytes,
) -> StoredFile:
    """Keep a file of a customer and return its facts; the bytes are sealed before any SQL carries them.

    ``name`` is of the service's own making and says nothing of the customer. ``content`` was checked by the caller
    (``files.uploads``) or made by the service. Row security refuses a customer on whom the actor holds no grant.
    """
    stored = StoredFile.objects.create(
        kind=kind,
        customer_id=customer_id,
        name=name,
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_by_id=actor.account_id,
        stored_at=now,
    )
    FileContent.objects.create(file=stored, sealed=seal(content))
    return stored
