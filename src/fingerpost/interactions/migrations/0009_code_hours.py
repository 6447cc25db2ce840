"""The door of one-time codes tells the hours of the place it picked, so that a code leaves within them or not at all."""

from importlib import import_module

from django.db import migrations

from fingerpost.house.rls import definer_function

BEFORE = import_module("fingerpost.interactions.migrations.0003_identity_check").BEGIN_CODE

SIGNATURE = (
    "fingerpost_begin_code(code_check uuid, new_code_hash text, code_for interval,"
    " most_codes integer, local_time time)"
)
NOW = BEFORE.replace(
    "SELECT p.id, p.kind, p.value INTO point",
    "SELECT p.id, p.kind, p.value, p.not_before, p.not_after INTO point",
).replace(
    "RETURN QUERY SELECT point.kind::text, point.value::text;",
    "RETURN QUERY SELECT point.kind::text, point.value::text, point.not_before::time, point.not_after::time;",
)

FORMERLY = definer_function(SIGNATURE, BEFORE, returns="TABLE (way text, address text)")


class Migration(migrations.Migration):
    dependencies = [("interactions", "0008_gave")]

    operations = [
        migrations.RunSQL("DROP FUNCTION fingerpost_begin_code", FORMERLY.sql),
        definer_function(
            SIGNATURE,
            NOW,
            returns="TABLE (way text, address text, not_before time, not_after time)",
        ),
    ]
