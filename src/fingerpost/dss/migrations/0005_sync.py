"""Where a synchronisation with another service stands, and the doors it needs.

The tables are worked with by *system* alone, under a policy that names the purpose. What changed here is found by
ids; the records themselves are read by the wire, as the touchpoint that synchronises.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import fingerpost.house.ids
from fingerpost.house.rls import SYSTEM, definer_function, enable, flatten, grant_app, policy
from fingerpost.house.triggers import CreateModel

TABLES = ("dss_wireremote", "dss_wirepair", "dss_wiredue", "dss_wiregone")
NOW = django.db.models.functions.datetime.Now

MODELS = [
    CreateModel(
        name="WireRemote",
        fields=[
            (
                "id",
                models.UUIDField(
                    default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("address", models.CharField(max_length=300)),
            (
                "touchpoint",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dss.wiretouchpoint"
                ),
            ),
            ("sealed_secret", models.BinaryField(null=True)),
            ("pull_file", models.CharField(blank=True, default="", max_length=64)),
            ("push_file", models.CharField(blank=True, default="", max_length=64)),
            ("added_at", models.DateTimeField(db_default=NOW())),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=("address", "touchpoint"), name="dss_remote_once"),
            ],
        },
    ),
    CreateModel(
        name="WirePair",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            (
                "remote",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="pairs", to="dss.wireremote"
                ),
            ),
            ("resource", models.CharField(max_length=24)),
            ("customer_id", models.UUIDField(null=True)),
            ("here_id", models.UUIDField(null=True)),
            ("there_id", models.UUIDField(null=True)),
            ("here_print", models.CharField(blank=True, default="", max_length=64)),
            ("there_print", models.CharField(blank=True, default="", max_length=64)),
            ("here_seen", models.CharField(blank=True, default="", max_length=60)),
            ("agreed_at", models.DateTimeField(db_default=NOW())),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=("remote", "resource", "here_id"), name="dss_pair_here_once"),
                models.UniqueConstraint(
                    fields=("remote", "resource", "there_id"), name="dss_pair_there_once"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("here_id__isnull", False), ("there_id__isnull", False), _connector="OR"
                    ),
                    name="dss_pair_names_one",
                ),
            ],
            "indexes": [models.Index(fields=["customer_id"], name="dss_pairs_of")],
        },
    ),
    CreateModel(
        name="WireDue",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            (
                "remote",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="due", to="dss.wireremote"
                ),
            ),
            (
                "direction",
                models.CharField(
                    choices=[("pull", "from there to here"), ("push", "from here to there")], max_length=4
                ),
            ),
            ("customer_id", models.UUIDField()),
            ("path", models.CharField(blank=True, default="", max_length=400)),
            ("added_at", models.DateTimeField(db_default=NOW())),
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("direction__in", ["pull", "push"])), name="dss_due_direction"
                ),
                models.UniqueConstraint(
                    fields=("remote", "direction", "customer_id", "path"), name="dss_due_once"
                ),
            ],
        },
    ),
    CreateModel(
        name="WireGone",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            (
                "remote",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="gone", to="dss.wireremote"
                ),
            ),
            ("digest", models.CharField(max_length=64)),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=("remote", "digest"), name="dss_gone_once"),
            ],
        },
    ),
]

REMOTE = """
DECLARE
    door uuid;
    found_id uuid;
BEGIN
    door := fingerpost_wire_open_touchpoint(touchpoint_code);
    INSERT INTO dss_wireremote (id, address, touchpoint_id, pull_file, push_file)
    VALUES (gen_random_uuid(), at_address, door, '', '') ON CONFLICT (address, touchpoint_id) DO NOTHING;
    SELECT r.id INTO found_id FROM dss_wireremote r WHERE r.address = at_address AND r.touchpoint_id = door;
    RETURN found_id;
END
"""

# A page changed what the wire has not seen: the customer is read once by the wire, which mirrors it.
BEHIND = """
BEGIN
    RETURN QUERY
    SELECT p.here_id FROM dss_wirepair p
     WHERE p.remote_id = of_remote AND p.resource = 'customers' AND p.here_id IS NOT NULL
       AND (SELECT count(*) FROM house_event e
             WHERE e.customer_id = p.here_id AND e.kind NOT LIKE 'concern.%'
               AND NOT EXISTS (SELECT 1 FROM dss_wiretouchpoint w WHERE w.account_id = e.account_id))
           <> COALESCE((SELECT m.events_seen FROM dss_wiremark m WHERE m.customer_id = p.here_id), -1)
     ORDER BY p.here_id;
END
"""

# Of customers that have a twin, and of those to whom the touchpoint subscribes, what is not as it was last compared.
CHANGED = """
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH mine AS (
        SELECT p.here_id AS customer FROM dss_wirepair p
         WHERE p.remote_id = of_remote AND p.resource = 'customers' AND p.here_id > after
        UNION
        SELECT s.customer_id FROM dss_wirerecord s
          JOIN dss_wireremote r ON r.id = of_remote
          JOIN dss_wiretouchpoint w ON w.id = r.touchpoint_id
         WHERE s.resource = 'subscriptions' AND s.body->>'Subscribe' = 'true'
           AND s.body->>'TouchPointId' = w.code AND s.customer_id > after
    ), moved AS (
        SELECT c.resource::text AS resource, c.id, c.customer_id, c.interaction_id, c.plan_id,
               c.version::text || ' ' || c.modified_at::text AS seen
          FROM mine JOIN dss_wirerecord c ON c.customer_id = mine.customer
         WHERE c.resource = ANY (of_resources)
           AND NOT EXISTS (SELECT 1 FROM dss_wirepair p
                            WHERE p.remote_id = of_remote AND p.resource = c.resource AND p.here_id = c.id
                              AND p.here_seen = c.version::text || ' ' || c.modified_at::text)
    ), few AS (
        SELECT DISTINCT m.customer_id FROM moved m ORDER BY m.customer_id LIMIT most
    )
    SELECT m.resource, m.id, m.customer_id, m.interaction_id, m.plan_id, m.seen
      FROM moved m JOIN few USING (customer_id) ORDER BY m.customer_id, m.id;
END
"""

# How a customer's records stand here, asked before they are read, so that a later change shows itself.
STANDING = """
BEGIN
    RETURN QUERY
    SELECT c.id, c.version::text || ' ' || c.modified_at::text FROM dss_wirerecord c
     WHERE c.customer_id = of_customer AND c.resource = ANY (of_resources);
END
"""

# A record that was made here by a pull and that nobody has changed since needs no second look.
MADE_HERE = """
BEGIN
    UPDATE dss_wirepair p SET here_seen = c.version::text || ' ' || c.modified_at::text
      FROM dss_wirerecord c
     WHERE p.remote_id = of_remote AND p.resource = of_resource AND p.here_id = made
       AND c.id = made AND c.resource = of_resource AND c.version = 1;
END
"""

SIGNED_WITH = """
DECLARE
    held bytea;
BEGIN
    SELECT r.sealed_secret INTO held FROM dss_wireremote r WHERE r.id = of_remote;
    RETURN held;
END
"""

NOTICED = """
BEGIN
    INSERT INTO dss_wiredue (remote_id, direction, customer_id, path)
    SELECT r.id, 'pull', of_customer, at_path FROM dss_wireremote r
     WHERE r.id = of_remote AND r.sealed_secret IS NOT NULL
    ON CONFLICT (remote_id, direction, customer_id, path) DO NOTHING;
    RETURN FOUND;
END
"""

# What is left says only that this id of the other service is not to be brought back.
FORGET = """
BEGIN
    IF NOT fingerpost_may_forget(forgotten_customer) THEN
        RAISE EXCEPTION 'not a provisional record past its day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO dss_wiregone (remote_id, digest)
    SELECT p.remote_id, encode(sha256(convert_to(p.there_id::text, 'UTF8')), 'hex') FROM dss_wirepair p
     WHERE p.resource = 'customers' AND p.here_id = forgotten_customer AND p.there_id IS NOT NULL
    ON CONFLICT (remote_id, digest) DO NOTHING;
    DELETE FROM dss_wiredue d USING dss_wirepair p
     WHERE p.resource = 'customers' AND p.here_id = forgotten_customer AND d.remote_id = p.remote_id
       AND d.customer_id IN (p.here_id, p.there_id);
    DELETE FROM dss_wiredue d WHERE d.customer_id = forgotten_customer;
    DELETE FROM dss_wirepair p WHERE p.customer_id = forgotten_customer
        OR (p.resource = 'customers' AND p.here_id = forgotten_customer);
END
"""


class Migration(migrations.Migration):
    dependencies = [("dss", "0004_notices"), ("customers", "0004_forgetting")]

    operations = [
        *MODELS,
        *flatten(
            [
                operation
                for table in TABLES
                for operation in (
                    enable(table),
                    grant_app(table, "SELECT, INSERT, UPDATE, DELETE", role=SYSTEM),
                    policy(table, "synchronises", "ALL", using="true", check="true", role=SYSTEM),
                )
            ],
            [
                definer_function(
                    "fingerpost_sync_remote(at_address text, touchpoint_code text)",
                    REMOTE,
                    returns="uuid",
                    role=SYSTEM,
                ),
                definer_function(
                    "fingerpost_sync_behind(of_remote uuid)", BEHIND, returns="SETOF uuid", role=SYSTEM
                ),
                definer_function(
                    "fingerpost_sync_changed(of_remote uuid, of_resources text[], after uuid, most integer)",
                    CHANGED,
                    returns="TABLE (resource text, id uuid, customer_id uuid, interaction_id uuid, plan_id uuid,"
                    " seen text)",
                    role=SYSTEM,
                ),
                definer_function(
                    "fingerpost_sync_standing(of_customer uuid, of_resources text[])",
                    STANDING,
                    returns="TABLE (id uuid, seen text)",
                    volatility="STABLE",
                    role=SYSTEM,
                ),
                definer_function(
                    "fingerpost_sync_made_here(of_remote uuid, of_resource text, made uuid)",
                    MADE_HERE,
                    returns="void",
                    role=SYSTEM,
                ),
                definer_function("fingerpost_sync_secret(of_remote uuid)", SIGNED_WITH, returns="bytea"),
                definer_function(
                    "fingerpost_sync_noticed(of_remote uuid, of_customer uuid, at_path text)",
                    NOTICED,
                    returns="boolean",
                ),
                definer_function(
                    "fingerpost_forget_in_sync(forgotten_customer uuid)", FORGET, returns="void", role=SYSTEM
                ),
            ],
        ),
    ]
