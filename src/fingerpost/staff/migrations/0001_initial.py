"""Accounts, memberships, standing and live sessions."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import fingerpost.house.ids
import fingerpost.organisations.models
from fingerpost.house.triggers import AddTrigger, CreateModel


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0002_who_may_read"),
    ]

    operations = [
        CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("full_name", models.CharField(max_length=150)),
                ("is_active", models.BooleanField(default=True)),
                ("password_changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("suspended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "suspended_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("credentials", "Sign-in details may be known to somebody else"),
                            ("left", "Left the organisation"),
                            ("checks", "Personnel checks not in place"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("second_step_offered_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "line_manager",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="manages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="account_email_small_letters",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("full_name", ""), _negated=True), name="account_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("suspended_at__isnull", True), ("suspended_for", "")),
                            models.Q(
                                ("suspended_at__isnull", False),
                                models.Q(("suspended_for", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="account_suspension_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("suspended_at__isnull", True), ("is_active", False), _connector="OR"
                        ),
                        name="account_suspended_is_not_active",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("line_manager", models.F("id")), _negated=True),
                        name="account_not_own_manager",
                    ),
                ],
                "ordering": ["full_name", "id"],
            },
        ),
        CreateModel(
            name="AccountEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                (
                    "id",
                    models.UUIDField(default=fingerpost.house.ids.new_id, editable=False, serialize=False),
                ),
                ("email", models.EmailField(max_length=254)),
                ("full_name", models.CharField(max_length=150)),
                ("is_active", models.BooleanField(default=True)),
                ("password_changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("suspended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "suspended_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("credentials", "Sign-in details may be known to somebody else"),
                            ("left", "Left the organisation"),
                            ("checks", "Personnel checks not in place"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("second_step_offered_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "line_manager",
                    models.ForeignKey(
                        blank=True,
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
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="LiveSession",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("session_hash", models.CharField(max_length=64, unique=True)),
                ("place_hash", models.CharField(max_length=64)),
                ("started_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="live_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("ended_at__gte", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="livesession_ends_after_start",
                    )
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["account", "seen_at"],
                        name="livesession_open",
                    )
                ],
                "ordering": ["-seen_at", "id"],
            },
        ),
        CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("first_line_adviser", "First-line adviser"),
                            ("telephone_adviser", "Telephone adviser"),
                            ("language_adviser", "Language adviser"),
                            ("area_adviser", "Area adviser"),
                            ("trainee", "Trainee adviser"),
                            ("information_adviser", "Information adviser"),
                            ("subcontractor_administrator", "Subcontractor administrator"),
                            ("claims_officer", "Claims officer"),
                            ("returns_manager", "Returns manager"),
                            ("compliance", "Compliance officer"),
                            ("safeguarding_lead", "Safeguarding lead"),
                            ("contract_manager", "Agency contract manager"),
                            ("auditor", "Auditor"),
                            ("technician", "Technician"),
                        ],
                        max_length=40,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="organisations.contract",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="membership_period_ordered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "first_line_adviser",
                                    "telephone_adviser",
                                    "language_adviser",
                                    "area_adviser",
                                    "trainee",
                                    "information_adviser",
                                    "subcontractor_administrator",
                                    "claims_officer",
                                    "returns_manager",
                                    "compliance",
                                    "safeguarding_lead",
                                    "contract_manager",
                                    "auditor",
                                    "technician",
                                ],
                            )
                        ),
                        name="membership_role_known",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("account", "="),
                            ("organisation", "="),
                            ("role", "="),
                            (
                                django.db.models.functions.comparison.Coalesce(
                                    "contract",
                                    models.Value("00000000-0000-0000-0000-000000000000", models.UUIDField()),
                                ),
                                "=",
                            ),
                            (fingerpost.organisations.models.InclusivePeriod(), "&&"),
                        ],
                        name="membership_no_overlap",
                    ),
                ],
                "ordering": ["starts_on", "id"],
            },
        ),
        CreateModel(
            name="MembershipEvent",
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
                    "role",
                    models.CharField(
                        choices=[
                            ("first_line_adviser", "First-line adviser"),
                            ("telephone_adviser", "Telephone adviser"),
                            ("language_adviser", "Language adviser"),
                            ("area_adviser", "Area adviser"),
                            ("trainee", "Trainee adviser"),
                            ("information_adviser", "Information adviser"),
                            ("subcontractor_administrator", "Subcontractor administrator"),
                            ("claims_officer", "Claims officer"),
                            ("returns_manager", "Returns manager"),
                            ("compliance", "Compliance officer"),
                            ("safeguarding_lead", "Safeguarding lead"),
                            ("contract_manager", "Agency contract manager"),
                            ("auditor", "Auditor"),
                            ("technician", "Technician"),
                        ],
                        max_length=40,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
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
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisations.contract",
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
                        to="staff.membership",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="Standing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("baseline_check", "Baseline personnel check"),
                            ("enhanced_check", "Enhanced check"),
                            ("record_training", "Customer record training"),
                            ("advice_qualification", "Advice and guidance qualification"),
                            ("supervised_trainee", "Supervised trainee"),
                        ],
                        max_length=30,
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standings_recorded",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="standing_period_ordered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "baseline_check",
                                    "enhanced_check",
                                    "record_training",
                                    "advice_qualification",
                                    "supervised_trainee",
                                ],
                            )
                        ),
                        name="standing_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "advice_qualification"), ("level__gte", 1), ("level__lte", 8)),
                            models.Q(
                                models.Q(("kind", "advice_qualification"), _negated=True),
                                ("level__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="standing_level_of_qualification_only",
                    ),
                ],
                "indexes": [models.Index(fields=["account", "kind"], name="standing_account_kind")],
                "ordering": ["kind", "-valid_from", "id"],
            },
        ),
        CreateModel(
            name="StandingEvent",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("baseline_check", "Baseline personnel check"),
                            ("enhanced_check", "Enhanced check"),
                            ("record_training", "Customer record training"),
                            ("advice_qualification", "Advice and guidance qualification"),
                            ("supervised_trainee", "Supervised trainee"),
                        ],
                        max_length=30,
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="staff.standing",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
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
        AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "staff_accountevent" ("created_at", "email", "full_name", "id", "is_active", "line_manager_id", "password_changed_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_step_offered_at", "suspended_at", "suspended_for") VALUES (NEW."created_at", NEW."email", NEW."full_name", NEW."id", NEW."is_active", NEW."line_manager_id", NEW."password_changed_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."second_step_offered_at", NEW."suspended_at", NEW."suspended_for"); RETURN NULL;',
                    hash="af2b3d6b5ba08be0b6fbd66ca06db951d174e29c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_adc54",
                    table="staff_account",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."full_name" IS DISTINCT FROM (NEW."full_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."line_manager_id" IS DISTINCT FROM (NEW."line_manager_id") OR OLD."password_changed_at" IS DISTINCT FROM (NEW."password_changed_at") OR OLD."second_step_offered_at" IS DISTINCT FROM (NEW."second_step_offered_at") OR OLD."suspended_at" IS DISTINCT FROM (NEW."suspended_at") OR OLD."suspended_for" IS DISTINCT FROM (NEW."suspended_for"))',
                    func='INSERT INTO "staff_accountevent" ("created_at", "email", "full_name", "id", "is_active", "line_manager_id", "password_changed_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_step_offered_at", "suspended_at", "suspended_for") VALUES (NEW."created_at", NEW."email", NEW."full_name", NEW."id", NEW."is_active", NEW."line_manager_id", NEW."password_changed_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."second_step_offered_at", NEW."suspended_at", NEW."suspended_for"); RETURN NULL;',
                    hash="89cd5438e51798d12431307a7a7f4475c4a22436",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_427cb",
                    table="staff_account",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "staff_accountevent" ("created_at", "email", "full_name", "id", "is_active", "line_manager_id", "password_changed_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_step_offered_at", "suspended_at", "suspended_for") VALUES (OLD."created_at", OLD."email", OLD."full_name", OLD."id", OLD."is_active", OLD."line_manager_id", OLD."password_changed_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."second_step_offered_at", OLD."suspended_at", OLD."suspended_for"); RETURN NULL;',
                    hash="492aa514051a70696d0d6b2860ae6290d5a9ac72",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c4d91",
                    table="staff_account",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "staff_membershipevent" ("account_id", "contract_id", "ends_on", "id", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts_on") VALUES (NEW."account_id", NEW."contract_id", NEW."ends_on", NEW."id", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."role", NEW."starts_on"); RETURN NULL;',
                    hash="50fe24262ac9335aa695ebf4a4ce90a02532d0a0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0684a",
                    table="staff_membership",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "staff_membershipevent" ("account_id", "contract_id", "ends_on", "id", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts_on") VALUES (NEW."account_id", NEW."contract_id", NEW."ends_on", NEW."id", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."role", NEW."starts_on"); RETURN NULL;',
                    hash="9f65a93638f93fd3cb169e12bd1f6661954e4141",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b2ee8",
                    table="staff_membership",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "staff_membershipevent" ("account_id", "contract_id", "ends_on", "id", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts_on") VALUES (OLD."account_id", OLD."contract_id", OLD."ends_on", OLD."id", OLD."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."role", OLD."starts_on"); RETURN NULL;',
                    hash="92d3b8b2423ac709b232f422d27e41b21f36221c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d8b16",
                    table="staff_membership",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="standing",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "staff_standingevent" ("account_id", "id", "kind", "level", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "valid_from", "valid_until") VALUES (NEW."account_id", NEW."id", NEW."kind", NEW."level", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."valid_from", NEW."valid_until"); RETURN NULL;',
                    hash="0c81d47db88be451848e3b60f4059943c4f7768e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_051ea",
                    table="staff_standing",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="standing",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "staff_standingevent" ("account_id", "id", "kind", "level", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "valid_from", "valid_until") VALUES (NEW."account_id", NEW."id", NEW."kind", NEW."level", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."valid_from", NEW."valid_until"); RETURN NULL;',
                    hash="d7b49bb633df7c351792b65f24fe28c33b9a5636",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e61ea",
                    table="staff_standing",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="standing",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "staff_standingevent" ("account_id", "id", "kind", "level", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "valid_from", "valid_until") VALUES (OLD."account_id", OLD."id", OLD."kind", OLD."level", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."recorded_at", OLD."recorded_by_id", OLD."valid_from", OLD."valid_until"); RETURN NULL;',
                    hash="fa1c3cf8d55581366f90d29bc972096a9938075b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b0930",
                    table="staff_standing",
                    when="AFTER",
                ),
            ),
        ),
    ]
