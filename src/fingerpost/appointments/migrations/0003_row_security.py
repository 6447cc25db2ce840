"""Policies and the door of the appointments room.

An appointment is the adviser's own time; a booking in it follows its customer. Preparing for one's own
booked appointment is a grant of its own, made by a function that checks whose appointment it is and when.
"""

from django.db import migrations

from fingerpost.house.rls import definer_function, flatten, granted, protect, protect_history, stays

SEES = "(SELECT fingerpost_sees_customers())"


def own_diary(table: str) -> str:
    """An appointment is seen by its adviser and by the administrators of its organisation."""
    return f"""{SEES} AND ({table}.adviser_id = (SELECT fingerpost_me())
        OR {table}.organisation_id = (SELECT fingerpost_my_organisation())
           AND {table}.contract_id = ANY ((SELECT fingerpost_my_contracts())::uuid[]))"""


# A time is made for one's own organisation, and for somebody who works there: whoever holds it sees whom it is for.
NEW_TIME = f"""{SEES} AND organisation_id = (SELECT fingerpost_my_organisation())
    AND contract_id = ANY ((SELECT fingerpost_my_contracts())::uuid[])
    AND EXISTS (SELECT 1 FROM staff_membership m
                 WHERE m.account_id = appointments_appointment.adviser_id
                   AND m.organisation_id = (SELECT fingerpost_my_organisation()))"""

# Prepare: the booked customers of one's own appointment, from so many days before to so many after.
PREPARE = """
DECLARE
    mine record;
    made integer;
BEGIN
    SELECT a.* INTO mine FROM appointments_appointment a
     WHERE a.id = prepared_appointment AND a.adviser_id = fingerpost_me() AND NOT a.is_cancelled
       AND a.organisation_id = fingerpost_my_organisation() AND a.contract_id = ANY (fingerpost_my_contracts())
       AND now() >= a.starts_at - prepare_before AND now() <= a.ends_at + write_up_after;
    IF NOT FOUND OR NOT fingerpost_sees_customers() THEN
        RETURN -1;
    END IF;
    INSERT INTO customers_grant
        (id, customer_id, account_id, organisation_id, reason, basis_id, purpose, ends_at, granted_by_id)
    SELECT gen_random_uuid(), b.customer_id, fingerpost_me(), mine.organisation_id, 'own_appointment', mine.id, '',
           mine.ends_at + write_up_after, fingerpost_me()
      FROM appointments_booking b
      JOIN customers_customer c ON c.id = b.customer_id AND c.state <> 'closed'
     WHERE b.appointment_id = mine.id AND b.state = 'booked'
       AND NOT EXISTS (SELECT 1 FROM customers_grant g
                        WHERE g.customer_id = b.customer_id AND g.account_id = fingerpost_me()
                          AND g.reason = 'own_appointment' AND g.basis_id = mine.id);
    GET DIAGNOSTICS made = ROW_COUNT;
    INSERT INTO house_event (id, kind, happened_at, account_id, organisation_id, customer_id, subject)
    VALUES (gen_random_uuid(), 'appointment.prepared', now(), fingerpost_me(), fingerpost_my_organisation(),
            NULL, jsonb_build_object('appointment', mine.id, 'granted', made));
    RETURN (SELECT count(*) FROM appointments_booking b
             WHERE b.appointment_id = mine.id AND b.state = 'booked');
END
"""


# Places are counted beneath row security, since nobody sees the bookings of customers who are not theirs, and under
# a lock on the appointment, so that the last place is given once.
COUNT_PLACES = """
CREATE FUNCTION fingerpost_count_places() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $fingerpost$
DECLARE
    places integer;
BEGIN
    SELECT a.capacity INTO places FROM appointments_appointment a WHERE a.id = NEW.appointment_id FOR UPDATE;
    IF (SELECT count(*) FROM appointments_booking b
         WHERE b.appointment_id = NEW.appointment_id AND b.state = 'booked' AND b.id <> NEW.id) >= places THEN
        RAISE EXCEPTION 'appointments_no_more_places'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'appointments_no_more_places';
    END IF;
    RETURN NEW;
END
$fingerpost$;
REVOKE ALL ON FUNCTION fingerpost_count_places FROM PUBLIC;
CREATE TRIGGER appointments_no_more_places BEFORE INSERT OR UPDATE OF state, appointment_id ON appointments_booking
    FOR EACH ROW WHEN (NEW.state = 'booked') EXECUTE FUNCTION fingerpost_count_places();
"""
UNCOUNT_PLACES = """
DROP TRIGGER appointments_no_more_places ON appointments_booking;
DROP FUNCTION fingerpost_count_places;
"""


class Migration(migrations.Migration):
    dependencies = [("appointments", "0002_initial"), ("interactions", "0003_identity_check")]

    operations = flatten(
        protect(
            "appointments_appointment",
            see=own_diary("appointments_appointment"),
            add=NEW_TIME,
            change=own_diary("appointments_appointment"),
        ),
        [
            stays(
                "appointments_appointment",
                "id adviser_id organisation_id contract_id recorded_at",
                once="session_id",
            ),
            stays("appointments_booking", "id appointment_id customer_id booked_by_id booked_at"),
        ],
        protect_history("appointments_appointmentevent", see=own_diary("appointments_appointmentevent")),
        protect(
            "appointments_booking",
            see=granted("appointments_booking.customer_id"),
            add=f"{granted('appointments_booking.customer_id')} AND EXISTS (SELECT 1 FROM appointments_appointment a"
            " WHERE a.id = appointments_booking.appointment_id)",
            change=granted("appointments_booking.customer_id"),
        ),
        protect_history("appointments_bookingevent", see=granted("appointments_bookingevent.customer_id")),
        [
            definer_function(
                "fingerpost_prepare_appointment(prepared_appointment uuid, prepare_before interval,"
                " write_up_after interval)",
                PREPARE,
                returns="integer",
            ),
            migrations.RunSQL(COUNT_PLACES, UNCOUNT_PLACES),
        ],
    )
