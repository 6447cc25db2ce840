"""Who sees and adds progressions and surveys."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0004_progressions")]

    operations = []
