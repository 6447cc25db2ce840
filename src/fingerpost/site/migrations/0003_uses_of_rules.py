"""How often a rule was used, for everybody of the staff: rounded counts of what lies outside the reader's grants.

Decisions keep the ids of the rules they used. A count may never lead to a person (BR-20.2): it is a multiple of
five, begins at five and ends at ten thousand. What the reader may see is left out, since the page lists it; the
predicate of a live grant is that of the policy ``live_and_mine`` (customers 0002), and changes with it.

The index holds few different ids in many rows, so it stays small; without it a rule that is seldom used would be
looked for in every row.
"""

from django.db import migrations

from fingerpost.house.rls import definer_function

MOST = 10_000
STEP = 5
# Whoever may see nearly everybody makes it look at rows that it does not count; this bounds the time of the page.
LOOKED_AT = 50_000


def outside(what: str, table: str) -> str:
    """One row: how many decisions of a table used one of the rules and are about nobody whom the actor may see."""
    return f"""
    SELECT '{what}'::text AS what, count(*) AS looked_at,
           count(*) FILTER (WHERE NOT (sees AND EXISTS (
               SELECT 1 FROM customers_grant g
                WHERE g.customer_id = found.customer_id AND g.starts_at <= now() AND g.ends_at > now()
                  AND ((g.account_id = me AND (g.organisation_id IS NULL OR g.organisation_id = mine))
                       OR (g.account_id IS NULL AND g.organisation_id = mine AND g.contract_id = ANY (contracts))
                       OR (g.account_id IS NULL AND g.contract_id = ANY (primes)))))) AS number
      FROM (SELECT made.customer_id FROM {table} made
             WHERE made.rule_ids ?| asked_rules LIMIT {LOOKED_AT + 1}) found"""


COUNT = f"""
DECLARE
    me CONSTANT uuid := fingerpost_me();
    mine CONSTANT uuid := fingerpost_my_organisation();
    sees CONSTANT boolean := fingerpost_sees_customers();
    contracts CONSTANT uuid[] := fingerpost_my_contracts();
    primes CONSTANT uuid[] := fingerpost_my_prime_contracts();
BEGIN
    IF me IS NULL THEN
        RAISE EXCEPTION 'nobody acts' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    SELECT counted.what, (least(counted.number, {MOST}) / {STEP} * {STEP})::integer,
           counted.number > {MOST} OR counted.looked_at > {LOOKED_AT}
      FROM ({outside("identity", "customers_identityproof")}
            UNION ALL
            {outside("priority", "interactions_priorityassessment")}) AS counted
     ORDER BY counted.what;
END
"""


def index(name: str, table: str) -> migrations.RunSQL:
    """An index from a rule id to the decisions that used it."""
    return migrations.RunSQL(
        f"CREATE INDEX {name} ON {table} USING gin (rule_ids)",
        f"DROP INDEX {name}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("site", "0002_history_always"),
        ("customers", "0004_forgetting"),
        ("interactions", "0005_session_doors"),
    ]

    operations = [
        index("site_rules_of_identityproof", "customers_identityproof"),
        index("site_rules_of_priorityassessment", "interactions_priorityassessment"),
        definer_function(
            "fingerpost_rule_used(asked_rules text[])",
            COUNT,
            returns="TABLE (decision text, at_least integer, is_more boolean)",
            volatility="STABLE",
        ),
    ]
