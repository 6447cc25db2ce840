"""A guarded postcode is not taken as a home address, and nobody can list them."""

import pytest
from django.db import ProgrammingError, connection, transaction

from fingerpost.demo.world import GUARDED_POSTCODE, World


def allowed(postcode: str) -> bool:
    """What the database answers for a postcode as typed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerpost_home_postcode_allowed(%s)", [postcode])
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("typed", [GUARDED_POSTCODE, "zz99zz", " zz9-9zz "])
def test_home_postcode_when_guarded_then_refused_however_typed(world: World, typed: str) -> None:
    assert not allowed(typed)
    assert allowed("ZZ1 1AA")


@pytest.mark.parametrize("statement", ["SELECT * FROM", "DELETE FROM"])
def test_guarded_postcodes_when_app_reads_the_table_then_refused(world: World, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"{statement} organisations_guardedpostcode")
