"""Whose email address it is, asked by every system that writes one."""

from typing import ClassVar

from django.db import migrations, models

from fingerpost.house.triggers import AddIndex


class Migration(migrations.Migration):
    dependencies: ClassVar = [("customers", "0006_carried_by_wire")]

    operations: ClassVar = [
        AddIndex(
            model_name="contactpoint",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True), ("kind", "email")),
                fields=["value"],
                name="customers_email_in_use",
            ),
        ),
    ]
