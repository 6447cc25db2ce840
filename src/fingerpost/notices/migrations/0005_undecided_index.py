"""What Today counts is found without reading the whole outbox."""

from django.db import migrations, models

from fingerpost.house.triggers import AddIndex


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_decisions")]

    operations = [
        AddIndex(
            "message",
            models.Index(
                fields=["organisation_id", "state_at"],
                name="notices_undecided",
                condition=models.Q(state__in=["perhaps_sent", "failed"]),
            ),
        ),
    ]
