"""Reads stored files. What an actor may not open is not there."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.utils.translation import gettext as _

from fingerpost.files.models import FileContent
from fingerpost.files.sealing import unseal
from fingerpost.house.errors import NotFound


class DamagedFile(Exception):
    """The bytes of a file are not those that were stored. Nothing a reader can put right."""

    def __init__(self, file_id: UUID) -> None:
        super().__init__(f"stored file {file_id} does not have the hash it was stored with")
        self.file_id = file_id


def read_file(file_id: UUID) -> bytes:
    """The plain bytes of a file, checked against the hash of its facts.

    Raises NotFound where row security shows this actor nothing, DamagedFile where the bytes are others.
    """
    found = FileContent.objects.select_related("file").filter(file_id=file_id).first()
    if found is None:
        raise NotFound(_("There is no such file."), code="files.not_found")
    return checked(file_id, bytes(found.sealed), found.file.sha256)


def checked(file_id: UUID, sealed: bytes, sha256: str) -> bytes:
    """Unseal bytes that came by another door and hold them against their hash. Raises DamagedFile."""
    content = unseal(sealed)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DamagedFile(file_id)
    return content
