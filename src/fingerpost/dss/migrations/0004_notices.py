"""Policies and doors of change notices and subscriptions."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dss", "0003_keys")]

    operations = []
