"""Identifiers: UUIDs of version 7, so that a client may make them and they still sort by time."""

import uuid

import uuid_utils


def new_id() -> uuid.UUID:
    """Make a UUIDv7 as a standard library ``uuid.UUID``."""
    return uuid.UUID(int=uuid_utils.uuid7().int)
