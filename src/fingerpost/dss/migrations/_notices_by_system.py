"""What the worker does as *system*: claims and marks notices, follows pages, tidies, makes the reports of collections.

Bodies of the functions that ``0004_notices`` makes, with the predicates that it shares with them.
"""

SEES = """EXISTS (SELECT 1 FROM customers_grant g
        WHERE g.customer_id = {customer} AND g.account_id = w.account_id
          AND g.organisation_id = w.organisation_id AND g.starts_at <= now() AND g.ends_at > now())"""
HAS_KEY = """EXISTS (SELECT 1 FROM dss_wirekeytouchpoint kt JOIN dss_wirekey k ON k.id = kt.key_id
        WHERE kt.touchpoint_id = w.id AND k.revoked_at IS NULL AND (k.ends_at IS NULL OR k.ends_at > now()))"""
SUBSCRIBES = "s.resource = 'subscriptions' AND s.body->>'Subscribe' = 'true'"

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
    INSERT INTO dss_wirereport (collection_id, sealed, size, sha256, customers)
    VALUES (made_for, bytes, plain_size, hash, fingerpost_wire_keep_report.customers)
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
