"""Need to know: a concern is seen by who raised it and by the safeguarding leads who answer for it.

A lead answers for their own organisation; the prime's lead also for its subcontractors'.
"""

from django.db import migrations

from fingerpost.house.rls import definer_function, flatten, protect, protect_history

SEES = "(SELECT fingerpost_sees_customers())"
ME = "(SELECT fingerpost_me())"


def need_to_know(table: str) -> str:
    """Who raised it, or a lead of the organisation or of a prime it works under."""
    return f"""{table}.raised_by_id = {ME} OR ({SEES}
        AND (SELECT fingerpost_my_role()) = 'safeguarding_lead'
        AND ({table}.organisation_id = (SELECT fingerpost_my_organisation())
             OR EXISTS (SELECT 1 FROM organisations_subcontract s
                         WHERE s.organisation_id = {table}.organisation_id
                           AND s.contract_id = ANY ((SELECT fingerpost_my_prime_contracts())::uuid[]))))"""


# Whom a lead may see for a concern they are handling: the customer it is about, for as long as it is open.
HANDLE = """
DECLARE
    found record;
BEGIN
    SELECT c.* INTO found FROM safeguarding_concern c
     WHERE c.id = handled_concern AND c.state <> 'closed' AND c.customer_id IS NOT NULL
       AND (c.organisation_id = fingerpost_my_organisation() OR EXISTS (
            SELECT 1 FROM organisations_subcontract s
             WHERE s.organisation_id = c.organisation_id
               AND s.contract_id = ANY (fingerpost_my_prime_contracts())));
    IF NOT FOUND OR NOT fingerpost_sees_customers() OR fingerpost_my_role() <> 'safeguarding_lead' THEN
        RETURN false;
    END IF;
    INSERT INTO customers_grant (id, customer_id, account_id, reason, basis_id, purpose, ends_at, granted_by_id)
    SELECT gen_random_uuid(), found.customer_id, fingerpost_me(), 'concern', found.id, '', grant_until,
           fingerpost_me()
     WHERE NOT EXISTS (SELECT 1 FROM customers_grant g
                        WHERE g.customer_id = found.customer_id AND g.account_id = fingerpost_me()
                          AND g.reason = 'concern' AND g.basis_id = found.id);
    RETURN true;
END
"""


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0001_initial"), ("customers", "0003_doors")]

    operations = flatten(
        protect(
            "safeguarding_concern",
            see=need_to_know("safeguarding_concern"),
            add=f"raised_by_id = {ME} AND organisation_id = (SELECT fingerpost_my_organisation())",
            change=need_to_know("safeguarding_concern"),
        ),
        protect_history("safeguarding_concernevent", see=need_to_know("safeguarding_concernevent")),
        [
            definer_function(
                "fingerpost_handle_concern(handled_concern uuid, grant_until timestamptz)",
                HANDLE,
                returns="boolean",
            )
        ],
    )
