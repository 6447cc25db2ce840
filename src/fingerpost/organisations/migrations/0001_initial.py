"""Organisations, contracts, touchpoints, areas and venues."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import fingerpost.house.ids
import fingerpost.organisations.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
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
        migrations.CreateModel(
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
                "ordering": ["reference", "id"],
            },
        ),
        migrations.CreateModel(
            name="ContractArea",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contract_areas",
                        to="organisations.area",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contract_areas",
                        to="organisations.contract",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="contract",
            name="areas",
            field=models.ManyToManyField(
                related_name="contracts", through="organisations.ContractArea", to="organisations.area"
            ),
        ),
        migrations.CreateModel(
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
                ],
            },
        ),
        migrations.CreateModel(
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
                "ordering": ["name", "id"],
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
            },
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
        migrations.CreateModel(
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
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subcontracts",
                        to="organisations.contract",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subcontracts",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Touchpoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=10, unique=True)),
                (
                    "contract",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="touchpoints",
                        to="organisations.contract",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="touchpoints",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
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
                (
                    "contract",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="venues",
                        to="organisations.contract",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="venues",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["label", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="contractarea",
            constraint=models.UniqueConstraint(fields=("contract", "area"), name="contract_area_once"),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="contract_period_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["adult", "young_people"])),
                name="contract_audience_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("service__in", ["area", "contact_centre"])), name="contract_service_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="subcontract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="subcontract_period_ordered",
            ),
        ),
        migrations.AddConstraint(
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
        migrations.AddConstraint(
            model_name="touchpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[0-9]{10}$")), name="touchpoint_code_ten_digits"
            ),
        ),
        migrations.AddConstraint(
            model_name="venue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes_on__isnull", True), ("closes_on__gte", models.F("opens_on")), _connector="OR"
                ),
                name="venue_period_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="venue",
            constraint=models.UniqueConstraint(fields=("organisation", "label"), name="venue_label_once"),
        ),
        migrations.AddConstraint(
            model_name="venue",
            constraint=models.CheckConstraint(
                condition=models.Q(("delivery_level__in", ["1a", "1b", "2a", "2b", "3", "4"])),
                name="venue_level_known",
            ),
        ),
    ]
