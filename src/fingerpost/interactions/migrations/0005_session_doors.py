"""The door through which a session takes over who is in its contact.

A member of staff sees only their own part in a contact; whoever is in it may ask which accounts take part, so that
a language adviser who joined the call stands in the session too.
"""

from django.db import migrations

from fingerpost.house.rls import definer_function

STAFF_OF_CONTACT = """
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT 1 FROM interactions_contactstaff s
                    WHERE s.contact_id = asked_contact AND s.account_id = fingerpost_me()) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT DISTINCT ON (s.account_id, s.part) s.account_id, s.part::text
      FROM interactions_contactstaff s
     WHERE s.contact_id = asked_contact ORDER BY s.account_id, s.part LIMIT 20;
END
"""


class Migration(migrations.Migration):
    dependencies = [("interactions", "0004_forgetting")]

    operations = [
        definer_function(
            "fingerpost_staff_of_contact(asked_contact uuid)",
            STAFF_OF_CONTACT,
            returns="TABLE (account_id uuid, part text)",
        ),
    ]
