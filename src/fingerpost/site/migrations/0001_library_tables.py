"""What the web and the worker may do with the tables of libraries, and the table of the cache.

Left out, so closed: Django's own groups and permissions, pages of email confirmation, kept contexts of history.
"""

from django.db import migrations

from fingerpost.house.rls import grant_app

ALL = "SELECT, INSERT, UPDATE, DELETE"

CACHE = """
CREATE TABLE house_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX house_cache_expires ON house_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("procrastinate", "0041_post_retry_failed_job"),
        ("sessions", "0001_initial"),
        ("staff", "0002_acting"),
    ]

    operations = [
        migrations.RunSQL(CACHE, "DROP TABLE house_cache"),
        grant_app("house_cache", ALL),
        # Whether the database is migrated is asked by /health.
        grant_app("django_migrations", "SELECT"),
        grant_app("django_content_type", "SELECT"),
        grant_app("django_session", ALL),
        grant_app("account_emailaddress", ALL),
        grant_app("mfa_authenticator", ALL),
        # Jobs are made in the transaction of the change they belong to, and taken by the worker.
        grant_app("procrastinate_jobs", ALL),
        grant_app("procrastinate_events", ALL),
        grant_app("procrastinate_periodic_defers", ALL),
        grant_app("procrastinate_workers", ALL),
        migrations.RunSQL(
            "GRANT USAGE ON SEQUENCE procrastinate_jobs_id_seq, procrastinate_events_id_seq,"
            " procrastinate_periodic_defers_id_seq TO fingerpost_app",
            "REVOKE USAGE ON SEQUENCE procrastinate_jobs_id_seq, procrastinate_events_id_seq,"
            " procrastinate_periodic_defers_id_seq FROM fingerpost_app",
        ),
    ]
