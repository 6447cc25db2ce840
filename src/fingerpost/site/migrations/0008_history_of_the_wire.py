"""History can't be switched off by whoever writes, also under the wire's records; 0002 says why."""

from importlib import import_module

from django.db import migrations

before = import_module("fingerpost.site.migrations.0002_history_always")


class Migration(migrations.Migration):
    dependencies = [("site", "0007_history_of_money"), ("dss", "0001_initial")]

    operations = [migrations.RunSQL(before.ALWAYS, migrations.RunSQL.noop)]
