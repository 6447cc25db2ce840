"""Accounts, memberships and standing."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import fingerpost.house.ids
import fingerpost.organisations.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
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
                ("failed_sign_ins", models.PositiveIntegerField(default=0)),
                ("locked_until", models.DateTimeField(blank=True, null=True)),
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
                "ordering": ["full_name", "id"],
            },
        ),
        migrations.CreateModel(
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
                "ordering": ["starts_on", "id"],
            },
        ),
        migrations.CreateModel(
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
                "ordering": ["kind", "-valid_from", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"), name="account_email_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("full_name", ""), _negated=True), name="account_named"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("suspended_at__isnull", True), ("suspended_for", "")),
                    models.Q(("suspended_at__isnull", False), models.Q(("suspended_for", ""), _negated=True)),
                    _connector="OR",
                ),
                name="account_suspension_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("suspended_at__isnull", True), ("is_active", False), _connector="OR"),
                name="account_suspended_is_not_active",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("line_manager", models.F("id")), _negated=True),
                name="account_not_own_manager",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="membership_period_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
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
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["account", "kind"], name="standing_account_kind"),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True),
                    ("valid_until__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="standing_period_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "advice_qualification"), ("level__gte", 1), ("level__lte", 8)),
                    models.Q(
                        models.Q(("kind", "advice_qualification"), _negated=True), ("level__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="standing_level_of_qualification_only",
            ),
        ),
    ]
