"""Typed calls of the database functions that sessions need. Each checks for itself who asks."""

from uuid import UUID

from django.db import connection


def begin_relationship(*, customer_id: UUID, contract_id: UUID, session_id: UUID) -> bool:
    """Let this organisation work with a customer under one of its contracts, from this session on.

    False, and nothing changes, where the actor holds no grant of their own or the record is not confirmed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerpost_begin_relationship(%s, %s, %s)", [customer_id, contract_id, session_id])
        row = cursor.fetchone()
    return bool(row and row[0])


def staff_of_contact(contact_id: UUID) -> list[tuple[UUID, str]]:
    """Accounts that take part in a contact, each with its part; nobody for whoever is not in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_id, part FROM fingerpost_staff_of_contact(%s)", [contact_id])
        return [(account_id, part) for account_id, part in cursor.fetchall()]
