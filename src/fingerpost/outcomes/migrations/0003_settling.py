"""What the worker needs to make follow-ups: what has moved, the facts of some customers, and writing what follows.

Only *system* may call these. The facts of a customer are read under a lock of that customer, in the transaction that
writes what follows from them, so that two workers at once never write from facts of which one is older.
"""

from django.db import migrations, models

from fingerpost.house.rls import SYSTEM, definer_function
from fingerpost.house.triggers import CreateModel

FOLLOWS_UP = (
    "('telephone_adviser', 'language_adviser', 'area_adviser', 'trainee', 'subcontractor_administrator')"
)

# Where the worker has come. The row is made here, so that events before it are left to the sweep.
BEGIN = """
INSERT INTO outcomes_followupssettled (id, read_to, read_to_id)
VALUES (1, now() - interval '1 hour', '00000000-0000-0000-0000-000000000000')
"""
END = "DELETE FROM outcomes_followupssettled"

SETTLED_TO = """
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT s.read_to, s.read_to_id, s.swept_to, s.swept_at, now()
                   FROM outcomes_followupssettled s WHERE s.id = 1;
END
"""

# Events in the order in which they were recorded; keyed by moment and id, so that none of one moment is passed over.
EVENTS_AFTER = """
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT e.id, e.recorded_at, e.customer_id FROM house_event e
                  WHERE (e.recorded_at, e.id) > (after_moment, after_id)
                  ORDER BY e.recorded_at, e.id LIMIT most;
END
"""

CUSTOMERS_AFTER = """
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT c.id FROM customers_customer c
                  WHERE after_id IS NULL OR c.id > after_id ORDER BY c.id LIMIT most;
END
"""

# A run that fell behind another never takes the place back.
KEEP_PLACE = """
BEGIN
    UPDATE outcomes_followupssettled s
       SET read_to = CASE WHEN (new_read_to, new_read_to_id) > (s.read_to, s.read_to_id)
                          THEN new_read_to ELSE s.read_to END,
           read_to_id = CASE WHEN (new_read_to, new_read_to_id) > (s.read_to, s.read_to_id)
                             THEN new_read_to_id ELSE s.read_to_id END,
           swept_to = new_swept_to, swept_at = new_swept_at
     WHERE s.id = 1;
END
"""

# A customer whom another worker has in hand is left out: the next run sees them again.
FACTS = f"""
#variable_conflict use_column
DECLARE
    wanted uuid;
    held uuid[] := '{{}}';
    today date := (now() AT TIME ZONE 'Europe/London')::date;
BEGIN
    FOR wanted IN SELECT DISTINCT each FROM unnest(asked) AS each ORDER BY each LOOP
        IF pg_try_advisory_xact_lock(hashtextextended('follow-ups ' || wanted::text, 0)) THEN
            held := held || wanted;
        END IF;
    END LOOP;
    RETURN QUERY
    WITH said AS (
        -- Sessions that the customer attended, with whoever gave them.
        SELECT a.customer_id, s.started_at AS at, g.account_id, s.organisation_id, s.contract_id,
               true AS is_session, a.gave = 'advice' AS is_advice, false AS is_informal
          FROM interactions_attendance a
          JOIN interactions_session s ON s.id = a.session_id
          LEFT JOIN LATERAL (
               SELECT p.account_id FROM interactions_sessionstaff p
                WHERE p.session_id = s.id AND p.part IN ('adviser', 'trainee')
                ORDER BY p.part, p.account_id LIMIT 1) g ON true
         WHERE a.customer_id = ANY (held) AND a.result = 'attended'
         UNION ALL
        -- Contacts without a session: somebody came in, rang or wrote. What was keyed from paper is in its session.
        SELECT c.customer_id, c.opened_at, c.opened_by_id, c.organisation_id, c.contract_id, false, false, false
          FROM interactions_contact c
         WHERE c.customer_id = ANY (held) AND c.kind <> 'paper'
           AND NOT EXISTS (SELECT 1 FROM interactions_session s WHERE s.contact_id = c.id)
         UNION ALL
        -- Informal talks that reached the customer.
        SELECT t.customer_id, t.happened_at, t.made_by_id, NULL, NULL, false, false, true
          FROM outcomes_followupattempt t
         WHERE t.customer_id = ANY (held) AND t.follow_up_id IS NULL AND t.reached IN ('spoken', 'answered')
    ), spoke AS (
        SELECT s.customer_id, jsonb_agg(to_jsonb(s) - 'customer_id' || jsonb_build_object(
                   'advises', (s.is_session AND s.account_id IS NOT NULL) OR EXISTS (
                       SELECT 1 FROM staff_membership m
                        WHERE m.account_id = s.account_id AND m.organisation_id = s.organisation_id
                          AND m.role IN {FOLLOWS_UP}),
                   'is_there', EXISTS (
                       SELECT 1 FROM staff_membership m JOIN staff_account o ON o.id = m.account_id
                        WHERE m.account_id = s.account_id AND m.organisation_id = s.organisation_id
                          AND m.role IN {FOLLOWS_UP} AND o.is_active AND o.suspended_at IS NULL
                          AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on >= today))
               ) ORDER BY s.at, s.account_id) AS rows
          FROM said s GROUP BY s.customer_id)
    SELECT c.id, c.state = 'closed', coalesce(p.rows, '[]'::jsonb),
           coalesce((SELECT jsonb_agg(jsonb_build_object('at', t.happened_at, 'code', t.situation)
                                      ORDER BY t.happened_at, t.id)
                       FROM outcomes_followupattempt t
                      WHERE t.customer_id = c.id AND t.situation <> ''), '[]'::jsonb),
           coalesce((SELECT jsonb_agg(jsonb_build_object(
                                'id', f.id, 'stage', f.stage, 'contract_id', f.contract_id,
                                'organisation_id', f.organisation_id, 'counted_from', f.counted_from,
                                'due_on', f.due_on, 'owner_id', f.owner_id, 'state', f.state) ORDER BY f.id)
                       FROM outcomes_followup f
                      WHERE f.customer_id = c.id AND f.state IN ('open', 'done')), '[]'::jsonb)
      FROM customers_customer c LEFT JOIN spoke p ON p.customer_id = c.id
     WHERE c.id = ANY (held) AND c.state <> 'provisional'
     ORDER BY c.id;
END
"""

# What somebody closed meanwhile stays closed; what another worker made meanwhile is not made twice.
KEEP = """
BEGIN
    UPDATE outcomes_followup f
       SET state = x.state, closed_at = now(), closed_why = x.why, version = f.version + 1
      FROM jsonb_to_recordset(kept->'close') AS x (id uuid, state text, why text)
     WHERE f.id = x.id AND f.state = 'open';
    UPDATE outcomes_followup f
       SET contract_id = x.contract_id, organisation_id = x.organisation_id, due_on = x.due_on,
           owner_id = x.owner_id, version = f.version + 1
      FROM jsonb_to_recordset(kept->'renew')
           AS x (id uuid, contract_id uuid, organisation_id uuid, due_on date, owner_id uuid)
     WHERE f.id = x.id AND f.state = 'open';
    INSERT INTO outcomes_followup (id, customer_id, contract_id, organisation_id, stage, counted_from, due_on,
                                   owner_id, state, closed_why, version)
    SELECT x.id, x.customer_id, x.contract_id, x.organisation_id, x.stage, x.counted_from, x.due_on, x.owner_id,
           'open', '', 1
      FROM jsonb_to_recordset(kept->'make')
           AS x (id uuid, customer_id uuid, contract_id uuid, organisation_id uuid, stage text,
                 counted_from timestamptz, due_on date, owner_id uuid)
        ON CONFLICT DO NOTHING;
END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0002_row_security"),
        ("interactions", "0008_gave"),
    ]

    operations = [
        CreateModel(
            name="FollowUpsSettled",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("read_to", models.DateTimeField()),
                ("read_to_id", models.UUIDField()),
                ("swept_to", models.UUIDField(null=True)),
                ("swept_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RunSQL(BEGIN, END),
        definer_function(
            "fingerpost_follow_ups_settled_to()",
            SETTLED_TO,
            returns="TABLE (read_to timestamptz, read_to_id uuid, swept_to uuid, swept_at timestamptz,"
            " database_now timestamptz)",
            role=SYSTEM,
        ),
        definer_function(
            "fingerpost_events_after(after_moment timestamptz, after_id uuid, most integer)",
            EVENTS_AFTER,
            returns="TABLE (event_id uuid, recorded_at timestamptz, customer_id uuid)",
            role=SYSTEM,
        ),
        definer_function(
            "fingerpost_customers_after(after_id uuid, most integer)",
            CUSTOMERS_AFTER,
            returns="SETOF uuid",
            role=SYSTEM,
        ),
        definer_function(
            "fingerpost_keep_follow_ups_place(new_read_to timestamptz, new_read_to_id uuid, new_swept_to uuid,"
            " new_swept_at timestamptz)",
            KEEP_PLACE,
            returns="void",
            role=SYSTEM,
        ),
        definer_function(
            "fingerpost_follow_up_facts(asked uuid[])",
            FACTS,
            returns="TABLE (customer_id uuid, is_closed boolean, spoke jsonb, said jsonb, standing jsonb)",
            role=SYSTEM,
        ),
        definer_function("fingerpost_keep_follow_ups(kept jsonb)", KEEP, returns="void", role=SYSTEM),
    ]
