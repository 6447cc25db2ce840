"""Searches that filter before they give, and systems that guess at somebody by exact match.

A candidate is whoever may pass: the record and the wire record are both looked at, since the one may not have followed
the other yet. The service decides, by what the wire would say. Searches by all four items that name nobody are counted
by key and minute; past policy's number such a search names nobody until the minutes have gone.
"""

from importlib import import_module
from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

import fingerpost.house.ids
from fingerpost.house.rls import SYSTEM, definer_function, enable, flatten, grant_app, policy
from fingerpost.house.triggers import CreateModel

before = import_module("fingerpost.dss.migrations.0003_keys")

ROLE = "(SELECT fingerpost_my_role())"

# ``asked`` is {field, test, value}, or {field, test, day} of a date. What can't be decided here may pass.
COMPARES = """
CREATE FUNCTION fingerpost_wire_may_pass(kept jsonb, asked jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS
$fingerpost$
SELECT CASE
    WHEN coalesce(kept, 'null') = 'null' OR asked->'value' = 'null' THEN
        asked->>'test' IN ('eq', 'ne')
        AND (coalesce(kept, 'null') = coalesce(asked->'value', asked->'day')) = (asked->>'test' = 'eq')
    WHEN asked ? 'day' THEN
        CASE WHEN asked->>'test' = 'ne' OR kept #>> '{}' !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T' THEN true
             WHEN asked->>'test' = 'eq' THEN left(kept #>> '{}', 10) = asked->>'day'
             WHEN asked->>'test' IN ('lt', 'le') THEN left(kept #>> '{}', 10) COLLATE "C" <= asked->>'day'
             ELSE left(kept #>> '{}', 10) COLLATE "C" >= asked->>'day' END
    WHEN jsonb_typeof(kept) <> jsonb_typeof(asked->'value') THEN true
    WHEN asked->>'test' = 'eq' THEN kept = asked->'value'
    WHEN asked->>'test' = 'ne' THEN kept <> asked->'value'
    WHEN jsonb_typeof(kept) = 'string' THEN
        CASE asked->>'test' WHEN 'lt' THEN (kept #>> '{}') COLLATE "C" < asked->>'value'
                            WHEN 'le' THEN (kept #>> '{}') COLLATE "C" <= asked->>'value'
                            WHEN 'gt' THEN (kept #>> '{}') COLLATE "C" > asked->>'value'
                            ELSE (kept #>> '{}') COLLATE "C" >= asked->>'value' END
    WHEN jsonb_typeof(kept) = 'number' THEN
        CASE asked->>'test' WHEN 'lt' THEN kept < asked->'value' WHEN 'le' THEN kept <= asked->'value'
                            WHEN 'gt' THEN kept > asked->'value' ELSE kept >= asked->'value' END
    ELSE true END
$fingerpost$;
"""

# ``filters`` is an array of groups of comparisons, of which one group has to pass, or none at all. ``after`` is the last
# one of the candidates before.
TOLD = """
      LEFT JOIN dss_wirerecord said ON said.id = c.id AND said.resource = 'customers'
     CROSS JOIN LATERAL (SELECT jsonb_build_object(
            'GivenName', c.given_name, 'FamilyName', c.family_name, 'Gender', c.gender,
            'IntroducedBy', c.introduced_by, 'OptInUserResearch', c.agrees_to_user_research,
            'OptInMarketResearch', c.agrees_to_market_research,
            'DateofBirth', to_char(c.date_of_birth, 'YYYY-MM-DD"T00:00:00Z"'),
            'DateOfRegistration', to_char(c.registered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
            AS fields) own"""
PASSES = """
       AND (after IS NULL OR (c.family_name, c.given_name, c.id)
            > (SELECT l.family_name, l.given_name, l.id FROM customers_customer l WHERE l.id = after))
       AND (filters = '[]' OR EXISTS (
            SELECT 1 FROM jsonb_array_elements(filters) g WHERE NOT EXISTS (
                SELECT 1 FROM jsonb_array_elements(g) t
                 WHERE NOT (
                    (said.id IS NOT NULL AND fingerpost_wire_may_pass(said.body->(t->>'field'), t))
                    OR ((said.id IS NULL OR (own.fields ? (t->>'field')
                            AND said.told->(t->>'field') IS DISTINCT FROM own.fields->(t->>'field')))
                        AND fingerpost_wire_may_pass(own.fields->(t->>'field'), t))))))"""
FIND = before.FIND.replace("\n     WHERE (c.state", f"{TOLD}\n     WHERE (c.state").replace(
    "\n     ORDER BY", f"{PASSES}\n     ORDER BY"
)
FIND_SEEN = f"""
CREATE FUNCTION fingerpost_wire_find(terms jsonb, filters jsonb, after uuid, most integer) RETURNS SETOF uuid
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

# As before, and counted where nobody is named. Of what was typed nothing is kept.
EXACT_MATCH = """
BEGIN
    IF fingerpost_my_role() <> 'shared_record' OR NOT EXISTS (
            SELECT 1 FROM dss_wirekeytouchpoint t JOIN dss_wiretouchpoint w ON w.id = t.touchpoint_id
             WHERE t.key_id = asked_key AND w.account_id = fingerpost_me()) THEN
        RAISE EXCEPTION 'only a system searches here, by its own key' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (SELECT coalesce(sum(m.searches), 0) FROM dss_wiremiss m
         WHERE m.key_id = asked_key AND m.minute > now() - make_interval(mins => within)) > most THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT DISTINCT k.customer_id FROM customers_matchkey k
      JOIN customers_customer c ON c.id = k.customer_id
     WHERE k.date_of_birth = born_on AND k.postcode = home AND k.family = family_key AND k.given = given_key
       AND (c.state <> 'provisional' OR EXISTS (
            SELECT 1 FROM dss_wirerecord r WHERE r.customer_id = c.id AND r.resource = 'customers'))
     LIMIT 10;
    IF NOT FOUND THEN
        INSERT INTO dss_wiremiss (id, key_id, minute, searches)
        VALUES (gen_random_uuid(), asked_key, date_trunc('minute', now()), 1)
        ON CONFLICT (key_id, minute) DO UPDATE SET searches = dss_wiremiss.searches + 1;
    END IF;
END
"""

# One alarm a key in a stretch of time. Counts that no stretch looks at any more go.
NOTE_GUESSING = """
DECLARE
    door record;
    noted integer := 0;
BEGIN
    FOR door IN SELECT m.key_id, sum(m.searches)::integer AS searches FROM dss_wiremiss m
                 WHERE m.minute > now() - make_interval(mins => within)
                   AND NOT EXISTS (SELECT 1 FROM dss_wireguessing g
                                    WHERE g.key_id = m.key_id AND g.raised_at > now() - make_interval(mins => within))
                 GROUP BY m.key_id HAVING sum(m.searches) > most ORDER BY m.key_id LOOP
        INSERT INTO dss_wireguessing (id, key_id, searches, minutes, raised_at)
        VALUES (gen_random_uuid(), door.key_id, door.searches, within, now());
        INSERT INTO house_event (id, kind, happened_at, account_id, organisation_id, customer_id, subject)
        VALUES (gen_random_uuid(), 'wire.guessed_in_bulk', now(), NULL, NULL, NULL,
                jsonb_build_object('key', door.key_id, 'searches', door.searches, 'minutes', within));
        noted := noted + 1;
    END LOOP;
    DELETE FROM dss_wiremiss WHERE minute <= now() - make_interval(mins => within);
    RETURN noted;
END
"""


def instead(then: str, drop: str, now: migrations.RunSQL) -> list[migrations.RunSQL]:
    """A function with other arguments in the place of one before: ``drop`` names that, ``then`` makes it again."""
    return [migrations.RunSQL(drop, then), now]


def made(operation: migrations.RunSQL) -> str:
    """The statement of an operation."""
    return str(operation.sql)


BEFORE_WIDE = definer_function(
    "fingerpost_wire_find_wide(terms jsonb, most integer)",
    before.FIND_WIDE,
    returns="SETOF uuid",
    volatility="STABLE",
)
BEFORE_EXACT = definer_function(
    "fingerpost_wire_exact_match(family_key text, given_key text, born_on date, home text)",
    before.EXACT_MATCH,
    returns="SETOF uuid",
    volatility="STABLE",
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("dss", "0007_serving")]

    operations: ClassVar = [
        CreateModel(
            name="WireMiss",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("minute", models.DateTimeField()),
                ("searches", models.PositiveIntegerField()),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="dss.wirekey"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("key", "minute"), name="dss_misses_of_a_minute")
                ],
            },
        ),
        CreateModel(
            name="WireGuessing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("searches", models.PositiveIntegerField()),
                ("minutes", models.PositiveIntegerField()),
                ("raised_at", models.DateTimeField(db_default=Now())),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="guessings",
                        to="dss.wirekey",
                    ),
                ),
            ],
            options={
                "ordering": ["-raised_at", "-id"],
                "indexes": [models.Index(fields=["key", "-raised_at"], name="dss_guessings_of")],
            },
        ),
        *flatten(
            # Counted, looked at and taken away by functions alone.
            [enable("dss_wiremiss")],
            [
                enable("dss_wireguessing"),
                grant_app("dss_wireguessing", "SELECT"),
                policy("dss_wireguessing", "app_sees", "SELECT", using=f"{ROLE} = 'technician'"),
            ],
            [migrations.RunSQL(COMPARES, "DROP FUNCTION fingerpost_wire_may_pass(jsonb, jsonb)")],
            instead(
                before.FIND_SEEN,
                "DROP FUNCTION fingerpost_wire_find(jsonb, integer)",
                migrations.RunSQL(
                    FIND_SEEN, "DROP FUNCTION fingerpost_wire_find(jsonb, jsonb, uuid, integer)"
                ),
            ),
            instead(
                made(BEFORE_WIDE),
                "DROP FUNCTION fingerpost_wire_find_wide(jsonb, integer)",
                definer_function(
                    "fingerpost_wire_find_wide(terms jsonb, filters jsonb, after uuid, most integer)",
                    FIND_WIDE,
                    returns="SETOF uuid",
                    volatility="STABLE",
                ),
            ),
            instead(
                made(BEFORE_EXACT),
                "DROP FUNCTION fingerpost_wire_exact_match(text, text, date, text)",
                definer_function(
                    "fingerpost_wire_exact_match(asked_key uuid, family_key text, given_key text, born_on date,"
                    " home text, most integer, within integer)",
                    EXACT_MATCH,
                    returns="SETOF uuid",
                ),
            ),
            [
                definer_function(
                    "fingerpost_wire_note_guessing(most integer, within integer)",
                    NOTE_GUESSING,
                    returns="integer",
                    role=SYSTEM,
                ),
            ],
        ),
    ]
