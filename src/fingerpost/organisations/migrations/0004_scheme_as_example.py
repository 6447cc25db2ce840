"""A contract may be a demonstration of a scheme that has ended: its last rates are carried on, as an example.

Triggers of history are installed again here, so what site/0002_history_always says is said again after them.
"""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from fingerpost.house.triggers import AddTrigger, RemoveTrigger

ALWAYS = """
CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean LANGUAGE sql IMMUTABLE AS
$$ SELECT false $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_opening_hours"),
    ]

    operations = [
        RemoveTrigger(
            model_name="contract",
            name="insert_insert",
        ),
        RemoveTrigger(
            model_name="contract",
            name="update_update",
        ),
        RemoveTrigger(
            model_name="contract",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="contract",
            name="scheme_is_example",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="contractevent",
            name="scheme_is_example",
            field=models.BooleanField(db_default=False, default=False),
        ),
        AddTrigger(
            model_name="contract",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_contractevent" ("audience", "ends_on", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prime_id", "reference", "scheme", "scheme_is_example", "service", "starts_on") VALUES (NEW."audience", NEW."ends_on", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."prime_id", NEW."reference", NEW."scheme", NEW."scheme_is_example", NEW."service", NEW."starts_on"); RETURN NULL;',
                    hash="9866f99e31727b800cc59632c1323f86ac533746",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3fe9f",
                    table="organisations_contract",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="contract",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "organisations_contractevent" ("audience", "ends_on", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prime_id", "reference", "scheme", "scheme_is_example", "service", "starts_on") VALUES (NEW."audience", NEW."ends_on", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."prime_id", NEW."reference", NEW."scheme", NEW."scheme_is_example", NEW."service", NEW."starts_on"); RETURN NULL;',
                    hash="788256ab8e295762eca25155650c76571f230661",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7d57f",
                    table="organisations_contract",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="contract",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_contractevent" ("audience", "ends_on", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prime_id", "reference", "scheme", "scheme_is_example", "service", "starts_on") VALUES (OLD."audience", OLD."ends_on", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."prime_id", OLD."reference", OLD."scheme", OLD."scheme_is_example", OLD."service", OLD."starts_on"); RETURN NULL;',
                    hash="9e99e6764f3355228c6f64f59af95fd298e9eaf9",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5bdb1",
                    table="organisations_contract",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(ALWAYS, migrations.RunSQL.noop),
    ]
