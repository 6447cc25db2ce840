"""Organisations, contracts, touchpoints, areas and venues."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import fingerpost.house.ids
import fingerpost.organisations.models
from fingerpost.house.triggers import AddConstraint, AddTrigger, CreateModel


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        BtreeGistExtension(),
        CreateModel(
            name="Area",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120, unique=True)),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        CreateModel(
            name="AreaEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                (
                    "id",
                    models.UUIDField(default=fingerpost.house.ids.new_id, editable=False, serialize=False),
                ),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="Contract",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=40, unique=True)),
                ("scheme", models.CharField(max_length=40)),
                (
                    "audience",
                    models.CharField(
                        choices=[("adult", "Adults"), ("young_people", "Young people")], max_length=20
                    ),
                ),
                (
                    "service",
                    models.CharField(
                        choices=[("area", "Area-based service"), ("contact_centre", "Contact centre")],
                        max_length=20,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="contract_period_ordered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["adult", "young_people"])),
                        name="contract_audience_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("service__in", ["area", "contact_centre"])),
                        name="contract_service_known",
                    ),
                ],
                "ordering": ["reference", "id"],
            },
        ),
        CreateModel(
            name="ContractArea",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
        ),
        CreateModel(
            name="ContractAreaEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                (
                    "id",
                    models.UUIDField(default=fingerpost.house.ids.new_id, editable=False, serialize=False),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="ContractEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                (
                    "id",
                    models.UUIDField(default=fingerpost.house.ids.new_id, editable=False, serialize=False),
                ),
                ("reference", models.CharField(max_length=40)),
                ("scheme", models.CharField(max_length=40)),
                (
                    "audience",
                    models.CharField(
                        choices=[("adult", "Adults"), ("young_people", "Young people")], max_length=20
                    ),
                ),
                (
                    "service",
                    models.CharField(
                        choices=[("area", "Area-based service"), ("contact_centre", "Contact centre")],
                        max_length=20,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="GuardedPostcode",
            fields=[
                ("postcode", models.CharField(max_length=10, primary_key=True, serialize=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("postcode__regex", "^[A-Z0-9]{5,8}$")),
                        name="guardedpostcode_capitals_no_space",
                    )
                ]
            },
        ),
        CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("agency", "Funding agency"),
                            ("prime_contractor", "Prime contractor"),
                            ("subcontractor", "Subcontractor"),
                            ("contact_centre", "Contact centre"),
                            ("partner", "Partner organisation"),
                        ],
                        max_length=20,
                    ),
                ),
                ("ukprn", models.CharField(blank=True, default="", max_length=8)),
                ("wire_id", models.CharField(blank=True, default="", max_length=10)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["agency", "prime_contractor", "subcontractor", "contact_centre", "partner"],
                            )
                        ),
                        name="organisation_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ukprn", ""), ("ukprn__regex", "^[1-9][0-9]{7}$"), _connector="OR"
                        ),
                        name="organisation_ukprn_eight_digits",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ukprn", ""), _negated=True),
                        fields=("ukprn",),
                        name="organisation_ukprn_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("wire_id", ""), _negated=True),
                        fields=("wire_id",),
                        name="organisation_wire_id_once",
                    ),
                ],
                "ordering": ["name", "id"],
            },
        ),
        CreateModel(
            name="OrganisationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                (
                    "id",
                    models.UUIDField(default=fingerpost.house.ids.new_id, editable=False, serialize=False),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("agency", "Funding agency"),
                            ("prime_contractor", "Prime contractor"),
                            ("subcontractor", "Subcontractor"),
                            ("contact_centre", "Contact centre"),
                            ("partner", "Partner organisation"),
                        ],
                        max_length=20,
                    ),
                ),
                ("ukprn", models.CharField(blank=True, default="", max_length=8)),
                ("wire_id", models.CharField(blank=True, default="", max_length=10)),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="Subcontract",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="subcontract_period_ordered",
                    )
                ],
                "ordering": ["starts_on", "id"],
            },
        ),
        CreateModel(
            name="SubcontractEvent",
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
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="Touchpoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=10, unique=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[0-9]{10}$")), name="touchpoint_code_ten_digits"
                    )
                ],
                "ordering": ["code"],
            },
        ),
        CreateModel(
            name="TouchpointEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                (
                    "id",
                    models.UUIDField(default=fingerpost.house.ids.new_id, editable=False, serialize=False),
                ),
                ("code", models.CharField(max_length=10)),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="Venue",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("label", models.CharField(max_length=120)),
                ("address_line_1", models.CharField(blank=True, default="", max_length=100)),
                ("address_line_2", models.CharField(blank=True, default="", max_length=100)),
                ("town", models.CharField(blank=True, default="", max_length=60)),
                ("postcode", models.CharField(blank=True, default="", max_length=10)),
                (
                    "delivery_level",
                    models.CharField(
                        choices=[
                            ("1a", "Level 1a"),
                            ("1b", "Level 1b"),
                            ("2a", "Level 2a"),
                            ("2b", "Level 2b"),
                            ("3", "Level 3"),
                            ("4", "Level 4"),
                        ],
                        max_length=2,
                    ),
                ),
                ("opens_on", models.DateField()),
                ("closes_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_on__isnull", True),
                            ("closes_on__gte", models.F("opens_on")),
                            _connector="OR",
                        ),
                        name="venue_period_ordered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("delivery_level__in", ["1a", "1b", "2a", "2b", "3", "4"])),
                        name="venue_level_known",
                    ),
                ],
                "ordering": ["label", "id"],
            },
        ),
        CreateModel(
            name="VenueEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                (
                    "id",
                    models.UUIDField(default=fingerpost.house.ids.new_id, editable=False, serialize=False),
                ),
                ("label", models.CharField(max_length=120)),
                ("address_line_1", models.CharField(blank=True, default="", max_length=100)),
                ("address_line_2", models.CharField(blank=True, default="", max_length=100)),
                ("town", models.CharField(blank=True, default="", max_length=60)),
                ("postcode", models.CharField(blank=True, default="", max_length=10)),
                (
                    "delivery_level",
                    models.CharField(
                        choices=[
                            ("1a", "Level 1a"),
                            ("1b", "Level 1b"),
                            ("2a", "Level 2a"),
                            ("2b", "Level 2b"),
                            ("3", "Level 3"),
                            ("4", "Level 4"),
                        ],
                        max_length=2,
                    ),
                ),
                ("opens_on", models.DateField()),
                ("closes_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        AddTrigger(
            model_name="area",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_areaevent" ("code", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="baf2cc56a6be9d0308daf19f3919d2c02247da43",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6e43b",
                    table="organisations_area",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="area",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "organisations_areaevent" ("code", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="b4ef14b37cf4b3b79242e94a97a23821ad660a3e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_58252",
                    table="organisations_area",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="area",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_areaevent" ("code", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."code", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="8fbd2ddb90254e82dfad864057fd3570f7f40733",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_99926",
                    table="organisations_area",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="areaevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="organisations.area",
            ),
        ),
        migrations.AddField(
            model_name="contractarea",
            name="area",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contract_areas",
                to="organisations.area",
            ),
        ),
        migrations.AddField(
            model_name="contractarea",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contract_areas",
                to="organisations.contract",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="areas",
            field=models.ManyToManyField(
                related_name="contracts", through="organisations.ContractArea", to="organisations.area"
            ),
        ),
        migrations.AddField(
            model_name="contractareaevent",
            name="area",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organisations.area",
            ),
        ),
        migrations.AddField(
            model_name="contractareaevent",
            name="contract",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organisations.contract",
            ),
        ),
        migrations.AddField(
            model_name="contractareaevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="organisations.contractarea",
            ),
        ),
        migrations.AddField(
            model_name="contractevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="organisations.contract",
            ),
        ),
        migrations.AddField(
            model_name="contractevent",
            name="prime",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="prime",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contracts",
                to="organisations.organisation",
            ),
        ),
        AddTrigger(
            model_name="organisation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_organisationevent" ("id", "kind", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "ukprn", "wire_id") VALUES (NEW."id", NEW."kind", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."ukprn", NEW."wire_id"); RETURN NULL;',
                    hash="32c5f7a397122474863bc7891df3ff8973f32422",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_040c9",
                    table="organisations_organisation",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="organisation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "organisations_organisationevent" ("id", "kind", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "ukprn", "wire_id") VALUES (NEW."id", NEW."kind", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."ukprn", NEW."wire_id"); RETURN NULL;',
                    hash="1e05242f5a2d5a243281d55b1eaed46f4f597fd7",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0b99b",
                    table="organisations_organisation",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="organisation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_organisationevent" ("id", "kind", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "ukprn", "wire_id") VALUES (OLD."id", OLD."kind", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."ukprn", OLD."wire_id"); RETURN NULL;',
                    hash="7516e360afd5eb896069330c2fe22f04e3549df4",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_57a4b",
                    table="organisations_organisation",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="organisationevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="subcontract",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="subcontracts",
                to="organisations.contract",
            ),
        ),
        migrations.AddField(
            model_name="subcontract",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="subcontracts",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="subcontractevent",
            name="contract",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organisations.contract",
            ),
        ),
        migrations.AddField(
            model_name="subcontractevent",
            name="organisation",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="subcontractevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="organisations.subcontract",
            ),
        ),
        migrations.AddField(
            model_name="touchpoint",
            name="contract",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="touchpoints",
                to="organisations.contract",
            ),
        ),
        migrations.AddField(
            model_name="touchpoint",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="touchpoints",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="touchpointevent",
            name="contract",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organisations.contract",
            ),
        ),
        migrations.AddField(
            model_name="touchpointevent",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="touchpointevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="organisations.touchpoint",
            ),
        ),
        migrations.AddField(
            model_name="venue",
            name="contract",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="venues",
                to="organisations.contract",
            ),
        ),
        migrations.AddField(
            model_name="venue",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="venues",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="venueevent",
            name="contract",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organisations.contract",
            ),
        ),
        migrations.AddField(
            model_name="venueevent",
            name="organisation",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="venueevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="organisations.venue",
            ),
        ),
        AddConstraint(
            model_name="contractarea",
            constraint=models.UniqueConstraint(fields=("contract", "area"), name="contract_area_once"),
        ),
        AddTrigger(
            model_name="contractarea",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_contractareaevent" ("area_id", "contract_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."area_id", NEW."contract_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="9fb573ca5e1826994251c2b802f30fa309d89200",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6f32f",
                    table="organisations_contractarea",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="contractarea",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "organisations_contractareaevent" ("area_id", "contract_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."area_id", NEW."contract_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="23c69ab58909a4308c47167b85b652d455259980",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5f018",
                    table="organisations_contractarea",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="contractarea",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_contractareaevent" ("area_id", "contract_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."area_id", OLD."contract_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="204d5425791d8a334660215ae5ac252a84b559c6",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a2002",
                    table="organisations_contractarea",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="contract",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_contractevent" ("audience", "ends_on", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prime_id", "reference", "scheme", "service", "starts_on") VALUES (NEW."audience", NEW."ends_on", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."prime_id", NEW."reference", NEW."scheme", NEW."service", NEW."starts_on"); RETURN NULL;',
                    hash="b86c8023a2df3819ea5d354974f1f6e88e333066",
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
                    func='INSERT INTO "organisations_contractevent" ("audience", "ends_on", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prime_id", "reference", "scheme", "service", "starts_on") VALUES (NEW."audience", NEW."ends_on", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."prime_id", NEW."reference", NEW."scheme", NEW."service", NEW."starts_on"); RETURN NULL;',
                    hash="15ff2eb2af4b2a79f9e3fa6795f35c23cb5c7d37",
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
                    func='INSERT INTO "organisations_contractevent" ("audience", "ends_on", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prime_id", "reference", "scheme", "service", "starts_on") VALUES (OLD."audience", OLD."ends_on", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."prime_id", OLD."reference", OLD."scheme", OLD."service", OLD."starts_on"); RETURN NULL;',
                    hash="296a6668522ee9173ef1d7317b2403b8c16985fc",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5bdb1",
                    table="organisations_contract",
                    when="AFTER",
                ),
            ),
        ),
        AddConstraint(
            model_name="subcontract",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("contract", "="),
                    ("organisation", "="),
                    (fingerpost.organisations.models.InclusivePeriod(), "&&"),
                ],
                name="subcontract_no_overlap",
            ),
        ),
        AddTrigger(
            model_name="subcontract",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_subcontractevent" ("contract_id", "ends_on", "id", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (NEW."contract_id", NEW."ends_on", NEW."id", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."starts_on"); RETURN NULL;',
                    hash="d9f4dce6e212a37ba2ec2b37a993efea1d772088",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f8fa7",
                    table="organisations_subcontract",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="subcontract",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "organisations_subcontractevent" ("contract_id", "ends_on", "id", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (NEW."contract_id", NEW."ends_on", NEW."id", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."starts_on"); RETURN NULL;',
                    hash="8695a59d589389f05c77dbe0e4d19f60866a8257",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8aabb",
                    table="organisations_subcontract",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="subcontract",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_subcontractevent" ("contract_id", "ends_on", "id", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (OLD."contract_id", OLD."ends_on", OLD."id", OLD."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."starts_on"); RETURN NULL;',
                    hash="ed0107fc9357649af05e1fb00040f6d559ddeac5",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2846f",
                    table="organisations_subcontract",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="touchpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_touchpointevent" ("code", "contract_id", "id", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."contract_id", NEW."id", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="912b503e44192fc70af10ce962ba25cc29e84549",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_86c7f",
                    table="organisations_touchpoint",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="touchpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "organisations_touchpointevent" ("code", "contract_id", "id", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."contract_id", NEW."id", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="14ad0acc64640082f4d0ac5e04febc4c530fbc95",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a1229",
                    table="organisations_touchpoint",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="touchpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_touchpointevent" ("code", "contract_id", "id", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."code", OLD."contract_id", OLD."id", OLD."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="46af327363862ac84bbd45271e8e58a8d066afdd",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e2dff",
                    table="organisations_touchpoint",
                    when="AFTER",
                ),
            ),
        ),
        AddConstraint(
            model_name="venue",
            constraint=models.UniqueConstraint(fields=("organisation", "label"), name="venue_label_once"),
        ),
        AddTrigger(
            model_name="venue",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_venueevent" ("address_line_1", "address_line_2", "closes_on", "contract_id", "delivery_level", "id", "label", "opens_on", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "postcode", "town") VALUES (NEW."address_line_1", NEW."address_line_2", NEW."closes_on", NEW."contract_id", NEW."delivery_level", NEW."id", NEW."label", NEW."opens_on", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."postcode", NEW."town"); RETURN NULL;',
                    hash="eb6be215eee3aad8e1cb74365958965985c5f880",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_49e5e",
                    table="organisations_venue",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="venue",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "organisations_venueevent" ("address_line_1", "address_line_2", "closes_on", "contract_id", "delivery_level", "id", "label", "opens_on", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "postcode", "town") VALUES (NEW."address_line_1", NEW."address_line_2", NEW."closes_on", NEW."contract_id", NEW."delivery_level", NEW."id", NEW."label", NEW."opens_on", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."postcode", NEW."town"); RETURN NULL;',
                    hash="06283bd0462a82f3c2e4cd5693cab96326b2e674",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6fd52",
                    table="organisations_venue",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="venue",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organisations_venueevent" ("address_line_1", "address_line_2", "closes_on", "contract_id", "delivery_level", "id", "label", "opens_on", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "postcode", "town") VALUES (OLD."address_line_1", OLD."address_line_2", OLD."closes_on", OLD."contract_id", OLD."delivery_level", OLD."id", OLD."label", OLD."opens_on", OLD."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."postcode", OLD."town"); RETURN NULL;',
                    hash="2aed1c8756e7207e8959124e5ed7c8a6121d16e2",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_54b1d",
                    table="organisations_venue",
                    when="AFTER",
                ),
            ),
        ),
    ]
