"""Opening hours of call points. Everybody of the staff reads them; a prime contractor writes its own.

Triggers of history are installed here, so what site/0002_history_always says is said again after them.
"""

import django.contrib.postgres.constraints
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
from django.db import migrations, models

import fingerpost.house.ids
import fingerpost.organisations.models
from fingerpost.house.rls import flatten, protect, protect_history, stays
from fingerpost.house.triggers import AddConstraint, AddTrigger, CreateModel

MINE = "(SELECT fingerpost_my_organisation())"
OWN = f"""organisation_id = {MINE} AND (SELECT fingerpost_my_role()) IN ('compliance', 'returns_manager')
    AND EXISTS (SELECT 1 FROM organisations_contract c WHERE c.prime_id = {MINE} AND c.service = 'area')"""
TABLES = ("organisations_openinghours", "organisations_exceptionalopening")
ALWAYS = """
CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean LANGUAGE sql IMMUTABLE AS
$$ SELECT false $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_who_may_read"),
        ("house", "0002_settings_functions"),
    ]

    operations = [
        CreateModel(
            name="ExceptionalOpening",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("name", models.CharField(max_length=80)),
                ("intervals", models.JSONField(blank=True, default=list)),
                ("keeps_usual_hours", models.BooleanField(default=False)),
                ("set_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exceptional_openings",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["day", "id"],
            },
        ),
        CreateModel(
            name="ExceptionalOpeningEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                (
                    "id",
                    models.UUIDField(default=fingerpost.house.ids.new_id, editable=False, serialize=False),
                ),
                ("day", models.DateField()),
                ("name", models.CharField(max_length=80)),
                ("intervals", models.JSONField(blank=True, default=list)),
                ("keeps_usual_hours", models.BooleanField(default=False)),
                ("set_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="organisations.exceptionalopening",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="OpeningHours",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("week", models.JSONField(default=dict)),
                ("set_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opening_hours",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on", "id"],
            },
        ),
        CreateModel(
            name="OpeningHoursEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                (
                    "id",
                    models.UUIDField(default=fingerpost.house.ids.new_id, editable=False, serialize=False),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("week", models.JSONField(default=dict)),
                ("set_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="organisations.openinghours",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        AddConstraint(
            model_name="exceptionalopening",
            constraint=models.UniqueConstraint(
                fields=("organisation", "day"), name="exceptionalopening_day_once"
            ),
        ),
        AddConstraint(
            model_name="exceptionalopening",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="exceptionalopening_has_name"
            ),
        ),
        AddTrigger(
            model_name="exceptionalopening",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_exceptionalopeningevent" ("day", "id", "intervals", "keeps_usual_hours", "name", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "set_at") VALUES (NEW."day", NEW."id", NEW."intervals", NEW."keeps_usual_hours", NEW."name", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."set_at"); RETURN NULL;',
                    hash="c80788a0f5a6a987b9bb4592f5fbd36d448bf32a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d09cf",
                    table="organisations_exceptionalopening",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="exceptionalopening",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "organisations_exceptionalopeningevent" ("day", "id", "intervals", "keeps_usual_hours", "name", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "set_at") VALUES (NEW."day", NEW."id", NEW."intervals", NEW."keeps_usual_hours", NEW."name", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."set_at"); RETURN NULL;',
                    hash="350b81a8278ba2aa77dedbef7006520a81961189",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_57d17",
                    table="organisations_exceptionalopening",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="exceptionalopening",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_exceptionalopeningevent" ("day", "id", "intervals", "keeps_usual_hours", "name", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "set_at") VALUES (OLD."day", OLD."id", OLD."intervals", OLD."keeps_usual_hours", OLD."name", OLD."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."set_at"); RETURN NULL;',
                    hash="09ee209004cfe7c048a7931e004e8aaff793c7dc",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9df04",
                    table="organisations_exceptionalopening",
                    when="AFTER",
                ),
            ),
        ),
        AddConstraint(
            model_name="openinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="openinghours_period_ordered",
            ),
        ),
        AddConstraint(
            model_name="openinghours",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("organisation", "="),
                    (fingerpost.organisations.models.InclusivePeriod(), "&&"),
                ],
                name="openinghours_no_overlap",
            ),
        ),
        AddTrigger(
            model_name="openinghours",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_openinghoursevent" ("ends_on", "id", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "set_at", "starts_on", "week") VALUES (NEW."ends_on", NEW."id", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."set_at", NEW."starts_on", NEW."week"); RETURN NULL;',
                    hash="0d193213a49e1fdf8c5354a7e27a33150c25a0eb",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4f133",
                    table="organisations_openinghours",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="openinghours",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "organisations_openinghoursevent" ("ends_on", "id", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "set_at", "starts_on", "week") VALUES (NEW."ends_on", NEW."id", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."set_at", NEW."starts_on", NEW."week"); RETURN NULL;',
                    hash="cac3db5f87ce79eef493d14337487a5316f67871",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_98095",
                    table="organisations_openinghours",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="openinghours",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_openinghoursevent" ("ends_on", "id", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "set_at", "starts_on", "week") VALUES (OLD."ends_on", OLD."id", OLD."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."set_at", OLD."starts_on", OLD."week"); RETURN NULL;',
                    hash="f56224dab6ecd304c41a1fb7bbf24e38ffa51dbf",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e9749",
                    table="organisations_openinghours",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(ALWAYS, migrations.RunSQL.noop),
        *flatten(
            *(protect(table, see="true", add=OWN, change=OWN) for table in TABLES),
            *(protect_history(f"{table}event", see="true") for table in TABLES),
            [stays("organisations_openinghours", "organisation_id starts_on")],
            [stays("organisations_exceptionalopening", "organisation_id day")],
        ),
    ]
