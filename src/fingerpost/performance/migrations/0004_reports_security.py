"""Who sees whose reports, which are due, and the one figure that is told of the additional indicator.

A report is its owner's alone, in the organisation in which it was saved: nobody else sees or changes it. What was made
of it is added and removed by age, never changed. The job that makes reports by schedule learns as *system* which are
due and in which memberships their owner stands, and then makes each as its owner, with what they may see at that time.
"""

from django.db import migrations

from fingerpost.house.rls import SYSTEM, definer_function, flatten, protect, protect_history, stays

REPORT, MADE = "performance_savedreport", "performance_reportmade"
MINE = """owner_id = (SELECT fingerpost_me()) AND organisation_id = (SELECT fingerpost_my_organisation())
    AND (SELECT fingerpost_my_role()) IN ('claims_officer', 'returns_manager', 'compliance', 'contract_manager')"""
OF_MINE = f"EXISTS (SELECT 1 FROM {REPORT} r WHERE r.id = {MADE}.report_id)"

# A weekly report is due from Monday, a monthly one from the first; one that was missed is made once.
DUE = f"""
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT r.id, m.id
      FROM {REPORT} r
      JOIN staff_membership m ON m.account_id = r.owner_id AND m.organisation_id = r.organisation_id
       AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on >= today)
     WHERE r.removed_at IS NULL
       AND ((r.schedule = 'weekly' AND COALESCE(r.made_on < date_trunc('week', today)::date, true))
         OR (r.schedule = 'monthly' AND COALESCE(r.made_on < date_trunc('month', today)::date, true)))
     ORDER BY r.id, m.id;
END
"""

# BR-20.3e: one figure of a prime contractor's year from April, to the nearest five, or none. Nought and a small number
# are told alike; where one prime alone has none to tell, the smallest of the others is kept back beside it.
INDICATOR_TOTAL = """
DECLARE
    today date := (now() AT TIME ZONE 'Europe/London')::date;
    opens date := make_date(extract(year FROM today - interval '3 months')::int, 4, 1);
    least CONSTANT int := 5;
    found int;
BEGIN
    IF NOT (fingerpost_my_role() = 'contract_manager'
            OR (fingerpost_my_role() IN ('compliance', 'returns_manager')
                AND contract = ANY (fingerpost_my_prime_contracts()))) THEN
        RAISE EXCEPTION 'not a reader of this figure' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO house_event (id, kind, happened_at, account_id, organisation_id, customer_id, subject)
    VALUES (gen_random_uuid(), 'performance.total_read', now(), fingerpost_me(),
            fingerpost_my_organisation(), NULL, jsonb_build_object('contract', contract::text));
    WITH totals AS (
        SELECT c.prime_id, count(DISTINCT i.customer_id)::int AS people
          FROM organisations_contract c
          LEFT JOIN interactions_session s ON s.contract_id = c.id
               AND (s.started_at AT TIME ZONE 'Europe/London')::date >= opens
          LEFT JOIN interactions_attendance a ON a.session_id = s.id AND a.result = 'attended'
          LEFT JOIN customers_additionalindicator i ON i.customer_id = a.customer_id
         GROUP BY c.prime_id
    ), ranked AS (
        SELECT t.prime_id, t.people,
               count(*) FILTER (WHERE t.people < least) OVER () AS hidden,
               row_number() OVER (ORDER BY t.people < least, t.people, t.prime_id) AS place
          FROM totals t
    )
    SELECT CASE WHEN r.people < least OR (r.hidden = 1 AND r.place = 1) THEN NULL
                ELSE 5 * round(r.people / 5.0)::int END
      INTO found
      FROM ranked r JOIN organisations_contract c ON c.prime_id = r.prime_id
     WHERE c.id = contract;
    RETURN found;
END
"""


class Migration(migrations.Migration):
    dependencies = [("performance", "0003_returns_security")]

    operations = flatten(
        protect(REPORT, see=MINE, add=MINE, change=MINE),
        [stays(REPORT, "id organisation_id owner_id saved_at", once="removed_at")],
        protect_history(f"{REPORT}event", see=MINE),
        protect(MADE, see=OF_MINE, add=OF_MINE, remove=OF_MINE),
        [
            definer_function(
                "fingerpost_reports_due(today date)",
                DUE,
                returns="TABLE (report_id uuid, membership_id uuid)",
                volatility="STABLE",
                role=SYSTEM,
            ),
            definer_function("fingerpost_indicator_total(contract uuid)", INDICATOR_TOTAL, returns="integer"),
        ],
    )
