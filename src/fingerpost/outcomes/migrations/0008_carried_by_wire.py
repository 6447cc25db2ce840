"""What a system may write of outcomes and progressions."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0007_calls_security"), ("interactions", "0010_carried_by_wire")]

    operations = []
