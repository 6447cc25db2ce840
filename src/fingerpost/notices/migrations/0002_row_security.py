"""The outbox is written by whoever acts and read only by the worker that delivers, under that purpose."""

from django.db import migrations

from fingerpost.house.rls import enable, grant_app, policy

DELIVERING = "(SELECT fingerpost_purpose()) = 'deliver_notices'"
OWN = "account_id IS NOT DISTINCT FROM (SELECT fingerpost_me())"


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("house", "0002_settings_functions")]

    operations = [
        enable("notices_message"),
        grant_app("notices_message", "SELECT, INSERT, UPDATE"),
        policy("notices_message", "app_queues", "INSERT", check=OWN),
        policy("notices_message", "worker_sees", "SELECT", using=DELIVERING),
        policy("notices_message", "worker_marks", "UPDATE", using=DELIVERING, check=DELIVERING),
    ]
