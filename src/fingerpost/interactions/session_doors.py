"""Typed calls of the database functions that sessions need. Each checks for itself who asks."""

from uuid import UUID

from django.db import connection


def staff_of_contact(contact_id: UUID) -> list[tuple[UUID, str]]:
    """Accounts that take part in a contact, each with its part; nobody for whoever is not in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_id, part FROM fingerpost_staff_of_contact(%s)", [contact_id])
        return [(account_id, part) for account_id, part in cursor.fetchall()]


def was_confirmed(contact_id: UUID, customer_id: UUID) -> bool:
    """Whether a customer whom the actor may see was confirmed in a contact, by whomever (BR-7.3)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerpost_was_confirmed(%s, %s)", [contact_id, customer_id])
        row = cursor.fetchone()
    return bool(row and row[0])
