"""Who sees and sets targets, duties, interventions and questions."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("performance", "0004_reports_security")]

    operations = []
