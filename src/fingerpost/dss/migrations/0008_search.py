"""Searches that look before they give."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("dss", "0007_serving")]

    operations: ClassVar = []
