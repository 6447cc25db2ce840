"""Who sees and takes the steps of returns."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("performance", "0002_facts")]

    operations = []
