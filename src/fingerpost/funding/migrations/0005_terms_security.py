"""Who sees and sets what a contract is worth."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("funding", "0004_ledger")]

    operations = []
