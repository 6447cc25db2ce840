"""Policies of the files room, and its part in forgetting a customer.

That a file is there is seen by those who hold a grant on its customer; its bytes too, except those of evidence, for
which the room that knows why somebody may open them adds a policy of its own. Rows are added and never changed.
The worker that delivers reads the encrypted copies of plans and nothing else. Files go after everything that refers
to them.
"""

from django.db import migrations

from fingerpost.house.rls import SYSTEM, definer_function, flatten, granted, policy, protect

SEES = "(SELECT fingerpost_sees_customers())"
ME = "(SELECT fingerpost_me())"
DELIVERING = "(SELECT fingerpost_purpose()) = 'deliver_notices'"

FILE = "files_storedfile"
CONTENT = "files_filecontent"

SEEN = f"{SEES} AND {granted(f'{FILE}.customer_id')}"

# A policy on the facts stands behind each of these look-ups.
OPENED = f"EXISTS (SELECT 1 FROM {FILE} f WHERE f.id = {CONTENT}.file_id AND f.kind <> 'evidence')"
STORED_BY_ME = f"EXISTS (SELECT 1 FROM {FILE} f WHERE f.id = {CONTENT}.file_id AND f.stored_by_id = {ME})"
A_PLAN_COPY = f"EXISTS (SELECT 1 FROM {FILE} f WHERE f.id = {CONTENT}.file_id AND f.kind = 'plan_copy')"

FORGET = """
BEGIN
    IF NOT fingerpost_may_forget(forgotten_customer) THEN
        RAISE EXCEPTION 'not a provisional record past its day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM files_filecontent
     WHERE file_id IN (SELECT id FROM files_storedfile WHERE customer_id = forgotten_customer);
    DELETE FROM files_storedfile WHERE customer_id = forgotten_customer;
END
"""


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial"), ("customers", "0004_forgetting")]

    operations = flatten(
        protect(FILE, see=SEEN, add=f"{SEEN} AND stored_by_id = {ME}"),
        protect(CONTENT, see=f"{SEES} AND {OPENED}", add=f"{SEES} AND {STORED_BY_ME}"),
        [
            policy(FILE, "worker_sees", "SELECT", using=f"{DELIVERING} AND kind = 'plan_copy'"),
            policy(CONTENT, "worker_sees", "SELECT", using=f"{DELIVERING} AND {A_PLAN_COPY}"),
            definer_function(
                "fingerpost_forget_in_files(forgotten_customer uuid)", FORGET, returns="void", role=SYSTEM
            ),
        ],
    )
