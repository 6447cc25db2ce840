"""What a system may write of plans."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_receipts"), ("interactions", "0010_carried_by_wire")]

    operations = []
