"""Forgetting and sealed text by date."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dss", "0005_sync")]

    operations = []
