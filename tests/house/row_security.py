"""Which tables reach a customer, and what a role sees of them: read from the catalogue and the models."""

from collections.abc import Iterable

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ForeignKey
from django.db.utils import ProgrammingError

CUSTOMERS = "customers_customer"

_FOREIGN_KEYS = """
    SELECT DISTINCT f.conrelid::regclass::text, f.confrelid::regclass::text
      FROM pg_constraint f WHERE f.contype = 'f'
"""
_NAMED_COLUMNS = """
    SELECT DISTINCT c.table_name FROM information_schema.columns c
      JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND c.column_name = 'customer_id' AND t.table_type = 'BASE TABLE'
"""


def tables_reaching_customers(connection: BaseDatabaseWrapper) -> set[str]:
    """Every table with a way to a customer: foreign keys of the catalogue and of the models, to the end.

    History tables refer without a constraint, so the models are asked as well; a column called
    ``customer_id`` counts wherever it stands.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FOREIGN_KEYS)
        references = set(cursor.fetchall()) | set(_model_references())
        cursor.execute(_NAMED_COLUMNS)
        reached = {row[0] for row in cursor.fetchall()} | {CUSTOMERS}
    while True:
        further = {source for source, target in references if target in reached} - reached
        if not further:
            return reached
        reached |= further


def _model_references() -> Iterable[tuple[str, str]]:
    for model in apps.get_models():
        if not model._meta.managed or model._meta.proxy:
            continue
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey):
                yield model._meta.db_table, field.related_model._meta.db_table


def rows_seen(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> dict[str, int]:
    """How many rows of each table this connection sees; no right to look counts as none."""
    seen = {}
    for table in sorted(tables):
        try:
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                seen[table] = cursor.fetchone()[0]
        except ProgrammingError as error:
            if "permission denied" not in str(error):
                raise
            seen[table] = 0
    return seen
