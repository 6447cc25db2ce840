"""Contractors that this service knows only by their own system on the wire."""

from django.db import migrations, models

from fingerpost.house.triggers import AddConstraint, AlterChoices, RemoveConstraint


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0004_scheme_as_example"),
    ]

    operations = [
        RemoveConstraint(
            model_name="organisation",
            name="organisation_kind_known",
        ),
        AlterChoices(
            model_name="organisation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("agency", "Funding agency"),
                    ("prime_contractor", "Prime contractor"),
                    ("subcontractor", "Subcontractor"),
                    ("contact_centre", "Contact centre"),
                    ("partner", "Partner organisation"),
                    ("external", "Contractor with a system of its own"),
                ],
                max_length=20,
            ),
        ),
        AlterChoices(
            model_name="organisationevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("agency", "Funding agency"),
                    ("prime_contractor", "Prime contractor"),
                    ("subcontractor", "Subcontractor"),
                    ("contact_centre", "Contact centre"),
                    ("partner", "Partner organisation"),
                    ("external", "Contractor with a system of its own"),
                ],
                max_length=20,
            ),
        ),
        AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "agency",
                            "prime_contractor",
                            "subcontractor",
                            "contact_centre",
                            "partner",
                            "external",
                        ],
                    )
                ),
                name="organisation_kind_known",
            ),
        ),
    ]
