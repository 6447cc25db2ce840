"""The part of the appointments room in forgetting a customer: their bookings."""

from django.db import migrations

from fingerpost.house.rls import SYSTEM, definer_function

FORGET = """
BEGIN
    IF NOT fingerpost_may_forget(forgotten_customer) THEN
        RAISE EXCEPTION 'not a provisional record past its day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM appointments_booking WHERE customer_id = forgotten_customer;
    DELETE FROM appointments_bookingevent WHERE customer_id = forgotten_customer;
END
"""


class Migration(migrations.Migration):
    dependencies = [("appointments", "0003_row_security"), ("customers", "0004_forgetting")]

    operations = [
        definer_function(
            "fingerpost_forget_in_appointments(forgotten_customer uuid)", FORGET, returns="void", role=SYSTEM
        ),
    ]
