"""A door is open as long as its contract."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("dss", "0009_notices_and_collections")]

    operations: ClassVar = []
