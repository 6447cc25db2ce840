"""Who draws and opens samples for audit, and the security log that an audit reads.

BR-28.4: an auditor, or a compliance officer of the prime contractor, draws lines of the ledger by their ids alone, and
then sees the customers of the drawn lines through an audit grant with its purpose, a short while; each record is kept
in the read log. BR-33.3: the log can be read for a stretch of days and one account; nobody can write in it.
"""

from django.db import migrations

from fingerpost.house.rls import definer_function, flatten, protect

SAMPLE, DRAWN = "funding_auditsample", "funding_auditsampleline"
ME, ROLE = "(SELECT fingerpost_me())", "(SELECT fingerpost_my_role())"
OURS = "((SELECT fingerpost_my_prime_contracts())::uuid[])"
SEES = "(SELECT fingerpost_sees_customers())"
MAY_DRAW = f"{SEES} AND ({ROLE} = 'auditor' OR ({ROLE} = 'compliance' AND contract_id = ANY {OURS}))"
SEEN = f"{SEES} AND ({ROLE} = 'auditor' OR drawn_by_id = {ME})"

# May the caller audit this contract? Functions below run as owner, so they ask for themselves.
MAY = """
    IF NOT fingerpost_sees_customers() OR NOT (fingerpost_my_role() = 'auditor'
            OR (fingerpost_my_role() = 'compliance' AND {contract} = ANY (fingerpost_my_prime_contracts()))) THEN
        RAISE EXCEPTION 'not yours to audit' USING ERRCODE = 'insufficient_privilege';
    END IF;"""

LINES = f"""
BEGIN
    {MAY.format(contract="asked_contract")}
    RETURN QUERY
    SELECT l.id FROM funding_claimline l JOIN funding_claim c ON c.id = l.claim_id
     WHERE c.contract_id = asked_contract AND c.month BETWEEN first_month AND last_month AND l.kind = 'payment'
     ORDER BY l.id LIMIT most;
END
"""

# One audit grant a customer, for this account at this organisation, and one line of the read log for each.
OPEN = f"""
DECLARE
    opened integer := 0;
    one record;
    until timestamptz := now() + least(open_for, interval '24 hours');
BEGIN
    {MAY.format(contract="asked_contract")}
    IF asked_purpose = '' OR open_for <= interval '0' OR cardinality(asked_lines) > 500 THEN
        RAISE EXCEPTION 'no audit without its purpose' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR one IN SELECT DISTINCT o.customer_id
                 FROM funding_claimline l JOIN outcomes_outcome o ON o.id = l.outcome_id
                WHERE l.id = ANY (asked_lines) AND l.contract_id = asked_contract
                ORDER BY o.customer_id LOOP
        INSERT INTO customers_grant (id, customer_id, account_id, organisation_id, reason, basis_id, purpose,
                                     starts_at, ends_at, granted_by_id, granted_at)
        VALUES (gen_random_uuid(), one.customer_id, fingerpost_me(), fingerpost_my_organisation(), 'audit', NULL,
                left(asked_purpose, 120), now(), until, fingerpost_me(), now());
        INSERT INTO house_read (id, account_id, organisation_id, customer_id, what, reason)
        VALUES (gen_random_uuid(), fingerpost_me(), fingerpost_my_organisation(), one.customer_id,
                'audit_sample', 'audit');
        opened := opened + 1;
    END LOOP;
    RETURN opened;
END
"""

# What the claim's own run decided on the outcome of each line. Of a class it says priority or other (BR-20.3).
TRAILS = f"""
#variable_conflict use_column
BEGIN
    {MAY.format(contract="asked_contract")}
    RETURN QUERY
    SELECT l.id, r.scheme::text, r.rule_version::text, r.rules_on, r.as_of, d.verdict::text, d.amount_pence,
           d.period::text, d.customer_class::text, d.trail
      FROM funding_claimline l
      JOIN funding_claim c ON c.id = l.claim_id
      JOIN funding_run r ON r.id = c.run_id
      JOIN funding_rundecision d ON d.run_id = r.id AND d.event = l.outcome_id AND d.kind = 'outcome'
     WHERE l.id = ANY (asked_lines) AND l.contract_id = asked_contract
     ORDER BY l.id LIMIT 500;
END
"""

# Reads, changes and exports of one account, or of everybody whom the caller may ask about: an auditor about anybody,
# a compliance officer about those who worked for their organisation or under its prime contracts.
LOG = """
#variable_conflict use_column
DECLARE
    begins timestamptz := first_day::timestamp AT TIME ZONE 'Europe/London';
    ends timestamptz := (last_day + 1)::timestamp AT TIME ZONE 'Europe/London';
    every boolean := fingerpost_my_role() = 'auditor';
    theirs uuid[];
BEGIN
    IF NOT fingerpost_sees_customers() OR fingerpost_my_role() NOT IN ('auditor', 'compliance') THEN
        RAISE EXCEPTION 'not yours to audit' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT array_agg(DISTINCT m.organisation_id) INTO theirs FROM staff_membership m
     WHERE m.organisation_id = fingerpost_my_organisation() OR m.organisation_id IN (
           SELECT s.organisation_id FROM organisations_subcontract s
            WHERE s.contract_id = ANY (fingerpost_my_prime_contracts()));
    RETURN QUERY
    SELECT * FROM (
        SELECT r.read_at AS happened_at, r.id AS id, r.account_id AS account_id,
               r.organisation_id AS organisation_id, 'read'::text AS what_kind, r.what::text AS what,
               r.customer_id AS customer_id, r.reason::text AS reason
          FROM house_read r
         WHERE r.read_at >= begins AND r.read_at < ends AND r.account_id = ANY (asked_accounts)
           AND (every OR r.organisation_id = ANY (theirs))
        UNION ALL
        SELECT e.recorded_at, e.id, e.account_id, e.organisation_id,
               CASE WHEN e.kind LIKE '%export%' OR e.kind LIKE '%.sent' OR e.kind LIKE '%drawn'
                    THEN 'export' ELSE 'change' END, e.kind::text, e.customer_id, ''
          FROM house_event e
         WHERE e.recorded_at >= begins AND e.recorded_at < ends AND e.account_id = ANY (asked_accounts)
           AND (every OR e.organisation_id = ANY (theirs))) x
     ORDER BY x.happened_at, x.id LIMIT most OFFSET passed;
END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0007_ledger_security"),
        ("outcomes", "0007_calls_security"),
        ("customers", "0004_forgetting"),
    ]

    operations = flatten(
        protect(SAMPLE, see=SEEN, add=f"{MAY_DRAW} AND drawn_by_id = {ME}"),
        protect(
            DRAWN,
            see=f"EXISTS (SELECT 1 FROM {SAMPLE} s WHERE s.id = {DRAWN}.sample_id)",
            add=f"""EXISTS (SELECT 1 FROM {SAMPLE} s WHERE s.id = {DRAWN}.sample_id AND s.drawn_by_id = {ME}
                AND s.drawn_at > now() - interval '10 minutes')""",
        ),
        [
            definer_function(
                "fingerpost_audit_lines(asked_contract uuid, first_month date, last_month date, most integer)",
                LINES,
                returns="SETOF uuid",
            ),
            definer_function(
                "fingerpost_open_audit(asked_contract uuid, asked_lines uuid[], asked_purpose text,"
                " open_for interval)",
                OPEN,
                returns="integer",
            ),
            definer_function(
                "fingerpost_audit_trails(asked_contract uuid, asked_lines uuid[])",
                TRAILS,
                returns="TABLE (line_id uuid, scheme text, rule_version text, rules_on date, as_of timestamptz,"
                " verdict text, amount_pence integer, period text, customer_class text, trail jsonb)",
            ),
            definer_function(
                "fingerpost_security_log(first_day date, last_day date, asked_accounts uuid[], most integer,"
                " passed integer)",
                LOG,
                returns="TABLE (happened_at timestamptz, id uuid, account_id uuid, organisation_id uuid,"
                " what_kind text, what text, customer_id uuid, reason text)",
            ),
        ],
    )
