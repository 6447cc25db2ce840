"""Who sees and makes claims; what the ledger refuses."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("funding", "0006_runs_security")]

    operations = []
