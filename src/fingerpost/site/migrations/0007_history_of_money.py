"""History can't be switched off by whoever writes, also under terms, progressions and performance; 0002 says why."""

from importlib import import_module

from django.db import migrations

before = import_module("fingerpost.site.migrations.0002_history_always")


class Migration(migrations.Migration):
    dependencies = [
        ("site", "0006_history_of_what_was_given"),
        ("outcomes", "0004_progressions"),
        ("funding", "0004_ledger"),
        ("performance", "0001_initial"),
    ]

    operations = [migrations.RunSQL(before.ALWAYS, migrations.RunSQL.noop)]
