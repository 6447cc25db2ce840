"""Keys rotated and revoked, limits, search, alarms."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dss", "0002_security")]

    operations = []
