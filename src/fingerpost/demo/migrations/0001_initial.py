"""The mark of a demo database. The web may ask whether it is one; only the owner makes one."""

import django.db.models.functions.datetime
from django.db import migrations, models

import fingerpost.house.ids
from fingerpost.house.rls import grant_app
from fingerpost.house.triggers import CreateModel


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModel(
            name="Nation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("only", models.BooleanField(default=True, editable=False, unique=True)),
                ("seed", models.BigIntegerField()),
                ("until_on", models.DateField()),
                ("customers", models.PositiveIntegerField()),
                ("organisation_ids", models.JSONField(default=list)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("only", True)), name="demo_one_nation")
                ],
            },
        ),
        grant_app("demo_nation", "SELECT"),
    ]
