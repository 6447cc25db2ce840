"""The part of the triage room in forgetting a customer: what they needed and where they live goes.

That a contact was decided, by which rule and by whom, remains with the contact, for counts. It runs before the
contact lets go of its customer, and once more does no harm.
"""

from django.db import migrations

from fingerpost.house.rls import SYSTEM, definer_function

FORGET = """
BEGIN
    IF NOT fingerpost_may_forget(forgotten_customer) THEN
        RAISE EXCEPTION 'not a provisional record past its day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE triage_contactdecision
       SET stated_need = '', found_need = '', home_area = '', held_by = '', prompts = '[]', reasons = '[]'
     WHERE contact_id IN (SELECT c.id FROM interactions_contact c WHERE c.customer_id = forgotten_customer);
END
"""


class Migration(migrations.Migration):
    dependencies = [("triage", "0002_row_security"), ("customers", "0004_forgetting")]

    operations = [
        definer_function(
            "fingerpost_forget_in_triage(forgotten_customer uuid)", FORGET, returns="void", role=SYSTEM
        ),
    ]
