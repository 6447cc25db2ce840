"""What a system may write of a customer."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_grant_by_wire")]

    operations = []
