"""The part of the safeguarding room in forgetting a customer: a concern stays, no longer tied to a record."""

from django.db import migrations

from fingerpost.house.rls import SYSTEM, definer_function

FORGET = """
BEGIN
    IF NOT fingerpost_may_forget(forgotten_customer) THEN
        RAISE EXCEPTION 'not a provisional record past its day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE safeguarding_concern SET customer_id = NULL WHERE customer_id = forgotten_customer;
    UPDATE safeguarding_concernevent SET customer_id = NULL WHERE customer_id = forgotten_customer;
END
"""


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0002_row_security"), ("customers", "0004_forgetting")]

    operations = [
        definer_function(
            "fingerpost_forget_in_safeguarding(forgotten_customer uuid)", FORGET, returns="void", role=SYSTEM
        ),
    ]
