"""Doors and policies of the wire: a key opens, an id presented makes a grant, and nothing else shows a row.

``fingerpost_wire_enter`` turns a key and a touchpoint into the transaction's actor. ``fingerpost_wire_present`` makes
the grant of an id presented. Records are seen through the grant on their customer; of a subscription or a collection
only those of the touchpoint itself.
"""

from django.db import migrations

from fingerpost.house.rls import (
    SYSTEM,
    definer_function,
    enable,
    flatten,
    grant_app,
    granted,
    policy,
    protect,
    protect_history,
    stays,
)

SEES = "(SELECT fingerpost_sees_customers())"
ROLE = "(SELECT fingerpost_my_role())"
IS_SYSTEM = f"{ROLE} = 'shared_record'"
MINE = "organisation_id = (SELECT fingerpost_my_organisation())"

WIRE_CODE = """
CREATE FUNCTION fingerpost_wire_code() RETURNS text LANGUAGE sql STABLE AS
$$ SELECT COALESCE(current_setting('fingerpost.touchpoint', true), '') $$;
"""

MAY_KEEP_KEYS = """
    IF fingerpost_my_role() <> 'technician' AND NOT pg_has_role(session_user, 'fingerpost_system', 'MEMBER') THEN
        RAISE EXCEPTION 'keys are kept by technicians' USING ERRCODE = 'insufficient_privilege';
    END IF;
"""

# A touchpoint that no organisation of this service holds stands for another contractor: an organisation and a
# contract of its own, under no scheme that pays here. The account can sign in nowhere: it has no password.
OPEN_TOUCHPOINT = f"""
DECLARE
    found_id uuid;
    door record;
    held_by uuid;
    under uuid;
    actor uuid;
    engaged uuid;
    is_outside boolean := false;
BEGIN
    {MAY_KEEP_KEYS}
    PERFORM pg_advisory_xact_lock(hashtextextended('dss.touchpoint', 0));
    SELECT w.id INTO found_id FROM dss_wiretouchpoint w WHERE w.code = touchpoint_code;
    IF FOUND THEN
        RETURN found_id;
    END IF;
    SELECT t.id, t.organisation_id, t.contract_id INTO door
      FROM organisations_touchpoint t WHERE t.code = touchpoint_code;
    held_by := door.organisation_id;
    under := door.contract_id;
    IF held_by IS NULL AND under IS NOT NULL THEN
        SELECT c.prime_id INTO held_by FROM organisations_contract c WHERE c.id = under;
    END IF;
    IF held_by IS NOT NULL AND under IS NULL THEN
        SELECT c.id INTO under FROM organisations_contract c
         WHERE c.prime_id = held_by OR EXISTS (
               SELECT 1 FROM organisations_subcontract s
                WHERE s.contract_id = c.id AND s.organisation_id = held_by)
         ORDER BY (c.ends_on IS NULL) DESC, c.ends_on DESC, c.id LIMIT 1;
    END IF;
    IF held_by IS NULL OR under IS NULL THEN
        is_outside := true;
        held_by := gen_random_uuid();
        under := gen_random_uuid();
        INSERT INTO organisations_organisation (id, name, kind, ukprn, wire_id)
        VALUES (held_by, 'Touchpoint ' || touchpoint_code, 'external', '', '');
        INSERT INTO organisations_contract
            (id, prime_id, reference, scheme, scheme_is_example, audience, service, starts_on)
        VALUES (under, held_by, 'external-' || touchpoint_code, 'shared_record', false, 'adult', 'area',
                '2010-01-01');
        IF door.id IS NULL THEN
            door.id := gen_random_uuid();
            INSERT INTO organisations_touchpoint (id, code, contract_id, organisation_id)
            VALUES (door.id, touchpoint_code, under, held_by);
        END IF;
    END IF;
    actor := gen_random_uuid();
    engaged := gen_random_uuid();
    INSERT INTO staff_account
        (id, password, email, full_name, is_active, password_changed_at, suspended_for, created_at)
    VALUES (actor, '!', 'touchpoint-' || touchpoint_code || '@systems.invalid',
            'System of touchpoint ' || touchpoint_code, true, now(), '', now());
    INSERT INTO staff_membership (id, account_id, organisation_id, contract_id, role, starts_on)
    VALUES (engaged, actor, held_by, CASE WHEN is_outside THEN NULL ELSE under END, 'shared_record',
            (now() AT TIME ZONE 'Europe/London')::date);
    found_id := gen_random_uuid();
    INSERT INTO dss_wiretouchpoint
        (id, touchpoint_id, code, organisation_id, contract_id, account_id, membership_id, is_external, listener_url)
    VALUES (found_id, door.id, touchpoint_code, held_by, under, actor, engaged, is_outside, '');
    RETURN found_id;
END
"""

ADD_KEY = f"""
DECLARE
    added uuid := gen_random_uuid();
    one text;
BEGIN
    {MAY_KEEP_KEYS}
    INSERT INTO dss_wirekey (id, label, secret_hash, ends_with, replaces_id, made_by_id, made_at, ends_at)
    VALUES (added, key_label, key_hash, key_end, replaced_key, fingerpost_me(), now(), key_ends_at);
    FOREACH one IN ARRAY codes LOOP
        INSERT INTO dss_wirekeytouchpoint (id, key_id, touchpoint_id)
        VALUES (gen_random_uuid(), added, fingerpost_wire_open_touchpoint(one))
        ON CONFLICT (key_id, touchpoint_id) DO NOTHING;
    END LOOP;
    RETURN added;
END
"""

# The day of use is written once a day, so that a busy key is no hot row.
ENTER = """
#variable_conflict use_column
DECLARE
    door record;
BEGIN
    PERFORM set_config('fingerpost.touchpoint', '', true);
    SELECT k.id, k.used_on INTO door FROM dss_wirekey k
     WHERE k.secret_hash = key_hash AND k.revoked_at IS NULL AND (k.ends_at IS NULL OR k.ends_at > now());
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF door.used_on IS DISTINCT FROM (now() AT TIME ZONE 'Europe/London')::date THEN
        UPDATE dss_wirekey SET used_on = (now() AT TIME ZONE 'Europe/London')::date WHERE id = door.id;
    END IF;
    RETURN QUERY
    SELECT door.id, w.code::text, w.id, w.contract_id, a.*
      FROM dss_wirekeytouchpoint kt
      JOIN dss_wiretouchpoint w ON w.id = kt.touchpoint_id AND w.code = touchpoint_code
      CROSS JOIN LATERAL fingerpost_act(w.membership_id, request) a
     WHERE kt.key_id = door.id;
    IF FOUND THEN
        PERFORM set_config('fingerpost.touchpoint', touchpoint_code, true);
    ELSE
        RETURN QUERY SELECT door.id, NULL::text, NULL::uuid, NULL::uuid, NULL::uuid, NULL::uuid, NULL::text, NULL::boolean,
            NULL::text, NULL::uuid[], NULL::uuid[], NULL::uuid, NULL::smallint, NULL::boolean, NULL::text, NULL::text;
    END IF;
END
"""
ENTERED = """TABLE (
    key_id uuid, code text, door_id uuid, contract_id uuid,
    account_id uuid, organisation_id uuid, role text, sees_customers boolean, standing_gap text,
    contract_ids uuid[], prime_contract_ids uuid[], manager_id uuid, advice_level smallint, is_supervised boolean,
    full_name text, organisation_name text)"""

# A provisional record is its adviser's and manager's alone, unless it came by wire itself. Writers of one customer wait
# for each other here: what they check stays true until they are done, and their notices go in that order.
PRESENT = """
#variable_conflict use_column
DECLARE
    stands record;
    seen bigint;
    fresh boolean := false;
BEGIN
    IF fingerpost_my_role() <> 'shared_record' THEN
        RAISE EXCEPTION 'only a system presents ids' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF writing THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('dss.customer.' || presented::text, 0));
    END IF;
    SELECT c.state INTO stands FROM customers_customer c WHERE c.id = presented;
    IF NOT FOUND OR (stands.state = 'provisional' AND NOT EXISTS (
            SELECT 1 FROM dss_wirerecord r WHERE r.customer_id = presented AND r.resource = 'customers')) THEN
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM customers_grant g
                    WHERE g.customer_id = presented AND g.account_id = fingerpost_me()
                      AND g.organisation_id = fingerpost_my_organisation()
                      AND g.starts_at <= now() AND g.ends_at > now()) THEN
        INSERT INTO customers_grant
            (id, customer_id, account_id, organisation_id, reason, basis_id, purpose, ends_at, granted_by_id)
        VALUES (gen_random_uuid(), presented, fingerpost_me(), fingerpost_my_organisation(), 'wire', NULL, '',
                grant_until, fingerpost_me());
        fresh := true;
    END IF;
    SELECT count(*) INTO seen FROM house_event e
     WHERE e.customer_id = presented AND e.kind NOT LIKE 'concern.%'
       AND NOT EXISTS (SELECT 1 FROM dss_wiretouchpoint w WHERE w.account_id = e.account_id);
    RETURN QUERY SELECT stands.state::text, fresh, seen::integer,
        coalesce((SELECT m.events_seen FROM dss_wiremark m WHERE m.customer_id = presented), -1);
END
"""

RECORD, MARK, FINDING = "dss_wirerecord", "dss_wiremark", "dss_wirefinding"
DOORS = ("dss_wiretouchpoint", "dss_wirekey", "dss_wirekeytouchpoint")
DIVERSITY_IS_FOR = f"""{ROLE} IN
    ('first_line_adviser', 'telephone_adviser', 'language_adviser', 'area_adviser', 'trainee',
     'information_adviser', 'shared_record')"""


def of_record(table: str) -> str:
    """A record of a customer is seen with a grant; subscriptions and collections by their own touchpoint."""
    return f"""{SEES} AND (
        ({table}.customer_id IS NOT NULL AND {granted(f"{table}.customer_id")}
         AND ({table}.resource <> 'diversitydetails' OR {DIVERSITY_IS_FOR})
         AND ({table}.resource <> 'subscriptions'
              OR {table}.body->>'TouchPointId' = (SELECT fingerpost_wire_code())))
        OR ({table}.customer_id IS NULL AND {IS_SYSTEM}
            AND ({table}.resource = 'adviserdetails' OR {table}.touchpoint = (SELECT fingerpost_wire_code()))))"""


WRITES = f"""{IS_SYSTEM} AND (customer_id IS NULL OR {granted(f"{RECORD}.customer_id")})
    AND (resource <> 'subscriptions' OR body->>'TouchPointId' = (SELECT fingerpost_wire_code()))"""

# Findings are settled by those who keep the records of the organisation, or of the prime contractor above it. A
# contractor outside has nobody here: what its system sent is looked at by the agency's auditors.
SETTLES = f"""{SEES} AND EXISTS (
    SELECT 1 FROM dss_wiretouchpoint w WHERE w.id = {{table}}.touchpoint_id
       AND (({ROLE} IN ('subcontractor_administrator', 'compliance')
             AND (w.{MINE} OR w.contract_id = ANY ((SELECT fingerpost_my_prime_contracts())::uuid[])))
            OR ({ROLE} = 'auditor' AND w.is_external)))"""
OWN_FINDING = f"""{IS_SYSTEM} AND EXISTS (
    SELECT 1 FROM dss_wiretouchpoint w WHERE w.id = {{table}}.touchpoint_id
       AND w.code = (SELECT fingerpost_wire_code()))"""


class Migration(migrations.Migration):
    dependencies = [
        ("dss", "0001_initial"),
        ("customers", "0005_grant_by_wire"),
        ("interactions", "0009_code_hours"),
    ]

    operations = flatten(
        [migrations.RunSQL(WIRE_CODE, "DROP FUNCTION fingerpost_wire_code()")],
        # Doors: technicians see what keys there are, everybody whose system a touchpoint is; nobody reads a hash.
        [
            enable("dss_wiretouchpoint"),
            grant_app(
                "dss_wiretouchpoint",
                "SELECT (id, touchpoint_id, code, organisation_id, contract_id, account_id, membership_id,"
                " is_external, listener_url, opened_at)",
            ),
            policy("dss_wiretouchpoint", "app_sees", "SELECT", using="(SELECT fingerpost_me()) IS NOT NULL"),
            enable("dss_wirekey"),
            grant_app(
                "dss_wirekey",
                "SELECT (id, label, ends_with, replaces_id, made_by_id, made_at, ends_at, revoked_at,"
                " revoked_by_id, used_on)",
            ),
            policy("dss_wirekey", "app_sees", "SELECT", using=f"{ROLE} = 'technician'"),
            enable("dss_wirekeytouchpoint"),
            grant_app("dss_wirekeytouchpoint", "SELECT"),
            policy("dss_wirekeytouchpoint", "app_sees", "SELECT", using=f"{ROLE} = 'technician'"),
            *(enable(f"{table}event") for table in DOORS),
        ],
        protect(RECORD, see=of_record(RECORD), add=WRITES, change=WRITES),
        [stays(RECORD, "id resource customer_id touchpoint")],
        protect_history("dss_wirerecordevent", see=of_record("dss_wirerecordevent")),
        protect(
            MARK,
            see=granted(f"{MARK}.customer_id"),
            add=f"{IS_SYSTEM} AND {granted(f'{MARK}.customer_id')}",
            change=f"{IS_SYSTEM} AND {granted(f'{MARK}.customer_id')}",
        ),
        protect(
            FINDING,
            see=f"({SETTLES.format(table=FINDING)}) OR ({OWN_FINDING.format(table=FINDING)})",
            add=OWN_FINDING.format(table=FINDING),
            change=SETTLES.format(table=FINDING),
        ),
        [stays(FINDING, "id customer_id record_id touchpoint_id rule fields found_at recorded_at")],
        protect_history(
            "dss_wirefindingevent",
            see=f"({SETTLES.format(table='dss_wirefindingevent')})"
            f" OR ({OWN_FINDING.format(table='dss_wirefindingevent')})",
        ),
        [
            definer_function(
                "fingerpost_wire_open_touchpoint(touchpoint_code text)", OPEN_TOUCHPOINT, returns="uuid"
            ),
            definer_function(
                "fingerpost_wire_add_key(key_label text, key_hash text, key_end text, codes text[],"
                " replaced_key uuid, key_ends_at timestamptz)",
                ADD_KEY,
                returns="uuid",
            ),
            *(
                migrations.RunSQL(
                    f"GRANT EXECUTE ON FUNCTION {name} TO {SYSTEM}",
                    f"REVOKE EXECUTE ON FUNCTION {name} FROM {SYSTEM}",
                )
                for name in ("fingerpost_wire_open_touchpoint", "fingerpost_wire_add_key")
            ),
            definer_function(
                "fingerpost_wire_enter(key_hash text, touchpoint_code text, request text)",
                ENTER,
                returns=ENTERED,
            ),
            definer_function(
                "fingerpost_wire_present(presented uuid, grant_until timestamptz, writing boolean)",
                PRESENT,
                returns="TABLE (state text, is_fresh boolean, events integer, events_seen integer)",
            ),
        ],
    )
