"""That somebody may be at risk of harm is known to whoever took part in the contact, and to nobody else by it.

Everybody else who may see the contact sees its other decisions. Only those in a contact decide it, so whoever adds
a decision sees the one that it follows.
"""

from django.db import migrations

TABLE = "triage_contactdecision"
ME = "(SELECT fingerpost_me())"
WITH_CONTACT = f"EXISTS (SELECT 1 FROM interactions_contact c WHERE c.id = {TABLE}.contact_id)"
TOOK_PART = f"""EXISTS (SELECT 1 FROM interactions_contactstaff s
    WHERE s.contact_id = {TABLE}.contact_id AND s.account_id = {ME})"""
NEED_TO_KNOW = f"{WITH_CONTACT} AND ('concern' NOT IN (stated_need, found_need) OR {TOOK_PART})"


class Migration(migrations.Migration):
    dependencies = [("triage", "0003_forgetting")]

    operations = [
        migrations.RunSQL(
            f"ALTER POLICY app_sees ON {TABLE} USING ({NEED_TO_KNOW})",
            f"ALTER POLICY app_sees ON {TABLE} USING ({WITH_CONTACT})",
        ),
    ]
