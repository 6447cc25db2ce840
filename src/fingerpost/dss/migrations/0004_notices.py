"""Policies and doors of change notices, subscriptions and collections.

Systems queue notices and subscribe through functions that ask for a grant of their own. Notices are pushed, pages are
followed and reports are made as *system*. Technicians see how notices stand, and never whom they are about.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from fingerpost.dss.migrations._notices_by_system import BY_SYSTEM, HAS_KEY, SEES, SUBSCRIBES
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

DROP_REPORTS = """
BEGIN
    DELETE FROM dss_wirereport p WHERE OLD.customer_id = ANY (p.customers);
    RETURN NULL;
END
"""
DROPS = """
CREATE TRIGGER wire_customer_is_gone AFTER DELETE ON dss_wirerecord FOR EACH ROW
WHEN (OLD.resource = 'customers') EXECUTE FUNCTION fingerpost_wire_drop_reports()
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
            (
                "customers",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.UUIDField(), default=list, size=None
                ),
            ),
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
                # A report that a forgotten customer stands in goes with them, and is made anew without them.
                definer_function(
                    "fingerpost_wire_drop_reports()", DROP_REPORTS, returns="trigger", role=SYSTEM
                ),
                migrations.RunSQL(DROPS, "DROP TRIGGER wire_customer_is_gone ON dss_wirerecord"),
            ],
            [definer_function(name, body, returns=kind) for name, (body, kind) in BY_TECHNICIANS.items()],
            [also_system(name) for name in BY_TECHNICIANS],
            [
                definer_function(name, body, returns=kind, role=SYSTEM)
                for name, (body, kind) in BY_SYSTEM.items()
            ],
        ),
    ]
