"""History can't be switched off by whoever writes, also under plans and outcomes; 0002 says why."""

from importlib import import_module

from django.db import migrations

before = import_module("fingerpost.site.migrations.0002_history_always")


class Migration(migrations.Migration):
    dependencies = [
        ("site", "0004_uses_in_triage"),
        ("plans", "0001_initial"),
        ("outcomes", "0001_initial"),
    ]

    operations = [migrations.RunSQL(before.ALWAYS, migrations.RunSQL.noop)]
