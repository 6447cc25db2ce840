"""Who sees and makes runs, and the doors a run goes through.

A run is seen by whoever sees money at the prime contractor, and made by its claims officer or by the console (as
*system*). It is finished once and then stays. What a contract pays must not hang on whose grants are live today, so a
run reads its facts through functions that run as owner: days, kinds and places, no name and nothing of a record. Its
decisions are written by a function too, many at a time, since row security takes no COPY.
"""

from importlib import import_module

from django.db import migrations

from fingerpost.house.rls import APP, SYSTEM, definer_function, enable, flatten, grant_app, policy, protect

before = import_module("fingerpost.funding.migrations.0003_row_security")

RUN, ROWS = "funding_run", "funding_rundecision"
OURS = "contract_id = ANY ((SELECT fingerpost_my_prime_contracts())::uuid[])"
OFFICER = "(SELECT fingerpost_my_role()) = 'claims_officer'"
SEES = f"(SELECT fingerpost_sees_customers()) AND {before.SEES_MONEY} AND {OURS}"
MINE = f"{OFFICER} AND {OURS} AND started_by_id = (SELECT fingerpost_me())"
FINISHED_ONCE = "customers, decisions, total_pence, inputs_sha256, finished_at"
OF_RUN = f"run_id IN (SELECT r.id FROM {RUN} r)"

# Who may ask a run's functions: the prime's claims officer for a contract of the prime, or the console.
MAY_RUN = """
    IF NOT (session_user = 'fingerpost_system'
            OR (fingerpost_sees_customers() AND fingerpost_my_role() = 'claims_officer'
                AND of_contract = ANY (fingerpost_my_prime_contracts()))) THEN
        RAISE EXCEPTION 'no contract of yours to run' USING ERRCODE = 'insufficient_privilege';
    END IF;
"""

CUSTOMERS = f"""
BEGIN
    {MAY_RUN}
    RETURN QUERY
    SELECT DISTINCT e.customer_id FROM (
        SELECT o.customer_id FROM outcomes_outcome o
         WHERE o.contract_id = of_contract AND (o.told_on IS NULL OR o.told_on BETWEEN first_day AND last_day)
           AND (after_id IS NULL OR o.customer_id > after_id)
         UNION ALL
        SELECT a.customer_id FROM interactions_session s JOIN interactions_attendance a ON a.session_id = s.id
         WHERE s.contract_id = of_contract AND a.customer_id IS NOT NULL
           AND s.started_at >= first_day::timestamp AT TIME ZONE 'Europe/London'
           AND s.started_at < (last_day + 1)::timestamp AT TIME ZONE 'Europe/London'
           AND (after_id IS NULL OR a.customer_id > after_id)) e
     ORDER BY e.customer_id LIMIT most;
END
"""

# What a row said at a moment. A record that was brought in says itself when it was put in (recorded_at).
AS_KNOWN = """LATERAL (
        SELECT h.* FROM {table}event h
         WHERE h.pgh_obj_id = {row}.id AND (h.pgh_created_at <= known_at
               OR (h.pgh_label = 'insert' AND h.recorded_at <= known_at))
         ORDER BY h.pgh_created_at DESC, h.pgh_id DESC LIMIT 1)"""

SESSIONS = """
    SELECT a.customer_id::text, a.id::text, s.started_at AT TIME ZONE 'Europe/London',
           coalesce(p.code, d.code, k.reference)::text, s.channel::integer,
           a.completed_at IS NOT NULL {completed_then}
      FROM {attendances}
      JOIN {sessions}
      JOIN organisations_contract k ON k.id = s.contract_id
      LEFT JOIN interactions_contact c ON c.id = s.contact_id
      LEFT JOIN organisations_touchpoint p ON p.id = c.touchpoint_id AND p.contract_id = s.contract_id
      LEFT JOIN LATERAL (SELECT t.code FROM organisations_touchpoint t WHERE t.contract_id = s.contract_id
                          ORDER BY t.code LIMIT 1) d ON true
     WHERE a.customer_id = ANY (of_customers) AND a.result = 'attended'
       AND s.started_at < (last_day + 1)::timestamp AT TIME ZONE 'Europe/London'
     ORDER BY a.customer_id, s.started_at, a.id;
"""
SESSIONS_NOW = SESSIONS.format(
    completed_then="",
    attendances="interactions_attendance a",
    sessions="interactions_session s ON s.id = a.session_id",
)
SESSIONS_THEN = SESSIONS.format(
    completed_then="AND a.completed_at <= known_at",
    attendances="interactions_attendance n JOIN "
    + AS_KNOWN.format(table="interactions_attendance", row="n")
    + " a ON n.customer_id = ANY (of_customers)",
    sessions="interactions_session m ON m.id = a.session_id JOIN "
    + AS_KNOWN.format(table="interactions_session", row="m")
    + " s ON true",
)

OUTCOMES = """
    SELECT o.customer_id::text, o.id::text, o.kind::text, o.attendance_id::text,
           (SELECT jsonb_array_length(y.groups) > 0 FROM interactions_priorityassessment y
             WHERE y.attendance_id = o.attendance_id AND y.customer_id = o.customer_id
               AND y.set_name = (SELECT q.scheme FROM organisations_contract q WHERE q.id = of_contract)
               AND (known_at IS NULL OR y.recorded_at <= known_at)),
           o.told_on,
           CASE WHEN known_at IS NULL OR o.claimed_at <= known_at
                THEN o.claimed_at AT TIME ZONE 'Europe/London' END,
           coalesce(p.code, d.code, k.reference)::text, o.started_on, o.evidenced_on, k.scheme::text,
           ARRAY(SELECT v.kind::text FROM outcomes_evidence v
                  WHERE v.outcome_id = o.id AND v.customer_id = o.customer_id
                    AND (known_at IS NULL OR v.added_at <= known_at)
                    AND (v.withdrawn_at IS NULL OR v.withdrawn_at > known_at)),
           EXISTS (SELECT 1 FROM plans_planversion w JOIN plans_planacceptance x ON x.version_id = w.id
                    JOIN interactions_attendance z ON z.id = w.attendance_id
                    WHERE w.attendance_id = o.attendance_id AND z.customer_id = o.customer_id
                      AND x.answer = 'accepted' AND (known_at IS NULL OR x.recorded_at <= known_at)),
           EXISTS (SELECT 1 FROM outcomes_satisfactionanswer u
                    WHERE u.attendance_id = o.attendance_id AND u.customer_id = o.customer_id
                      AND (known_at IS NULL OR u.recorded_at <= known_at))
      FROM {outcomes}
      JOIN organisations_contract k ON k.id = o.contract_id
      LEFT JOIN organisations_touchpoint p ON p.id = o.touchpoint_id AND p.contract_id = o.contract_id
      LEFT JOIN LATERAL (SELECT t.code FROM organisations_touchpoint t WHERE t.contract_id = o.contract_id
                          ORDER BY t.code LIMIT 1) d ON true
     WHERE o.customer_id = ANY (of_customers)
       AND (o.withdrawn_at IS NULL OR o.withdrawn_at > known_at)
       AND (o.told_on IS NULL OR o.told_on <= last_day)
     ORDER BY o.customer_id, o.recorded_at, o.id;
"""
OUTCOME_COLUMNS = """customer_id, id, kind, attendance_id, told_on, claimed_at, started_on, evidenced_on, touchpoint_id,
               contract_id, withdrawn_at, recorded_at"""
OUTCOMES_NOW = OUTCOMES.format(outcomes="outcomes_outcome o")
# A claimed outcome stays as it was claimed (trigger claims_are_theirs), so its own row is what was known since.
OUTCOMES_THEN = OUTCOMES.format(
    outcomes=f"""(
        SELECT {OUTCOME_COLUMNS} FROM outcomes_outcome
         WHERE customer_id = ANY (of_customers) AND claimed_at <= known_at
         UNION ALL
        SELECT {", ".join(f"e.{name.strip()}" for name in OUTCOME_COLUMNS.split(","))}
          FROM outcomes_outcome n JOIN {AS_KNOWN.format(table="outcomes_outcome", row="n")} e ON true
         WHERE n.customer_id = ANY (of_customers) AND (n.claimed_at IS NULL OR n.claimed_at > known_at)) o"""
)


def by_moment(now: str, then: str) -> str:
    """The body of a function that reads rows as they are, or as they were known at a moment."""
    return f"""
#variable_conflict use_column
BEGIN
    {MAY_RUN}
    IF known_at IS NULL THEN
        RETURN QUERY {now}
    ELSE
        RETURN QUERY {then}
    END IF;
END
"""


SESSION_ROW = """TABLE (customer_id text, id text, held_at timestamp, touchpoint text, channel integer,
    is_complete boolean)"""
OUTCOME_ROW = """TABLE (customer_id text, id text, kind text, session_id text, is_priority boolean, told_on date,
    claimed_at timestamp, touchpoint text, started_on date, evidenced_on date, scheme text, evidence text[],
    is_planned boolean, is_answered boolean)"""
ASKED = "of_contract uuid, of_customers uuid[], last_day date, known_at timestamptz"

# Rows of a run that is not finished, by whoever began it; all arrays are as long as each other.
KEEP = f"""
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM {RUN} r
         WHERE r.id = of_run AND r.finished_at IS NULL
           AND ((session_user = 'fingerpost_system' AND r.started_by_id IS NULL)
                OR (r.started_by_id = fingerpost_me() AND fingerpost_my_role() = 'claims_officer'
                    AND r.contract_id = ANY (fingerpost_my_prime_contracts())))) THEN
        RAISE EXCEPTION 'no run of yours to add to' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO {ROWS} (run_id, place, customer_id, kind, event, verdict, amount_pence, period, customer_class, trail)
    SELECT of_run, first_place + n.at::integer - 1, n.customer, n.kind, n.event, n.verdict, n.pence, n.period,
           n.class, n.trail
      FROM unnest(customers, kinds, events, verdicts, pence, periods, classes, trails) WITH ORDINALITY
           AS n (customer, kind, event, verdict, pence, period, class, trail, at);
END
"""
KEEP_ROWS = """fingerpost_keep_run_rows(of_run uuid, first_place integer, customers uuid[], kinds text[], events uuid[],
    verdicts text[], pence integer[], periods text[], classes text[], trails jsonb[])"""

# Each run has an index on the record decided; the customer has none, since a nation's run is written for speed.
FORGET = f"""
BEGIN
    IF NOT fingerpost_may_forget(forgotten_customer) THEN
        RAISE EXCEPTION 'not a provisional record past its day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM {ROWS} d USING {RUN} r, (
        SELECT a.id FROM interactions_attendance a WHERE a.customer_id = forgotten_customer
         UNION ALL SELECT o.id FROM outcomes_outcome o WHERE o.customer_id = forgotten_customer) e
     WHERE d.run_id = r.id AND d.event = e.id AND d.customer_id = forgotten_customer;
    DELETE FROM funding_fundingdecision WHERE customer_id = forgotten_customer;
END
"""


def forget(body: str) -> str:
    """The statement that puts a new body under the room's function; its rights stay."""
    return f"""
CREATE OR REPLACE FUNCTION fingerpost_forget_in_funding(forgotten_customer uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $fingerpost$
{body}
$fingerpost$;
"""


def for_both(
    signature: str, body: str, *, returns: str, volatility: str = "STABLE"
) -> list[migrations.RunSQL]:
    """A function that runs as owner, for the web and for the console."""
    name = signature.split("(", 1)[0]
    return [
        definer_function(signature, body, returns=returns, volatility=volatility, role=APP),
        migrations.RunSQL(
            f"GRANT EXECUTE ON FUNCTION {name} TO {SYSTEM}",
            f"REVOKE EXECUTE ON FUNCTION {name} FROM {SYSTEM}",
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0005_terms_security"),
        ("outcomes", "0002_row_security"),
        ("interactions", "0002_row_security"),
        ("plans", "0002_row_security"),
    ]

    operations = flatten(
        protect(RUN, see=SEES, add=f"{MINE} AND finished_at IS NULL"),
        [
            grant_app(RUN, f"UPDATE ({FINISHED_ONCE})"),
            policy(RUN, "app_finishes", "UPDATE", using=f"{MINE} AND finished_at IS NULL", check=MINE),
            grant_app(RUN, f"SELECT, INSERT, UPDATE ({FINISHED_ONCE})", role=SYSTEM),
            policy(RUN, "system_sees", "SELECT", using="true", role=SYSTEM),
            policy(RUN, "system_adds", "INSERT", check="started_by_id IS NULL", role=SYSTEM),
            policy(
                RUN,
                "system_finishes",
                "UPDATE",
                using="started_by_id IS NULL AND finished_at IS NULL",
                check="started_by_id IS NULL",
                role=SYSTEM,
            ),
            enable(ROWS),
            grant_app(ROWS, "SELECT"),
            policy(ROWS, "app_sees", "SELECT", using=OF_RUN),
            grant_app(ROWS, "SELECT", role=SYSTEM),
            policy(ROWS, "system_sees", "SELECT", using="true", role=SYSTEM),
        ],
        for_both(
            "fingerpost_run_customers(of_contract uuid, first_day date, last_day date, after_id uuid, most integer)",
            CUSTOMERS,
            returns="SETOF uuid",
        ),
        for_both(
            f"fingerpost_run_sessions({ASKED})", by_moment(SESSIONS_NOW, SESSIONS_THEN), returns=SESSION_ROW
        ),
        for_both(
            f"fingerpost_run_outcomes({ASKED})", by_moment(OUTCOMES_NOW, OUTCOMES_THEN), returns=OUTCOME_ROW
        ),
        for_both(KEEP_ROWS, KEEP, returns="void", volatility="VOLATILE"),
        [migrations.RunSQL(forget(FORGET), forget(before.FORGET))],
    )
