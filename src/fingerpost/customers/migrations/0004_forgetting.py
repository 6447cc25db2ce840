"""A provisional record that nobody confirmed goes, by policy, with its history.

Each room that keeps something of a customer has a function that forgets its part; a job calls them from the
top room down, in one transaction. Only *system* may call them, and they refuse any record that is not a
provisional one past its day, so a fault in the job can't remove anything else.
"""

from django.db import migrations

from fingerpost.house.rls import SYSTEM, definer_function

MAY_FORGET = """
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM customers_customer c
         WHERE c.id = forgotten_customer AND c.state = 'provisional'
           AND c.provisional_until < (now() AT TIME ZONE 'Europe/London')::date);
END
"""

EXPIRED = """
BEGIN
    RETURN QUERY SELECT c.id FROM customers_customer c
     WHERE c.state = 'provisional' AND c.provisional_until < (now() AT TIME ZONE 'Europe/London')::date
     ORDER BY c.provisional_until, c.id LIMIT most;
END
"""

PARTS = (
    "address",
    "contactpoint",
    "earliername",
    "circumstance",
    "diversitydetails",
    "identityproof",
)

FORGET = (
    """
BEGIN
    IF NOT fingerpost_may_forget(forgotten_customer) THEN
        RAISE EXCEPTION 'not a provisional record past its day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM customers_additionalindicator WHERE customer_id = forgotten_customer;
    DELETE FROM customers_sharedsecret WHERE customer_id = forgotten_customer;
    DELETE FROM customers_matchkey WHERE customer_id = forgotten_customer;
    DELETE FROM customers_grant WHERE customer_id = forgotten_customer;
"""
    + "".join(f"    DELETE FROM customers_{part} WHERE customer_id = forgotten_customer;\n" for part in PARTS)
    + "    DELETE FROM customers_customer WHERE id = forgotten_customer;\n"
    + "".join(
        f"    DELETE FROM customers_{part}event WHERE customer_id = forgotten_customer;\n" for part in PARTS
    )
    + """
    DELETE FROM customers_customerevent WHERE pgh_obj_id = forgotten_customer;
    DELETE FROM house_read WHERE customer_id = forgotten_customer;
    DELETE FROM house_event WHERE customer_id = forgotten_customer;
END
"""
)


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_doors")]

    operations = [
        definer_function(
            "fingerpost_may_forget(forgotten_customer uuid)", MAY_FORGET, returns="boolean", role=SYSTEM
        ),
        definer_function(
            "fingerpost_expired_provisional(most integer)", EXPIRED, returns="SETOF uuid", role=SYSTEM
        ),
        definer_function(
            "fingerpost_forget_in_customers(forgotten_customer uuid)", FORGET, returns="void", role=SYSTEM
        ),
    ]
