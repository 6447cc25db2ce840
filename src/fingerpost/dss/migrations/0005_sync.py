"""Where a synchronisation with another service stands."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dss", "0004_notices")]

    operations = []
