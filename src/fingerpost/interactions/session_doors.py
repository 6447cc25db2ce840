"""The typed call of the database function that sessions need; it checks for itself who asks."""

from uuid import UUID

from django.db import connection


def staff_of_contact(contact_id: UUID) -> list[tuple[UUID, str]]:
    """Accounts that take part in a contact, each with its part; nobody for whoever is not in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_id, part FROM fingerpost_staff_of_contact(%s)", [contact_id])
        return [(account_id, part) for account_id, part in cursor.fetchall()]
