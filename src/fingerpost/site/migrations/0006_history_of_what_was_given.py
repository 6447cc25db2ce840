"""History can't be switched off by whoever writes, also after attendances say what was given; 0002 says why."""

from importlib import import_module

from django.db import migrations

before = import_module("fingerpost.site.migrations.0002_history_always")


class Migration(migrations.Migration):
    dependencies = [
        ("site", "0005_history_of_plans"),
        ("interactions", "0008_gave"),
    ]

    operations = [migrations.RunSQL(before.ALWAYS, migrations.RunSQL.noop)]
