"""Touchpoints, keys, records, findings and notices of the wire."""

import django.db.models.deletion
import django.db.models.fields.json
import django.db.models.functions.datetime
import pghistory.utils
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import fingerpost.house.ids
from fingerpost.house.triggers import AddConstraint, AddIndex, AddTrigger, CreateModel


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0005_grant_by_wire"),
        ("organisations", "0005_external"),
        ("staff", "0003_role_of_systems"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModel(
            name="WireMark",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                ("events_seen", models.PositiveIntegerField()),
                ("mirrored_at", models.DateTimeField()),
            ],
        ),
        CreateModel(
            name="WireNotice",
            fields=[
                ("place", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("customer", "A change of a customer's record"),
                            ("collection", "Reports of a collection"),
                            ("identity", "A change of a digital account"),
                        ],
                        default="customer",
                        max_length=12,
                    ),
                ),
                ("customer_id", models.UUIDField(null=True)),
                ("record_id", models.UUIDField()),
                ("resource", models.CharField(max_length=24)),
                ("resource_url", models.CharField(max_length=600)),
                ("modified", models.CharField(max_length=40)),
                ("originator", models.CharField(max_length=10)),
                ("is_about_reaching", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be pushed"),
                            ("sent", "Pushed"),
                            ("parked", "Parked after the last try"),
                            ("ended", "Not pushed: the grant had ended"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("queued_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("state_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        CreateModel(
            name="WireKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("label", models.CharField(max_length=80)),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("ends_with", models.CharField(max_length=4)),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("used_on", models.DateField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="dss.wirekey",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
            },
        ),
        CreateModel(
            name="WireKeyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                (
                    "id",
                    models.UUIDField(default=fingerpost.house.ids.new_id, editable=False, serialize=False),
                ),
                ("label", models.CharField(max_length=80)),
                ("ends_with", models.CharField(max_length=4)),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="dss.wirekey",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dss.wirekey",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="WireKeyTouchpoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="touchpoints",
                        to="dss.wirekey",
                    ),
                ),
            ],
        ),
        CreateModel(
            name="WireNoticeAttempt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("http_status", models.PositiveSmallIntegerField()),
                ("was_taken", models.BooleanField()),
                ("tried_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="dss.wirenotice",
                    ),
                ),
            ],
        ),
        CreateModel(
            name="WireRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "resource",
                    models.CharField(
                        choices=[
                            ("customers", "Customer"),
                            ("addresses", "Address"),
                            ("contactdetails", "Contact details"),
                            ("diversitydetails", "Diversity details"),
                            ("interactions", "Interaction"),
                            ("sessions", "Session"),
                            ("actionplans", "Skills action plan"),
                            ("actions", "Action"),
                            ("goals", "Goal"),
                            ("outcomes", "Outcome"),
                            ("transfers", "Transfer"),
                            ("webchats", "Web chat"),
                            ("employmentprogressions", "Employment progression"),
                            ("learningprogressions", "Learning progression"),
                            ("adviserdetails", "Adviser details"),
                            ("subscriptions", "Subscription"),
                            ("digitalidentities", "Digital identity"),
                            ("collections", "Collection"),
                        ],
                        max_length=24,
                    ),
                ),
                ("interaction_id", models.UUIDField(null=True)),
                ("plan_id", models.UUIDField(null=True)),
                ("touchpoint", models.CharField(max_length=10)),
                ("modified_by", models.CharField(max_length=10)),
                ("modified_at", models.DateTimeField()),
                ("body", models.JSONField()),
                ("told", models.JSONField(default=dict)),
                ("sealed", models.BinaryField(null=True)),
                ("sealed_until", models.DateField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
            ],
        ),
        CreateModel(
            name="WireFinding",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("rule", models.CharField(max_length=40)),
                ("fields", models.JSONField(default=list)),
                ("found_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To be looked at"), ("settled", "Settled")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="dss.wirerecord",
                    ),
                ),
            ],
        ),
        CreateModel(
            name="WireRecordEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                (
                    "id",
                    models.UUIDField(default=fingerpost.house.ids.new_id, editable=False, serialize=False),
                ),
                (
                    "resource",
                    models.CharField(
                        choices=[
                            ("customers", "Customer"),
                            ("addresses", "Address"),
                            ("contactdetails", "Contact details"),
                            ("diversitydetails", "Diversity details"),
                            ("interactions", "Interaction"),
                            ("sessions", "Session"),
                            ("actionplans", "Skills action plan"),
                            ("actions", "Action"),
                            ("goals", "Goal"),
                            ("outcomes", "Outcome"),
                            ("transfers", "Transfer"),
                            ("webchats", "Web chat"),
                            ("employmentprogressions", "Employment progression"),
                            ("learningprogressions", "Learning progression"),
                            ("adviserdetails", "Adviser details"),
                            ("subscriptions", "Subscription"),
                            ("digitalidentities", "Digital identity"),
                            ("collections", "Collection"),
                        ],
                        max_length=24,
                    ),
                ),
                ("interaction_id", models.UUIDField(null=True)),
                ("plan_id", models.UUIDField(null=True)),
                ("touchpoint", models.CharField(max_length=10)),
                ("modified_by", models.CharField(max_length=10)),
                ("modified_at", models.DateTimeField()),
                ("body", models.JSONField()),
                ("sealed_until", models.DateField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="dss.wirerecord",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="WireTouchpoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=10, unique=True)),
                ("is_external", models.BooleanField()),
                ("listener_url", models.CharField(blank=True, default="", max_length=500)),
                ("sealed_secret", models.BinaryField(null=True)),
                ("opened_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.contract",
                    ),
                ),
                (
                    "membership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.membership"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "touchpoint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wire",
                        to="organisations.touchpoint",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.AddField(
            model_name="wirenotice",
            name="subscriber",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="dss.wiretouchpoint"
            ),
        ),
        CreateModel(
            name="WireKeyTouchpointEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                (
                    "id",
                    models.UUIDField(default=fingerpost.house.ids.new_id, editable=False, serialize=False),
                ),
                (
                    "key",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dss.wirekey",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="dss.wirekeytouchpoint",
                    ),
                ),
                (
                    "touchpoint",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dss.wiretouchpoint",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="wirekeytouchpoint",
            name="touchpoint",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="keys", to="dss.wiretouchpoint"
            ),
        ),
        CreateModel(
            name="WireFindingEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                (
                    "id",
                    models.UUIDField(default=fingerpost.house.ids.new_id, editable=False, serialize=False),
                ),
                ("rule", models.CharField(max_length=40)),
                ("fields", models.JSONField(default=list)),
                ("found_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To be looked at"), ("settled", "Settled")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="dss.wirefinding",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dss.wirerecord",
                    ),
                ),
                (
                    "touchpoint",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dss.wiretouchpoint",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="wirefinding",
            name="touchpoint",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dss.wiretouchpoint"
            ),
        ),
        CreateModel(
            name="WireTouchpointEvent",
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
                ("is_external", models.BooleanField()),
                ("listener_url", models.CharField(blank=True, default="", max_length=500)),
                ("opened_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisations.contract",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="staff.membership",
                    ),
                ),
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
                        to="dss.wiretouchpoint",
                    ),
                ),
                (
                    "touchpoint",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisations.touchpoint",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        AddConstraint(
            model_name="wirekey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__isnull", True), ("ends_at__gte", models.F("made_at")), _connector="OR"
                ),
                name="dss_key_ends_after_made",
            ),
        ),
        AddConstraint(
            model_name="wirekey",
            constraint=models.CheckConstraint(
                condition=models.Q(("secret_hash__regex", "^[0-9a-f]{64}$")), name="dss_key_hash_is_whole"
            ),
        ),
        AddTrigger(
            model_name="wirekey",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dss_wirekeyevent" ("ends_at", "ends_with", "id", "label", "made_at", "made_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "replaces_id", "revoked_at", "revoked_by_id") VALUES (NEW."ends_at", NEW."ends_with", NEW."id", NEW."label", NEW."made_at", NEW."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."replaces_id", NEW."revoked_at", NEW."revoked_by_id"); RETURN NULL;',
                    hash="035658ee4b43165bfd4a8e0c80ca59c95a23df2e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c71fc",
                    table="dss_wirekey",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="wirekey",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."ends_at" IS DISTINCT FROM (NEW."ends_at") OR OLD."ends_with" IS DISTINCT FROM (NEW."ends_with") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."replaces_id" IS DISTINCT FROM (NEW."replaces_id") OR OLD."revoked_at" IS DISTINCT FROM (NEW."revoked_at") OR OLD."revoked_by_id" IS DISTINCT FROM (NEW."revoked_by_id"))',
                    func='INSERT INTO "dss_wirekeyevent" ("ends_at", "ends_with", "id", "label", "made_at", "made_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "replaces_id", "revoked_at", "revoked_by_id") VALUES (NEW."ends_at", NEW."ends_with", NEW."id", NEW."label", NEW."made_at", NEW."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."replaces_id", NEW."revoked_at", NEW."revoked_by_id"); RETURN NULL;',
                    hash="bae8a1b7b0dcc4ca5b448e38db7e0e470d893dde",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b15fb",
                    table="dss_wirekey",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="wirekey",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dss_wirekeyevent" ("ends_at", "ends_with", "id", "label", "made_at", "made_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "replaces_id", "revoked_at", "revoked_by_id") VALUES (OLD."ends_at", OLD."ends_with", OLD."id", OLD."label", OLD."made_at", OLD."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."replaces_id", OLD."revoked_at", OLD."revoked_by_id"); RETURN NULL;',
                    hash="aa69c4d549edb915b1b4fd07acd434f6e55e3161",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d3b30",
                    table="dss_wirekey",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="wirenoticeattempt",
            index=models.Index(fields=["notice", "-tried_at"], name="dss_attempts_of"),
        ),
        AddIndex(
            model_name="wirerecord",
            index=models.Index(fields=["customer", "resource", "id"], name="dss_records_of"),
        ),
        AddIndex(
            model_name="wirerecord",
            index=models.Index(
                condition=models.Q(("plan_id__isnull", False)),
                fields=["plan_id", "resource"],
                name="dss_of_plan",
            ),
        ),
        AddIndex(
            model_name="wirerecord",
            index=models.Index(
                django.db.models.fields.json.KeyTextTransform("EmailAddress", "body"),
                condition=models.Q(("resource", "contactdetails")),
                name="dss_email",
            ),
        ),
        AddIndex(
            model_name="wirerecord",
            index=models.Index(fields=["modified_at", "id"], name="dss_modified"),
        ),
        AddIndex(
            model_name="wirerecord",
            index=models.Index(
                condition=models.Q(("sealed__isnull", False)),
                fields=["sealed_until"],
                name="dss_sealed_until",
            ),
        ),
        AddConstraint(
            model_name="wirerecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "resource__in",
                        [
                            "customers",
                            "addresses",
                            "contactdetails",
                            "diversitydetails",
                            "interactions",
                            "sessions",
                            "actionplans",
                            "actions",
                            "goals",
                            "outcomes",
                            "transfers",
                            "webchats",
                            "employmentprogressions",
                            "learningprogressions",
                            "adviserdetails",
                            "subscriptions",
                            "digitalidentities",
                            "collections",
                        ],
                    )
                ),
                name="dss_resource_known",
            ),
        ),
        AddConstraint(
            model_name="wirerecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("customer__isnull", False),
                    ("resource__in", ["adviserdetails", "collections"]),
                    _connector="OR",
                ),
                name="dss_record_of_a_customer",
            ),
        ),
        AddConstraint(
            model_name="wirerecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sealed__isnull", True), ("sealed_until__isnull", False), _connector="OR"
                ),
                name="dss_sealed_has_a_day",
            ),
        ),
        AddConstraint(
            model_name="wirerecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "resource__in",
                        [
                            "customers",
                            "contactdetails",
                            "diversitydetails",
                            "employmentprogressions",
                            "learningprogressions",
                        ],
                    )
                ),
                fields=("customer", "resource"),
                name="dss_one_a_customer",
            ),
        ),
        AddConstraint(
            model_name="wirerecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True), ("resource", "digitalidentities")),
                fields=("customer",),
                name="dss_one_live_identity",
            ),
        ),
        AddTrigger(
            model_name="wirerecord",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dss_wirerecordevent" ("body", "closed_at", "customer_id", "id", "interaction_id", "modified_at", "modified_by", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "resource", "sealed_until", "touchpoint", "version") VALUES (NEW."body", NEW."closed_at", NEW."customer_id", NEW."id", NEW."interaction_id", NEW."modified_at", NEW."modified_by", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."resource", NEW."sealed_until", NEW."touchpoint", NEW."version"); RETURN NULL;',
                    hash="642e2a6b7850e369c95d81e0890c91cc3a207ecb",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_230c7",
                    table="dss_wirerecord",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="wirerecord",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."body" IS DISTINCT FROM (NEW."body") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."customer_id" IS DISTINCT FROM (NEW."customer_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."interaction_id" IS DISTINCT FROM (NEW."interaction_id") OR OLD."modified_at" IS DISTINCT FROM (NEW."modified_at") OR OLD."modified_by" IS DISTINCT FROM (NEW."modified_by") OR OLD."plan_id" IS DISTINCT FROM (NEW."plan_id") OR OLD."resource" IS DISTINCT FROM (NEW."resource") OR OLD."sealed_until" IS DISTINCT FROM (NEW."sealed_until") OR OLD."touchpoint" IS DISTINCT FROM (NEW."touchpoint") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "dss_wirerecordevent" ("body", "closed_at", "customer_id", "id", "interaction_id", "modified_at", "modified_by", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "resource", "sealed_until", "touchpoint", "version") VALUES (NEW."body", NEW."closed_at", NEW."customer_id", NEW."id", NEW."interaction_id", NEW."modified_at", NEW."modified_by", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."plan_id", NEW."resource", NEW."sealed_until", NEW."touchpoint", NEW."version"); RETURN NULL;',
                    hash="709fc82da4f6ddd8aab962f0910b10ad140421d6",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d2b94",
                    table="dss_wirerecord",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="wirerecord",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dss_wirerecordevent" ("body", "closed_at", "customer_id", "id", "interaction_id", "modified_at", "modified_by", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "resource", "sealed_until", "touchpoint", "version") VALUES (OLD."body", OLD."closed_at", OLD."customer_id", OLD."id", OLD."interaction_id", OLD."modified_at", OLD."modified_by", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."resource", OLD."sealed_until", OLD."touchpoint", OLD."version"); RETURN NULL;',
                    hash="b0dbad22b114de0b96c8e9f6ac8b87fb85bac48e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_da5cd",
                    table="dss_wirerecord",
                    when="AFTER",
                ),
            ),
        ),
        AddConstraint(
            model_name="wiretouchpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[0-9]{10}$")), name="dss_code_ten_digits"
            ),
        ),
        AddTrigger(
            model_name="wiretouchpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dss_wiretouchpointevent" ("account_id", "code", "contract_id", "id", "is_external", "listener_url", "membership_id", "opened_at", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "touchpoint_id") VALUES (NEW."account_id", NEW."code", NEW."contract_id", NEW."id", NEW."is_external", NEW."listener_url", NEW."membership_id", NEW."opened_at", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."touchpoint_id"); RETURN NULL;',
                    hash="bfa9c27039af56f7a370c00ce00ce2f780a2ebfd",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5771c",
                    table="dss_wiretouchpoint",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="wiretouchpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."account_id" IS DISTINCT FROM (NEW."account_id") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."contract_id" IS DISTINCT FROM (NEW."contract_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_external" IS DISTINCT FROM (NEW."is_external") OR OLD."listener_url" IS DISTINCT FROM (NEW."listener_url") OR OLD."membership_id" IS DISTINCT FROM (NEW."membership_id") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."touchpoint_id" IS DISTINCT FROM (NEW."touchpoint_id"))',
                    func='INSERT INTO "dss_wiretouchpointevent" ("account_id", "code", "contract_id", "id", "is_external", "listener_url", "membership_id", "opened_at", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "touchpoint_id") VALUES (NEW."account_id", NEW."code", NEW."contract_id", NEW."id", NEW."is_external", NEW."listener_url", NEW."membership_id", NEW."opened_at", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."touchpoint_id"); RETURN NULL;',
                    hash="dcc176ba1ce25d926497cc7bd133d4c2efb3e984",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e85f9",
                    table="dss_wiretouchpoint",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="wiretouchpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dss_wiretouchpointevent" ("account_id", "code", "contract_id", "id", "is_external", "listener_url", "membership_id", "opened_at", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "touchpoint_id") VALUES (OLD."account_id", OLD."code", OLD."contract_id", OLD."id", OLD."is_external", OLD."listener_url", OLD."membership_id", OLD."opened_at", OLD."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."touchpoint_id"); RETURN NULL;',
                    hash="7c85fd9017b1fc7124758b2ad6ba7ac5139423ee",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_139a1",
                    table="dss_wiretouchpoint",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="wirenotice",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["subscriber", "customer_id", "place"],
                name="dss_notices_waiting",
            ),
        ),
        AddIndex(
            model_name="wirenotice",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["due_at", "place"], name="dss_notices_due"
            ),
        ),
        AddIndex(
            model_name="wirenotice",
            index=models.Index(fields=["state", "state_at", "place"], name="dss_notices_standing"),
        ),
        AddConstraint(
            model_name="wirenotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "sent", "parked", "ended"])),
                name="dss_notice_state_known",
            ),
        ),
        AddConstraint(
            model_name="wirenotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["customer", "collection", "identity"])),
                name="dss_notice_kind_known",
            ),
        ),
        AddConstraint(
            model_name="wirekeytouchpoint",
            constraint=models.UniqueConstraint(fields=("key", "touchpoint"), name="dss_key_touchpoint_once"),
        ),
        AddTrigger(
            model_name="wirekeytouchpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dss_wirekeytouchpointevent" ("id", "key_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "touchpoint_id") VALUES (NEW."id", NEW."key_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."touchpoint_id"); RETURN NULL;',
                    hash="27023634ae48838bf1c8d43f9aebd7a3146fd021",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_66941",
                    table="dss_wirekeytouchpoint",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="wirekeytouchpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "dss_wirekeytouchpointevent" ("id", "key_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "touchpoint_id") VALUES (NEW."id", NEW."key_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."touchpoint_id"); RETURN NULL;',
                    hash="10c364a6bfd184675798ec5d0b3a9455946de33f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_02989",
                    table="dss_wirekeytouchpoint",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="wirekeytouchpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dss_wirekeytouchpointevent" ("id", "key_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "touchpoint_id") VALUES (OLD."id", OLD."key_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."touchpoint_id"); RETURN NULL;',
                    hash="5b14a78a76a29b9a1afc2c176b016d3f2df2b4d7",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_adfc2",
                    table="dss_wirekeytouchpoint",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="wirefinding",
            index=models.Index(fields=["touchpoint", "state", "found_at", "id"], name="dss_findings_open"),
        ),
        AddConstraint(
            model_name="wirefinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("settled_by__isnull", True), ("state", "open")),
                    models.Q(
                        ("settled_at__isnull", False), ("settled_by__isnull", False), ("state", "settled")
                    ),
                    _connector="OR",
                ),
                name="dss_finding_settled_by_somebody",
            ),
        ),
        AddConstraint(
            model_name="wirefinding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("record", "rule"), name="dss_finding_open_once"
            ),
        ),
        AddConstraint(
            model_name="wirefinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("settled_at__isnull", True), ("settled_at__gte", models.F("found_at")), _connector="OR"
                ),
                name="dss_finding_settled_after",
            ),
        ),
        AddTrigger(
            model_name="wirefinding",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dss_wirefindingevent" ("customer_id", "fields", "found_at", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "recorded_at", "rule", "settled_at", "settled_by_id", "state", "touchpoint_id") VALUES (NEW."customer_id", NEW."fields", NEW."found_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."record_id", NEW."recorded_at", NEW."rule", NEW."settled_at", NEW."settled_by_id", NEW."state", NEW."touchpoint_id"); RETURN NULL;',
                    hash="d96ed394ca4be70f77ac20c07e8640b09784a6a9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_de00a",
                    table="dss_wirefinding",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="wirefinding",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "dss_wirefindingevent" ("customer_id", "fields", "found_at", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "recorded_at", "rule", "settled_at", "settled_by_id", "state", "touchpoint_id") VALUES (NEW."customer_id", NEW."fields", NEW."found_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."record_id", NEW."recorded_at", NEW."rule", NEW."settled_at", NEW."settled_by_id", NEW."state", NEW."touchpoint_id"); RETURN NULL;',
                    hash="96ab96b4a53347e86a96e80d80eb29d2ee83769a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_da73d",
                    table="dss_wirefinding",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="wirefinding",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dss_wirefindingevent" ("customer_id", "fields", "found_at", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "recorded_at", "rule", "settled_at", "settled_by_id", "state", "touchpoint_id") VALUES (OLD."customer_id", OLD."fields", OLD."found_at", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."record_id", OLD."recorded_at", OLD."rule", OLD."settled_at", OLD."settled_by_id", OLD."state", OLD."touchpoint_id"); RETURN NULL;',
                    hash="fdc790bde7963ef8a4751e4306c0e7a4aec8ce1f",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_bdf6c",
                    table="dss_wirefinding",
                    when="AFTER",
                ),
            ),
        ),
    ]
