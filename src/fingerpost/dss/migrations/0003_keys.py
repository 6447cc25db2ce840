"""Keys rotated and withdrawn, systems that read in bulk, counts of what systems read, and searching by wire."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

import fingerpost.house.ids
from fingerpost.house.rls import SYSTEM, definer_function, enable, flatten, grant_app, policy
from fingerpost.house.triggers import CreateModel

ROLE = "(SELECT fingerpost_my_role())"
KEEPS_KEYS = (
    "(fingerpost_my_role() = 'technician' OR pg_has_role(session_user, 'fingerpost_system', 'MEMBER'))"
)
MAY_KEEP_KEYS = f"""
    IF NOT {KEEPS_KEYS} THEN
        RAISE EXCEPTION 'keys are kept by technicians' USING ERRCODE = 'insufficient_privilege';
    END IF;
"""

# The old key goes on until a moment, and never longer than it would have. Nothing where it opens no more.
ROTATE = f"""
DECLARE
    old record;
    made uuid;
BEGIN
    {MAY_KEEP_KEYS}
    SELECT k.id, k.label, k.ends_at INTO old FROM dss_wirekey k
     WHERE k.id = replaced_key AND k.revoked_at IS NULL AND (k.ends_at IS NULL OR k.ends_at > now())
       FOR UPDATE;
    IF NOT FOUND OR EXISTS (SELECT 1 FROM dss_wirekey n WHERE n.replaces_id = replaced_key) THEN
        RETURN NULL;
    END IF;
    made := fingerpost_wire_add_key(old.label, key_hash, key_end,
        (SELECT array_agg(w.code::text ORDER BY w.code) FROM dss_wirekeytouchpoint t
           JOIN dss_wiretouchpoint w ON w.id = t.touchpoint_id WHERE t.key_id = replaced_key),
        replaced_key, NULL);
    UPDATE dss_wirekey SET ends_at = LEAST(coalesce(ends_at, 'infinity'), GREATEST(old_until, now()))
     WHERE id = replaced_key;
    RETURN made;
END
"""

REVOKE = f"""
BEGIN
    {MAY_KEEP_KEYS}
    UPDATE dss_wirekey SET revoked_at = now(), revoked_by_id = fingerpost_me()
     WHERE id = revoked_key AND revoked_at IS NULL;
    RETURN FOUND;
END
"""

# For a search, which names no touchpoint: those for which a key speaks.
SPEAKS_FOR = """
BEGIN
    RETURN (
        SELECT coalesce(array_agg(w.code::text ORDER BY w.code), '{}')
          FROM dss_wirekey k
          JOIN dss_wirekeytouchpoint t ON t.key_id = k.id
          JOIN dss_wiretouchpoint w ON w.id = t.touchpoint_id
         WHERE k.secret_hash = key_hash AND k.revoked_at IS NULL AND (k.ends_at IS NULL OR k.ends_at > now()));
END
"""

# One alarm a system in a stretch of time. Counted from the read log, so that a request pays nothing for it.
NOTE_BULK_READS = """
DECLARE
    door record;
    seen bigint;
    noted integer := 0;
BEGIN
    FOR door IN SELECT w.id, w.account_id FROM dss_wiretouchpoint w
                 WHERE NOT EXISTS (SELECT 1 FROM dss_wirealarm a
                                    WHERE a.touchpoint_id = w.id AND a.raised_at > now() - make_interval(mins => within))
                 ORDER BY w.id LOOP
        SELECT count(DISTINCT r.customer_id) INTO seen FROM house_read r
         WHERE r.account_id = door.account_id AND r.read_at > now() - make_interval(mins => within);
        IF seen > most THEN
            INSERT INTO dss_wirealarm (id, touchpoint_id, customers, minutes, raised_at)
            VALUES (gen_random_uuid(), door.id, seen, within, now());
            INSERT INTO house_event (id, kind, happened_at, account_id, organisation_id, customer_id, subject)
            VALUES (gen_random_uuid(), 'wire.read_in_bulk', now(), NULL, NULL, NULL,
                    jsonb_build_object('touchpoint', door.id, 'customers', seen, 'minutes', within));
            noted := noted + 1;
        END IF;
    END LOOP;
    RETURN noted;
END
"""

# How much, and of nobody in particular: for whoever answers for the systems and for the agency.
COUNTS = """
#variable_conflict use_column
BEGIN
    IF fingerpost_my_role() NOT IN ('technician', 'contract_manager') THEN
        RAISE EXCEPTION 'counts are for the agency' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    SELECT w.code::text, o.name::text, w.is_external,
           coalesce(reads.customers, 0), coalesce(reads.looks, 0), coalesce(given.grants, 0)
      FROM dss_wiretouchpoint w
      JOIN organisations_organisation o ON o.id = w.organisation_id
      LEFT JOIN LATERAL (
            SELECT count(DISTINCT r.customer_id) AS customers, count(*) AS looks FROM house_read r
             WHERE r.account_id = w.account_id AND r.read_at >= since AND r.read_at < until) reads ON true
      LEFT JOIN LATERAL (
            SELECT count(*) AS grants FROM customers_grant g
             WHERE g.account_id = w.account_id AND g.reason = 'wire' AND g.granted_at >= since
               AND g.granted_at < until) given ON true
     ORDER BY w.code LIMIT most OFFSET skipped;
END
"""

# The four items together, and nothing near them (OI-14.19, OI-14.20). A provisional record is nobody's on the wire.
EXACT_MATCH = """
BEGIN
    IF fingerpost_my_role() <> 'shared_record' THEN
        RAISE EXCEPTION 'only a system searches here' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    SELECT DISTINCT k.customer_id FROM customers_matchkey k
      JOIN customers_customer c ON c.id = k.customer_id
     WHERE k.date_of_birth = born_on AND k.postcode = home AND k.family = family_key AND k.given = given_key
       AND (c.state <> 'provisional' OR EXISTS (
            SELECT 1 FROM dss_wirerecord r WHERE r.customer_id = c.id AND r.resource = 'customers'))
     LIMIT 10;
END
"""

# ``terms`` is an array of {fields, pattern}: a customer is found where each pattern stands in one of its fields. What
# the wire sent is looked at as well as the record, since the two may be written differently.
FIND = """
    SELECT c.id FROM customers_customer c
     WHERE (c.state <> 'provisional' OR EXISTS (
            SELECT 1 FROM dss_wirerecord r WHERE r.customer_id = c.id AND r.resource = 'customers'))
       AND NOT EXISTS (
            SELECT 1 FROM jsonb_array_elements(terms) t
             WHERE NOT (
                (t->'fields' ? 'GivenName' AND c.given_name ~* (t->>'pattern'))
                OR (t->'fields' ? 'FamilyName' AND c.family_name ~* (t->>'pattern'))
                OR (t->'fields' ? 'UniqueLearnerNumber' AND c.unique_learner_number ~* (t->>'pattern'))
                OR (t->'fields' ?| ARRAY['Address1', 'PostCode'] AND EXISTS (
                    SELECT 1 FROM customers_address a WHERE a.customer_id = c.id
                       AND ((t->'fields' ? 'Address1' AND a.line_1 ~* (t->>'pattern'))
                            OR (t->'fields' ? 'PostCode' AND a.postcode ~* (t->>'pattern')))))
                OR (t->'fields' ?| ARRAY['EmailAddress', 'MobileNumber', 'HomeNumber', 'AlternativeNumber'] AND EXISTS (
                    SELECT 1 FROM customers_contactpoint p WHERE p.customer_id = c.id AND p.ended_at IS NULL
                       AND p.value ~* (t->>'pattern')))
                OR EXISTS (
                    SELECT 1 FROM dss_wirerecord r, jsonb_array_elements_text(t->'fields') f
                     WHERE r.customer_id = c.id
                       AND r.resource IN ('customers', 'addresses', 'contactdetails')
                       AND r.body->>f ~* (t->>'pattern'))))
     ORDER BY c.family_name, c.given_name, c.id LIMIT most
"""
FIND_SEEN = f"""
CREATE FUNCTION fingerpost_wire_find(terms jsonb, most integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $fingerpost$ {FIND} $fingerpost$;
"""
FIND_WIDE = f"""
BEGIN
    IF fingerpost_my_role() <> 'shared_record' THEN
        RAISE EXCEPTION 'only a system searches here' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY {FIND};
END
"""

KEY_COLUMNS = (
    "id, label, ends_with, replaces_id, made_by_id, made_at, ends_at, revoked_at, revoked_by_id, used_on"
)
DOOR_COLUMNS = (
    "id, touchpoint_id, code, organisation_id, contract_id, account_id, membership_id, is_external, listener_url,"
    " opened_at"
)


class Migration(migrations.Migration):
    dependencies = [("dss", "0002_security")]

    operations = [
        CreateModel(
            name="WireAlarm",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("customers", models.PositiveIntegerField()),
                ("minutes", models.PositiveIntegerField()),
                ("raised_at", models.DateTimeField(db_default=Now())),
                (
                    "touchpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alarms",
                        to="dss.wiretouchpoint",
                    ),
                ),
            ],
            options={
                "ordering": ["-raised_at", "-id"],
                "indexes": [models.Index(fields=["touchpoint", "-raised_at"], name="dss_alarms_of")],
            },
        ),
        *flatten(
            [
                enable("dss_wirealarm"),
                grant_app("dss_wirealarm", "SELECT"),
                policy(
                    "dss_wirealarm",
                    "app_sees",
                    "SELECT",
                    using=f"{ROLE} IN ('technician', 'contract_manager')",
                ),
            ],
            # The job that freezes figures leaves out contractors outside.
            [grant_app("organisations_contract", "SELECT (scheme)", role=SYSTEM)],
            # The console keeps keys as *system* does its work: nobody acts.
            [
                grant_app("dss_wirekey", f"SELECT ({KEY_COLUMNS})", role=SYSTEM),
                policy("dss_wirekey", "system_sees", "SELECT", using="true", role=SYSTEM),
                grant_app("dss_wirekeytouchpoint", "SELECT", role=SYSTEM),
                policy("dss_wirekeytouchpoint", "system_sees", "SELECT", using="true", role=SYSTEM),
                grant_app("dss_wiretouchpoint", f"SELECT ({DOOR_COLUMNS})", role=SYSTEM),
                policy("dss_wiretouchpoint", "system_sees", "SELECT", using="true", role=SYSTEM),
            ],
            [
                definer_function(
                    "fingerpost_wire_rotate_key(replaced_key uuid, key_hash text, key_end text,"
                    " old_until timestamptz)",
                    ROTATE,
                    returns="uuid",
                ),
                definer_function("fingerpost_wire_revoke_key(revoked_key uuid)", REVOKE, returns="boolean"),
                *(
                    migrations.RunSQL(
                        f"GRANT EXECUTE ON FUNCTION {name} TO {SYSTEM}",
                        f"REVOKE EXECUTE ON FUNCTION {name} FROM {SYSTEM}",
                    )
                    for name in ("fingerpost_wire_rotate_key", "fingerpost_wire_revoke_key")
                ),
                definer_function(
                    "fingerpost_wire_speaks_for(key_hash text)",
                    SPEAKS_FOR,
                    returns="text[]",
                    volatility="STABLE",
                ),
                definer_function(
                    "fingerpost_wire_note_bulk_reads(most integer, within integer)",
                    NOTE_BULK_READS,
                    returns="integer",
                    role=SYSTEM,
                ),
                definer_function(
                    "fingerpost_wire_counts(since timestamptz, until timestamptz, most integer, skipped integer)",
                    COUNTS,
                    returns="TABLE (code text, organisation text, is_external boolean, customers bigint,"
                    " looks bigint, grants bigint)",
                    volatility="STABLE",
                ),
                definer_function(
                    "fingerpost_wire_exact_match(family_key text, given_key text, born_on date, home text)",
                    EXACT_MATCH,
                    returns="SETOF uuid",
                    volatility="STABLE",
                ),
                migrations.RunSQL(FIND_SEEN, "DROP FUNCTION fingerpost_wire_find(jsonb, integer)"),
                definer_function(
                    "fingerpost_wire_find_wide(terms jsonb, most integer)",
                    FIND_WIDE,
                    returns="SETOF uuid",
                    volatility="STABLE",
                ),
            ],
        ),
    ]
