"""Policies of the funding room: a decision tells of money, so a grant on the customer is not enough to see it.

Only claims officers decide, in their own name, on outcomes of their organisation or of a contract it holds as prime.
Rows are added and never changed; a later decision can follow only one of the same outcome.
"""

from django.db import migrations

from fingerpost.house.rls import SYSTEM, definer_function, flatten, granted, protect

TABLE, OUTCOME = "funding_fundingdecision", "outcomes_outcome"
ME = "(SELECT fingerpost_me())"
# The roles that hold see_money (staff.access).
SEES_MONEY = """(SELECT fingerpost_my_role()) IN
    ('claims_officer', 'returns_manager', 'compliance', 'auditor')"""

OURS_TO_DECIDE = f"""{granted(f"{TABLE}.customer_id")} AND decided_by_id = {ME}
    AND (SELECT fingerpost_my_role()) = 'claims_officer'
    AND EXISTS (SELECT 1 FROM {OUTCOME} o
                 WHERE o.id = {TABLE}.outcome_id AND o.customer_id = {TABLE}.customer_id
                   AND o.contract_id = {TABLE}.contract_id
                   AND (o.organisation_id = (SELECT fingerpost_my_organisation())
                        OR o.contract_id = ANY ((SELECT fingerpost_my_prime_contracts())::uuid[])))"""

SAME_OUTCOME = f"""
ALTER TABLE {TABLE} ADD CONSTRAINT funding_decision_and_outcome UNIQUE (id, outcome_id);
ALTER TABLE {TABLE} ADD CONSTRAINT funding_follows_same_outcome
    FOREIGN KEY (supersedes_id, outcome_id) REFERENCES {TABLE} (id, outcome_id) DEFERRABLE INITIALLY DEFERRED;
"""
ANY_OUTCOME = f"""
ALTER TABLE {TABLE} DROP CONSTRAINT funding_follows_same_outcome;
ALTER TABLE {TABLE} DROP CONSTRAINT funding_decision_and_outcome;
"""

# One account may hold two roles. Whoever recorded an outcome neither checks nor claims it, in any of them.
BY_ANOTHER = f"""
ALTER TABLE {OUTCOME} ADD CONSTRAINT outcomes_claimed_by_another CHECK (
    claimed_by_id IS DISTINCT FROM recorded_by_id AND checked_by_id IS DISTINCT FROM recorded_by_id)
"""
BY_ANYBODY = f"ALTER TABLE {OUTCOME} DROP CONSTRAINT outcomes_claimed_by_another"

FORGET = f"""
BEGIN
    IF NOT fingerpost_may_forget(forgotten_customer) THEN
        RAISE EXCEPTION 'not a provisional record past its day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM {TABLE} WHERE customer_id = forgotten_customer;
END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0002_initial"),
        ("outcomes", "0002_row_security"),
        ("organisations", "0004_scheme_as_example"),
    ]

    operations = flatten(
        protect(TABLE, see=f"{granted(f'{TABLE}.customer_id')} AND {SEES_MONEY}", add=OURS_TO_DECIDE),
        [
            migrations.RunSQL(SAME_OUTCOME, ANY_OUTCOME),
            migrations.RunSQL(BY_ANOTHER, BY_ANYBODY),
            definer_function(
                "fingerpost_forget_in_funding(forgotten_customer uuid)", FORGET, returns="void", role=SYSTEM
            ),
        ],
    )
