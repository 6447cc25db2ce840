"""The facts that measures count, and who sees which."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("performance", "0001_initial"),
        ("funding", "0008_audits_security"),
        ("outcomes", "0005_progressions_security"),
    ]

    operations = []
