"""Who sees whose reports."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("performance", "0003_returns_security")]

    operations = []
