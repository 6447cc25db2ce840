"""Collections and notices ask who may still see a customer."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("dss", "0008_search")]

    operations: ClassVar = []
