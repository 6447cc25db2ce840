"""Who sees and makes runs."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("funding", "0005_terms_security")]

    operations = []
