"""Policies of the triage room: a decision is seen with its contact, and added by whoever is in the contact.

Rows are added and never changed: nobody but the function that forgets may. A decision can follow only one of the
same contact; the key to it holds both.
"""

from django.db import migrations

from fingerpost.house.rls import flatten, protect

TABLE = "triage_contactdecision"
SEES = "(SELECT fingerpost_sees_customers())"
ME = "(SELECT fingerpost_me())"

WITH_CONTACT = f"EXISTS (SELECT 1 FROM interactions_contact c WHERE c.id = {TABLE}.contact_id)"

MINE_TO_DECIDE = f"""{SEES} AND decided_by_id = {ME}
    AND EXISTS (SELECT 1 FROM interactions_contact c WHERE c.id = {TABLE}.contact_id AND c.state = 'open')
    AND EXISTS (SELECT 1 FROM interactions_contactstaff s
                 WHERE s.contact_id = {TABLE}.contact_id AND s.account_id = {ME} AND s.left_at IS NULL)"""

SAME_CONTACT = f"""
ALTER TABLE {TABLE} ADD CONSTRAINT triage_follows_same_contact
    FOREIGN KEY (supersedes_id, contact_id) REFERENCES {TABLE} (id, contact_id)
"""
ANY_CONTACT = f"ALTER TABLE {TABLE} DROP CONSTRAINT triage_follows_same_contact"


class Migration(migrations.Migration):
    dependencies = [("triage", "0001_initial"), ("interactions", "0003_identity_check")]

    operations = flatten(
        protect(TABLE, see=WITH_CONTACT, add=MINE_TO_DECIDE),
        [migrations.RunSQL(SAME_CONTACT, ANY_CONTACT)],
    )
