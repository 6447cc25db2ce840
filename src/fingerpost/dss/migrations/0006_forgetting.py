"""The part of the wire in forgetting a customer, and the destroying of sealed words whose day has passed.

Whoever is forgotten has never existed on the wire: no record, no sealed word, no finding, no notice, no trace of a try
to push one. What *system* may do here it does through these functions alone.
"""

from django.db import migrations

from fingerpost.house.rls import SYSTEM, definer_function

FORGET = """
DECLARE
    records uuid[];
BEGIN
    IF NOT fingerpost_may_forget(forgotten_customer) THEN
        RAISE EXCEPTION 'not a provisional record past its day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT coalesce(array_agg(id), '{}') INTO records
      FROM dss_wirerecord WHERE customer_id = forgotten_customer;
    DELETE FROM dss_wirenoticeattempt WHERE notice_id IN (
        SELECT place FROM dss_wirenotice WHERE customer_id = forgotten_customer OR record_id = ANY (records));
    DELETE FROM dss_wirenotice WHERE customer_id = forgotten_customer OR record_id = ANY (records);
    DELETE FROM dss_wirefinding WHERE customer_id = forgotten_customer;
    DELETE FROM dss_wirefindingevent WHERE customer_id = forgotten_customer;
    DELETE FROM dss_wiremark WHERE customer_id = forgotten_customer;
    DELETE FROM dss_wirerecord WHERE customer_id = forgotten_customer;
    DELETE FROM dss_wirerecordevent WHERE customer_id = forgotten_customer;
END
"""

# The last day is in it: words sealed until today are kept today.
DESTROY = """
DECLARE
    gone integer;
BEGIN
    UPDATE dss_wirerecord SET sealed = NULL, sealed_until = NULL
     WHERE sealed IS NOT NULL AND sealed_until < (now() AT TIME ZONE 'Europe/London')::date;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dss", "0005_sync"),
        ("customers", "0004_forgetting"),
    ]

    operations = [
        definer_function(
            "fingerpost_forget_in_dss(forgotten_customer uuid)", FORGET, returns="void", role=SYSTEM
        ),
        definer_function("fingerpost_destroy_sealed_words()", DESTROY, returns="integer", role=SYSTEM),
    ]
