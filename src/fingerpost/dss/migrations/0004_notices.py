"""Policies and doors of change notices, subscriptions and collections.

Systems queue notices and subscribe through functions that ask for a grant of their own. Notices are pushed, pages are
followed and reports are made as *system*. Technicians see how notices stand, and never whom they are about.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from fingerpost.house.rls import SYSTEM, definer_function, enable, flatten, grant_app, policy
from fingerpost.house.triggers import CreateModel

IS_TECHNICIAN = "(SELECT fingerpost_my_role()) = 'technician'"

ONLY_SYSTEMS = """
    IF fingerpost_my_role() <> 'shared_record' THEN
        RAISE EXCEPTION 'only a system of the wire does this' USING ERRCODE = 'insufficient_privilege';
    END IF;
"""
ONLY_TECHNICIANS = """
    IF fingerpost_my_role() <> 'technician' AND NOT pg_has_role(session_user, 'fingerpost_system', 'MEMBER') THEN
        RAISE EXCEPTION 'listeners are kept by technicians' USING ERRCODE = 'insufficient_privilege';
    END IF;
"""

# The lock of fingerpost_wire_present: writers of one customer, and what is queued of them, go one after another.
LOCK = "PERFORM pg_advisory_xact_lock(hashtextextended('dss.customer.' || {customer}::text, 0));"

SEES = """EXISTS (SELECT 1 FROM customers_grant g
        WHERE g.customer_id = {customer} AND g.account_id = w.account_id
          AND g.organisation_id = w.organisation_id AND g.starts_at <= now() AND g.ends_at > now())"""
HAS_KEY = """EXISTS (SELECT 1 FROM dss_wirekeytouchpoint kt JOIN dss_wirekey k ON k.id = kt.key_id
        WHERE kt.touchpoint_id = w.id AND k.revoked_at IS NULL AND (k.ends_at IS NULL OR k.ends_at > now()))"""
SUBSCRIBES = "s.resource = 'subscriptions' AND s.body->>'Subscribe' = 'true'"

QUEUE = f"""
DECLARE
    about record;
    told integer;
BEGIN
    {ONLY_SYSTEMS}
    SELECT r.id, r.customer_id, r.resource INTO about FROM dss_wirerecord r WHERE r.id = changed;
    IF about.customer_id IS NULL OR NOT EXISTS (
            SELECT 1 FROM customers_grant g
             WHERE g.customer_id = about.customer_id AND g.account_id = fingerpost_me()
               AND g.starts_at <= now() AND g.ends_at > now()) THEN
        RETURN 0;
    END IF;
    {LOCK.format(customer="about.customer_id")}
    INSERT INTO dss_wirenotice
        (subscriber_id, kind, customer_id, record_id, resource, resource_url, modified, originator,
         is_about_reaching, state, tries)
    SELECT w.id, notice_kind, about.customer_id, about.id, about.resource, address, modified_text, changed_by,
           about_reaching, 'waiting', 0
      FROM dss_wirerecord s
      JOIN dss_wiretouchpoint w ON w.code = s.body->>'TouchPointId'
     WHERE s.customer_id = about.customer_id AND {SUBSCRIBES} AND w.code <> changed_by AND w.listener_url <> ''
       AND {SEES.format(customer="about.customer_id")}
       AND {HAS_KEY}
     ORDER BY s.id;
    GET DIAGNOSTICS told = ROW_COUNT;
    RETURN told;
END
"""

SUBSCRIBE = f"""
DECLARE
    door record;
BEGIN
    {ONLY_SYSTEMS}
    IF NOT EXISTS (SELECT 1 FROM customers_grant g
                    WHERE g.customer_id = of_customer AND g.account_id = fingerpost_me()
                      AND g.starts_at <= now() AND g.ends_at > now()) THEN
        RAISE EXCEPTION 'no grant on this customer' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT w.id, w.account_id, w.organisation_id INTO door FROM dss_wiretouchpoint w WHERE w.code = touchpoint_code;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    {LOCK.format(customer="of_customer")}
    IF NOT EXISTS (SELECT 1 FROM dss_wiretouchpoint w WHERE w.id = door.id
                      AND {SEES.format(customer="of_customer")}) THEN
        INSERT INTO customers_grant
            (id, customer_id, account_id, organisation_id, reason, basis_id, purpose, ends_at, granted_by_id)
        VALUES (gen_random_uuid(), of_customer, door.account_id, door.organisation_id, 'wire', NULL, '',
                grant_until, fingerpost_me());
    END IF;
    IF once AND EXISTS (SELECT 1 FROM dss_wirerecord s
                         WHERE s.customer_id = of_customer AND {SUBSCRIBES}
                           AND s.body->>'TouchPointId' = touchpoint_code) THEN
        RETURN false;
    END IF;
    INSERT INTO dss_wirerecord
        (id, resource, customer_id, touchpoint, modified_by, modified_at, body, told, version)
    VALUES (added, 'subscriptions', of_customer, touchpoint_code, fingerpost_wire_code(), kept_at, said, '{{}}', 1);
    RETURN true;
END
"""

# A subscription ends with its grant: at the latest when the next one begins, whoever asks for it.
END_SUBSCRIPTIONS = f"""
BEGIN
    UPDATE dss_wirerecord s
       SET body = s.body || '{{"Subscribe": false}}'::jsonb, version = s.version + 1
      FROM dss_wiretouchpoint w
     WHERE w.account_id = NEW.account_id AND s.customer_id = NEW.customer_id AND {SUBSCRIBES}
       AND s.body->>'TouchPointId' = w.code;
    RETURN NULL;
END
"""
TRIGGER = """
CREATE TRIGGER wire_grant_begins_anew AFTER INSERT ON customers_grant FOR EACH ROW
WHEN (NEW.reason = 'wire') EXECUTE FUNCTION fingerpost_wire_end_subscriptions()
"""

# A secret stays when the address changes: the one that is given is taken where there is none, or where it is wanted.
LISTEN = f"""
DECLARE
    door uuid;
    held bytea;
    is_taken boolean;
BEGIN
    {ONLY_TECHNICIANS}
    door := fingerpost_wire_open_touchpoint(touchpoint_code);
    SELECT w.sealed_secret INTO held FROM dss_wiretouchpoint w WHERE w.id = door FOR UPDATE;
    is_taken := address <> '' AND (held IS NULL OR renew);
    UPDATE dss_wiretouchpoint w
       SET listener_url = address, sealed_secret = CASE WHEN is_taken THEN new_secret ELSE held END
     WHERE w.id = door;
    DELETE FROM dss_wirelistening l WHERE l.touchpoint_id = door;
    IF address = '' THEN
        UPDATE dss_wirenotice n SET state = 'parked', state_at = now()
         WHERE n.subscriber_id = door AND n.state = 'waiting';
    END IF;
    RETURN is_taken;
END
"""

# What waits of the same customer is locked first: a push that is under way ends before the replayed one waits.
REPLAY = f"""
DECLARE
    again integer;
BEGIN
    {ONLY_TECHNICIANS}
    PERFORM 1 FROM dss_wirenotice n
      WHERE n.subscriber_id = of_touchpoint AND n.state = 'waiting'
        AND (only_place IS NULL
             OR n.customer_id = (SELECT p.customer_id FROM dss_wirenotice p WHERE p.place = only_place))
      ORDER BY n.place FOR UPDATE;
    UPDATE dss_wirenotice n SET state = 'waiting', tries = 0, due_at = at, state_at = at
     WHERE n.subscriber_id = of_touchpoint AND n.state = 'parked'
       AND (only_place IS NULL OR n.place = only_place)
       AND EXISTS (SELECT 1 FROM dss_wiretouchpoint w WHERE w.id = of_touchpoint AND w.listener_url <> '');
    GET DIAGNOSTICS again = ROW_COUNT;
    RETURN again;
END
"""

DUE_LISTENERS = """
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT w.id, w.code::text, w.listener_url::text, w.sealed_secret, coalesce(l.failures, 0)
      FROM dss_wiretouchpoint w LEFT JOIN dss_wirelistening l ON l.touchpoint_id = w.id
     WHERE w.listener_url <> '' AND w.sealed_secret IS NOT NULL
       AND (l.quiet_until IS NULL OR l.quiet_until <= at)
       AND EXISTS (SELECT 1 FROM dss_wirenotice n
                    WHERE n.subscriber_id = w.id AND n.state = 'waiting' AND n.due_at <= at)
     ORDER BY w.code;
END
"""

# The first that waits of a customer is locked, and with it everything behind it: whoever finds it locked passes
# over the customer. Notices about no customer have no order among them. What waits is read once, in one order: asking
# of each whether another is before it is quadratic where the planner knows nothing of the table yet.
CLAIM = f"""
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH firsts AS MATERIALIZED (
        (SELECT DISTINCT ON (n.customer_id) n.place, n.due_at FROM dss_wirenotice n
          WHERE n.subscriber_id = listener AND n.state = 'waiting' AND n.customer_id IS NOT NULL
          ORDER BY n.customer_id, n.place)
        UNION ALL
        SELECT n.place, n.due_at FROM dss_wirenotice n
         WHERE n.subscriber_id = listener AND n.state = 'waiting' AND n.customer_id IS NULL),
    heads AS MATERIALIZED (
        SELECT n.place, n.customer_id
          FROM (SELECT f.place, f.due_at FROM firsts f WHERE f.due_at <= at
                 ORDER BY f.due_at, f.place LIMIT most * 8) c
          JOIN dss_wirenotice n ON n.place = c.place
         WHERE n.state = 'waiting' AND n.due_at <= at
         ORDER BY c.due_at, c.place LIMIT most
           FOR UPDATE OF n SKIP LOCKED),
    claimed AS (
        SELECT h.place, h.customer_id FROM heads h WHERE h.customer_id IS NULL
        UNION ALL
        SELECT f.place, h.customer_id FROM heads h CROSS JOIN LATERAL (
            SELECT b.place FROM dss_wirenotice b
             WHERE b.subscriber_id = listener AND b.customer_id = h.customer_id AND b.state = 'waiting'
               AND b.place >= h.place
             ORDER BY b.place LIMIT most_behind) f)
    SELECT n.place, n.kind::text, n.customer_id, n.resource_url::text, n.modified::text, n.originator::text,
           n.tries, n.due_at <= at,
           n.customer_id IS NULL OR ({SEES.format(customer="n.customer_id")} AND {HAS_KEY})
      FROM claimed c JOIN dss_wirenotice n ON n.place = c.place
      JOIN dss_wiretouchpoint w ON w.id = listener
     ORDER BY n.place;
END
"""
CLAIMED = """TABLE (place bigint, kind text, customer_id uuid, resource_url text, modified text, originator text,
    tries smallint, is_due boolean, may_go boolean)"""

MARK = """
BEGIN
    UPDATE dss_wirenotice n
       SET state = m.state, due_at = m.due_at, state_at = at,
           tries = n.tries + CASE WHEN m.answer IS NULL THEN 0 ELSE 1 END
      FROM unnest(places, states, answers, dues) AS m (place, state, answer, due_at)
     WHERE n.place = m.place AND n.state = 'waiting';
    INSERT INTO dss_wirenoticeattempt (notice_id, http_status, was_taken, tried_at)
    SELECT m.place, m.answer, m.state = 'sent', at
      FROM unnest(places, states, answers) AS m (place, state, answer)
     WHERE m.answer IS NOT NULL;
    IF quiet IS NOT NULL THEN
        INSERT INTO dss_wirelistening (touchpoint_id, failures, quiet_until) VALUES (listener, failed, quiet)
        ON CONFLICT (touchpoint_id) DO UPDATE SET failures = failed, quiet_until = quiet;
    ELSIF failed = 0 THEN
        DELETE FROM dss_wirelistening l WHERE l.touchpoint_id = listener;
    END IF;
END
"""

# The same count as fingerpost_wire_present makes. A little of what was followed is looked at again: an event is
# stamped when it is written, and seen only when its transaction ends.
STALE = f"""
#variable_conflict use_column
DECLARE
    since timestamptz;
BEGIN
    SELECT f.reached_at - interval '10 minutes' INTO since FROM dss_wirefollow f;
    RETURN QUERY
    WITH touched AS (
        SELECT DISTINCT e.customer_id FROM house_event e
         WHERE e.recorded_at > coalesce(since, now() - interval '1 day') AND e.customer_id IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM dss_wiretouchpoint o WHERE o.account_id = e.account_id)),
    followed AS (
        SELECT t.customer_id, a.membership_id, a.code,
               (SELECT count(*) FROM house_event e
                 WHERE e.customer_id = t.customer_id AND e.kind NOT LIKE 'concern.%'
                   AND NOT EXISTS (SELECT 1 FROM dss_wiretouchpoint o WHERE o.account_id = e.account_id)
               )::integer AS events
          FROM touched t CROSS JOIN LATERAL (
               SELECT w.membership_id, w.code FROM dss_wirerecord s
                 JOIN dss_wiretouchpoint w ON w.code = s.body->>'TouchPointId'
                WHERE s.customer_id = t.customer_id AND {SUBSCRIBES} AND w.listener_url <> ''
                  AND {SEES.format(customer="t.customer_id")} AND {HAS_KEY}
                ORDER BY w.code LIMIT 1) a)
    SELECT f.customer_id, f.membership_id, f.code::text, f.events FROM followed f
     WHERE f.events <> coalesce((SELECT m.events_seen FROM dss_wiremark m WHERE m.customer_id = f.customer_id), -1)
     ORDER BY f.customer_id LIMIT most;
END
"""
FOLLOWED = """
BEGIN
    INSERT INTO dss_wirefollow (id, reached_at) VALUES (1, up_to)
    ON CONFLICT (id) DO UPDATE SET reached_at = greatest(dss_wirefollow.reached_at, up_to);
END
"""

# Attempts go with their notice. A digital identity that was closed is gone after ten seconds.
TIDY = """
DECLARE
    gone integer;
BEGIN
    DELETE FROM dss_wirerecord r WHERE r.resource = 'digitalidentities' AND r.closed_at < at - interval '10 seconds';
    WITH old AS (
        DELETE FROM dss_wirenotice n WHERE n.state IN ('sent', 'ended') AND n.state_at < older RETURNING n.place)
    SELECT count(*) INTO gone FROM old;
    RETURN gone;
END
"""

UNCOLLECTED = """
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT r.id, r.touchpoint::text, o.id, o.name::text, c.scheme::text
      FROM dss_wirerecord r
      JOIN dss_wiretouchpoint w ON w.code = r.touchpoint
      JOIN organisations_organisation o ON o.id = w.organisation_id
      JOIN organisations_contract c ON c.id = w.contract_id
     WHERE r.resource = 'collections'
       AND NOT EXISTS (SELECT 1 FROM dss_wirereport p WHERE p.collection_id = r.id)
     ORDER BY r.modified_at, r.id LIMIT most;
END
"""
# Every record of whoever has a claimed outcome of the touchpoint in the period: what others claimed before counts.
EXTRACT = """
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH whom AS (
        SELECT DISTINCT o.customer_id FROM dss_wirerecord o
         WHERE o.resource = 'outcomes' AND o.body->>'TouchpointId' = touchpoint_code
           AND left(o.body->>'OutcomeClaimedDate', 10) BETWEEN first_day AND last_day
           AND left(o.body->>'OutcomeEffectiveDate', 10) BETWEEN first_day AND last_day)
    SELECT r.customer_id, r.resource::text, r.id, r.plan_id, r.interaction_id, r.body
      FROM whom JOIN dss_wirerecord r ON r.customer_id = whom.customer_id
     WHERE r.resource IN ('customers', 'addresses', 'interactions', 'sessions', 'actionplans', 'outcomes',
                          'employmentprogressions')
    UNION ALL
    SELECT NULL, a.resource::text, a.id, NULL, NULL, a.body FROM dss_wirerecord a
     WHERE a.resource = 'adviserdetails' AND a.id::text IN (
        SELECT i.body->>'AdviserDetailsId' FROM whom JOIN dss_wirerecord i
            ON i.customer_id = whom.customer_id AND i.resource = 'interactions')
     ORDER BY 1, 2, 3;
END
"""
KEEP_REPORT = """
DECLARE
    about record;
BEGIN
    INSERT INTO dss_wirereport (collection_id, sealed, size, sha256) VALUES (made_for, bytes, plain_size, hash)
    ON CONFLICT (collection_id) DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    SELECT r.touchpoint, r.body INTO about FROM dss_wirerecord r WHERE r.id = made_for;
    INSERT INTO house_read (id, account_id, organisation_id, customer_id, what, reason)
    SELECT gen_random_uuid(), w.account_id, w.organisation_id, c, 'wire.collections', 'wire'
      FROM dss_wiretouchpoint w CROSS JOIN unnest(customers) c WHERE w.code = about.touchpoint;
    INSERT INTO dss_wirenotice
        (subscriber_id, kind, customer_id, record_id, resource, resource_url, modified, originator,
         is_about_reaching, state, tries, due_at)
    SELECT w.id, 'collection', NULL, made_for, 'collections', left(about.body->>'CollectionReports', 600),
           left(about.body->>'LastModifiedDate', 40), w.code, false, 'waiting', 0, at
      FROM dss_wiretouchpoint w WHERE w.code = about.touchpoint AND w.listener_url <> '';
    RETURN true;
END
"""

MODELS = [
    CreateModel(
        name="WireListening",
        fields=[
            (
                "touchpoint",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    primary_key=True,
                    related_name="+",
                    serialize=False,
                    to="dss.wiretouchpoint",
                ),
            ),
            ("failures", models.PositiveIntegerField(default=0)),
            ("quiet_until", models.DateTimeField(null=True)),
        ],
    ),
    CreateModel(
        name="WireFollow",
        fields=[
            ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
            ("reached_at", models.DateTimeField()),
        ],
        options={
            "constraints": [
                models.CheckConstraint(condition=models.Q(("id", 1)), name="dss_follows_once"),
            ],
        },
    ),
    CreateModel(
        name="WireReport",
        fields=[
            (
                "collection",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    primary_key=True,
                    related_name="report",
                    serialize=False,
                    to="dss.wirerecord",
                ),
            ),
            ("sealed", models.BinaryField()),
            ("size", models.PositiveIntegerField()),
            ("sha256", models.CharField(max_length=64)),
            ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="dss_report_hash_is_whole"
                ),
            ],
        },
    ),
]

BY_CONSOLE = {
    "dss_wirenotice": "SELECT (place, subscriber_id, kind, resource, is_about_reaching, state, tries, due_at,"
    " queued_at, state_at)",
    "dss_wirelistening": "SELECT",
}
BY_TECHNICIANS = {
    "fingerpost_wire_listen(touchpoint_code text, address text, new_secret bytea, renew boolean)": (
        LISTEN,
        "boolean",
    ),
    "fingerpost_wire_replay(of_touchpoint uuid, only_place bigint, at timestamptz)": (REPLAY, "integer"),
}
BY_SYSTEM = {
    "fingerpost_wire_due_listeners(at timestamptz)": (
        DUE_LISTENERS,
        "TABLE (listener uuid, code text, listener_url text, sealed_secret bytea, failures integer)",
    ),
    "fingerpost_wire_claim_notices(listener uuid, most integer, most_behind integer, at timestamptz)": (
        CLAIM,
        CLAIMED,
    ),
    "fingerpost_wire_mark_notices(listener uuid, places bigint[], states text[], answers smallint[],"
    " dues timestamptz[], at timestamptz, failed integer, quiet timestamptz)": (MARK, "void"),
    "fingerpost_wire_stale(most integer)": (
        STALE,
        "TABLE (customer_id uuid, membership_id uuid, code text, events integer)",
    ),
    "fingerpost_wire_followed(up_to timestamptz)": (FOLLOWED, "void"),
    "fingerpost_wire_tidy(at timestamptz, older timestamptz)": (TIDY, "integer"),
    "fingerpost_wire_uncollected(most integer)": (
        UNCOLLECTED,
        "TABLE (collection_id uuid, code text, provider_id uuid, provider_name text, scheme text)",
    ),
    "fingerpost_wire_extract(touchpoint_code text, first_day text, last_day text)": (
        EXTRACT,
        "TABLE (customer_id uuid, resource text, id uuid, plan_id uuid, interaction_id uuid, body jsonb)",
    ),
    "fingerpost_wire_keep_report(made_for uuid, bytes bytea, plain_size integer, hash text,"
    " customers uuid[], at timestamptz)": (
        KEEP_REPORT,
        "boolean",
    ),
}


def also_system(signature: str) -> migrations.RunSQL:
    """The console does by hand what technicians do on a page."""
    name = signature.split("(", 1)[0]
    return migrations.RunSQL(
        f"GRANT EXECUTE ON FUNCTION {name} TO {SYSTEM}", f"REVOKE EXECUTE ON FUNCTION {name} FROM {SYSTEM}"
    )


class Migration(migrations.Migration):
    dependencies = [("dss", "0003_keys")]

    operations = [
        *MODELS,
        *flatten(
            [
                # Columns that say whom a notice is about are granted to nobody.
                enable("dss_wirenotice"),
                grant_app("dss_wirenotice", BY_CONSOLE["dss_wirenotice"]),
                policy("dss_wirenotice", "app_sees", "SELECT", using=IS_TECHNICIAN),
                enable("dss_wirenoticeattempt"),
                grant_app("dss_wirenoticeattempt", "SELECT"),
                policy("dss_wirenoticeattempt", "app_sees", "SELECT", using=IS_TECHNICIAN),
                enable("dss_wirelistening"),
                grant_app("dss_wirelistening", "SELECT"),
                policy("dss_wirelistening", "app_sees", "SELECT", using=IS_TECHNICIAN),
                # The console lists what the page does.
                *(grant_app(table, rights, role=SYSTEM) for table, rights in BY_CONSOLE.items()),
                *(policy(table, "system_sees", "SELECT", using="true", role=SYSTEM) for table in BY_CONSOLE),
                # Who sees a collection sees its reports.
                enable("dss_wirereport"),
                grant_app("dss_wirereport", "SELECT"),
                policy(
                    "dss_wirereport",
                    "app_sees",
                    "SELECT",
                    using="EXISTS (SELECT 1 FROM dss_wirerecord r"
                    " WHERE r.id = collection_id AND r.resource = 'collections')",
                ),
            ],
            [
                definer_function(
                    "fingerpost_wire_queue_notice(changed uuid, notice_kind text, address text, modified_text text,"
                    " changed_by text, about_reaching boolean)",
                    QUEUE,
                    returns="integer",
                ),
                definer_function(
                    "fingerpost_wire_subscribe(of_customer uuid, touchpoint_code text, added uuid, said jsonb,"
                    " grant_until timestamptz, kept_at timestamptz, once boolean)",
                    SUBSCRIBE,
                    returns="boolean",
                ),
                # Nobody calls it but the trigger.
                definer_function(
                    "fingerpost_wire_end_subscriptions()", END_SUBSCRIPTIONS, returns="trigger", role=SYSTEM
                ),
                migrations.RunSQL(TRIGGER, "DROP TRIGGER wire_grant_begins_anew ON customers_grant"),
            ],
            [definer_function(name, body, returns=kind) for name, (body, kind) in BY_TECHNICIANS.items()],
            [also_system(name) for name in BY_TECHNICIANS],
            [
                definer_function(name, body, returns=kind, role=SYSTEM)
                for name, (body, kind) in BY_SYSTEM.items()
            ],
        ),
    ]
