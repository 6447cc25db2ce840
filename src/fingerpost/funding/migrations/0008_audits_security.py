"""Who draws and opens samples for audit."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("funding", "0007_ledger_security")]

    operations = []
