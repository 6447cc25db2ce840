"""The part of the interactions room in forgetting a customer: what was said goes, what happened stays.

That a contact and a session took place remains, for counts of contacts; nothing of whose they were does.
"""

from django.db import migrations

from fingerpost.house.rls import SYSTEM, definer_function

FORGET = """
DECLARE
    places uuid[];
    contacts uuid[];
BEGIN
    IF NOT fingerpost_may_forget(forgotten_customer) THEN
        RAISE EXCEPTION 'not a provisional record past its day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT coalesce(array_agg(id), '{}') INTO places
      FROM interactions_attendance WHERE customer_id = forgotten_customer;
    SELECT coalesce(array_agg(id), '{}') INTO contacts
      FROM interactions_contact WHERE customer_id = forgotten_customer;
    DELETE FROM interactions_attendancesection WHERE attendance_id = ANY (places);
    DELETE FROM interactions_attendancesectionevent WHERE attendance_id = ANY (places);
    DELETE FROM interactions_priorityassessment WHERE customer_id = forgotten_customer;
    DELETE FROM interactions_priorityassessmentevent WHERE customer_id = forgotten_customer;
    DELETE FROM interactions_noticegiven WHERE customer_id = forgotten_customer;
    DELETE FROM interactions_noticegivenevent WHERE customer_id = forgotten_customer;
    -- The seed of a check is a keyed hash of name, date of birth and postcode.
    UPDATE interactions_identitycheck SET customer_id = NULL, seed = ''
     WHERE customer_id = forgotten_customer OR id IN (
        SELECT check_made_id FROM interactions_identitycandidate WHERE customer_id = forgotten_customer);
    DELETE FROM interactions_onetimecode WHERE check_made_id IN (
        SELECT check_made_id FROM interactions_identitycandidate WHERE customer_id = forgotten_customer);
    DELETE FROM interactions_identitycandidate WHERE customer_id = forgotten_customer;
    UPDATE interactions_attendance SET customer_id = NULL WHERE id = ANY (places);
    UPDATE interactions_contact SET customer_id = NULL WHERE id = ANY (contacts);
    DELETE FROM interactions_attendanceevent WHERE customer_id = forgotten_customer;
    DELETE FROM interactions_contactevent WHERE customer_id = forgotten_customer;
END
"""


class Migration(migrations.Migration):
    dependencies = [("interactions", "0003_identity_check"), ("customers", "0004_forgetting")]

    operations = [
        definer_function(
            "fingerpost_forget_in_interactions(forgotten_customer uuid)", FORGET, returns="void", role=SYSTEM
        ),
    ]
