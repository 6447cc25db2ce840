"""The doors that sessions need: who is in their contact, and whether a customer was confirmed in it.

A member of staff sees only their own part in a contact and only their own identity checks. Whoever is in a contact
may ask which accounts take part, so that a language adviser who joined the call stands in the session too. Whoever may
see a customer may ask whether that customer was confirmed in a contact, so that "claimable" is the same for every
reader. Neither tells anything else.
"""

from django.db import migrations

from fingerpost.house.rls import definer_function

STAFF_OF_CONTACT = """
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT 1 FROM interactions_contactstaff s
                    WHERE s.contact_id = asked_contact AND s.account_id = fingerpost_me()) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT DISTINCT ON (s.account_id, s.part) s.account_id, s.part::text
      FROM interactions_contactstaff s
     WHERE s.contact_id = asked_contact ORDER BY s.account_id, s.part LIMIT 20;
END
"""

# By a check passed in it, by a record made in it, or in the call that resumed it.
WAS_CONFIRMED = """
BEGIN
    IF NOT fingerpost_sees_customers() OR NOT EXISTS (
        SELECT 1 FROM customers_grant g
         WHERE g.customer_id = asked_customer AND g.starts_at <= now() AND g.ends_at > now()
           AND ((g.account_id = fingerpost_me()
                 AND (g.organisation_id IS NULL OR g.organisation_id = fingerpost_my_organisation()))
                OR (g.account_id IS NULL AND g.organisation_id = fingerpost_my_organisation()
                    AND g.contract_id = ANY (fingerpost_my_contracts()))
                OR (g.account_id IS NULL AND g.contract_id = ANY (fingerpost_my_prime_contracts())))) THEN
        RETURN false;
    END IF;
    RETURN EXISTS (
            SELECT 1 FROM interactions_contact c
             WHERE (c.id = asked_contact OR c.resumes_id = asked_contact) AND c.customer_id = asked_customer)
        OR EXISTS (
            SELECT 1 FROM interactions_identitycheck k
             WHERE k.contact_id = asked_contact AND k.state = 'passed' AND k.customer_id = asked_customer)
        OR EXISTS (
            SELECT 1 FROM customers_grant g
             WHERE g.customer_id = asked_customer AND g.basis_id = asked_contact AND g.reason = 'new_record');
END
"""


class Migration(migrations.Migration):
    dependencies = [("interactions", "0004_forgetting")]

    operations = [
        definer_function(
            "fingerpost_staff_of_contact(asked_contact uuid)",
            STAFF_OF_CONTACT,
            returns="TABLE (account_id uuid, part text)",
        ),
        definer_function(
            "fingerpost_was_confirmed(asked_contact uuid, asked_customer uuid)",
            WAS_CONFIRMED,
            returns="boolean",
            volatility="STABLE",
        ),
    ]
