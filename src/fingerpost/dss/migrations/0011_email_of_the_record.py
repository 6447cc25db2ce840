"""An email address is another customer's where it stands on their record, by whatever way it came there."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations

from fingerpost.house.rls import replaced_function

before = import_module("fingerpost.dss.migrations.0007_serving")

# Letters count as they stand, as on the wire; who was closed may have left the address to another. Whoever takes the same
# address at the same time waits until the first is done.
EMAIL_TAKEN = """
BEGIN
    IF fingerpost_my_role() <> 'shared_record' THEN
        RAISE EXCEPTION 'only a system asks for addresses' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('dss.email.' || address, 0));
    RETURN EXISTS (
        SELECT 1 FROM customers_contactpoint p JOIN customers_customer c ON c.id = p.customer_id
         WHERE p.kind = 'email' AND p.ended_at IS NULL AND p.value = address AND p.customer_id <> except_for
           AND c.state <> 'closed');
END
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("dss", "0010_doors"), ("customers", "0007_email_in_use")]

    operations: ClassVar = [
        replaced_function(
            "fingerpost_wire_email_taken(address text, except_for uuid)",
            EMAIL_TAKEN,
            before.EMAIL_TAKEN,
            returns="boolean",
        ),
        migrations.RemoveIndex(model_name="wirerecord", name="dss_email"),
    ]
