"""Need to know: a concern is seen by who raised it and by the safeguarding leads who answer for it.

A lead answers for their own organisation; the prime's lead also for what a subcontractor raised under the
prime's own contract, and for no other prime's.
"""

from django.db import migrations

from fingerpost.house.rls import definer_function, flatten, granted, protect, protect_history, stays

SEES = "(SELECT fingerpost_sees_customers())"
ME = "(SELECT fingerpost_me())"


def need_to_know(table: str) -> str:
    """Who raised it, or a lead who answers for it."""
    return f"{table}.raised_by_id = {ME} OR {answers_for(table)}"


def answers_for(table: str) -> str:
    """A lead of the organisation or of a prime it works under."""
    return f"""({SEES}
        AND (SELECT fingerpost_my_role()) = 'safeguarding_lead'
        AND ({table}.organisation_id = (SELECT fingerpost_my_organisation())
             OR {table}.contract_id = ANY ((SELECT fingerpost_my_prime_contracts())::uuid[])))"""


# Whom a lead may see for a concern they are handling: the customer it is about, for as long as it is open.
HANDLE = """
DECLARE
    asked record;
BEGIN
    SELECT c.* INTO asked FROM safeguarding_concern c
     WHERE c.id = handled_concern AND c.state <> 'closed' AND c.customer_id IS NOT NULL
       AND (c.organisation_id = fingerpost_my_organisation()
            OR c.contract_id = ANY (fingerpost_my_prime_contracts()));
    IF NOT FOUND OR NOT fingerpost_sees_customers() OR fingerpost_my_role() <> 'safeguarding_lead' THEN
        RETURN false;
    END IF;
    INSERT INTO customers_grant
        (id, customer_id, account_id, organisation_id, reason, basis_id, purpose, ends_at, granted_by_id)
    SELECT gen_random_uuid(), asked.customer_id, fingerpost_me(), fingerpost_my_organisation(), 'concern', asked.id,
           '', now() + grant_for, fingerpost_me()
     WHERE NOT EXISTS (SELECT 1 FROM customers_grant g
                        WHERE g.customer_id = asked.customer_id AND g.account_id = fingerpost_me()
                          AND g.reason = 'concern' AND g.basis_id = asked.id
                          AND g.ends_at > now());
    RETURN true;
END
"""

# Once a concern is closed nobody sees the customer because of it.
LET_GO = """
DECLARE
    ended integer;
BEGIN
    UPDATE customers_grant g SET ends_at = now()
      FROM safeguarding_concern c
     WHERE c.id = closed_concern AND c.state = 'closed' AND c.handled_by_id = fingerpost_me()
       AND g.reason = 'concern' AND g.basis_id = c.id AND g.ends_at > now();
    GET DIAGNOSTICS ended = ROW_COUNT;
    RETURN ended;
END
"""

# Who is told: the leads of one's own organisation, and of the prime of the contract it was raised under.
LEADS = """
DECLARE
    today date := (now() AT TIME ZONE 'Europe/London')::date;
BEGIN
    RETURN QUERY
    SELECT DISTINCT ON (a.full_name, a.id) a.full_name::text, a.email::text
      FROM staff_membership m JOIN staff_account a ON a.id = m.account_id
     WHERE m.role = 'safeguarding_lead' AND a.is_active AND a.suspended_at IS NULL
       AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on >= today)
       AND (m.organisation_id = fingerpost_my_organisation() OR m.organisation_id IN (
            SELECT c.prime_id FROM organisations_contract c
             WHERE c.id = told_contract AND c.id = ANY (fingerpost_my_contracts())))
     ORDER BY a.full_name, a.id LIMIT 20;
END
"""


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0001_initial"), ("customers", "0003_doors")]

    operations = flatten(
        protect(
            "safeguarding_concern",
            see=need_to_know("safeguarding_concern"),
            add=f"raised_by_id = {ME} AND organisation_id = (SELECT fingerpost_my_organisation())"
            f" AND (customer_id IS NULL OR {granted('safeguarding_concern.customer_id')})"
            " AND (contract_id IS NULL OR contract_id = ANY ((SELECT fingerpost_my_contracts())::uuid[]))",
            change=answers_for("safeguarding_concern"),
        ),
        [
            # What was said, by whom and of whom stands; a lead who could name a customer could open any record.
            stays(
                "safeguarding_concern",
                "id organisation_id contract_id customer_id is_urgent text raised_by_id raised_at recorded_at",
            )
        ],
        protect_history("safeguarding_concernevent", see=need_to_know("safeguarding_concernevent")),
        [
            definer_function(
                "fingerpost_handle_concern(handled_concern uuid, grant_for interval)",
                HANDLE,
                returns="boolean",
            ),
            definer_function("fingerpost_let_go_of_concern(closed_concern uuid)", LET_GO, returns="integer"),
            definer_function(
                "fingerpost_leads_told(told_contract uuid)",
                LEADS,
                returns="TABLE (person text, email text)",
            ),
        ],
    )
