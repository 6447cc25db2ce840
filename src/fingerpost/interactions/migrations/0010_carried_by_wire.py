"""What a system may write of contacts and sessions."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("interactions", "0009_code_hours"), ("customers", "0006_carried_by_wire")]

    operations = []
