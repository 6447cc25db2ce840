"""Whether an e-mail address is another customer's: asked of everybody's contact details, answered with yes or no."""

from django.db import migrations

from fingerpost.house.rls import definer_function

# Who was terminated may have left the address to another. Letters count as they stand, as on the wire.
EMAIL_TAKEN = """
BEGIN
    IF fingerpost_my_role() <> 'shared_record' THEN
        RAISE EXCEPTION 'only a system asks for addresses' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN EXISTS (
        SELECT 1 FROM dss_wirerecord held
         WHERE held.resource = 'contactdetails' AND held.body->>'EmailAddress' = address
           AND held.customer_id <> except_for
           AND NOT EXISTS (SELECT 1 FROM dss_wirerecord c
                            WHERE c.id = held.customer_id AND c.resource = 'customers'
                              AND c.body->>'DateOfTermination' IS NOT NULL));
END
"""


class Migration(migrations.Migration):
    dependencies = [("dss", "0006_forgetting")]

    operations = [
        definer_function(
            "fingerpost_wire_email_taken(address text, except_for uuid)", EMAIL_TAKEN, returns="boolean"
        ),
    ]
