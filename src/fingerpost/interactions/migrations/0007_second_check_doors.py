"""Who may do what with second checks, held by the database itself (BR-A.3).

A code is made, found and failed by functions alone; *app* can't read its table. What was kept after a check is a row
that *app* may add and never change, and a trigger lets it in only where the code behind it was given to this person,
by somebody else of the same organisation, has not run out, and was not used. So neither a fault in a page nor a
worst query can keep words in the name of a colleague who looked at nothing.
"""

from importlib import import_module

from django.db import migrations

from fingerpost.house.rls import APP, definer_function, enable, flatten, granted, protect

FORGET_BEFORE: str = import_module("fingerpost.interactions.migrations.0004_forgetting").FORGET

CODES = "interactions_secondcheck"
USES = "interactions_secondcheckuse"
SEES = "(SELECT fingerpost_sees_customers())"
ME = "(SELECT fingerpost_me())"

# Codes that this person could still use. One that was used has lost its hash.
WAITING = f"""
    c.given_for_id = fingerpost_me() AND c.organisation_id = fingerpost_my_organisation()
    AND c.code_hash <> '' AND c.expires_at > now()
    AND NOT EXISTS (SELECT 1 FROM {USES} u WHERE u.check_made_id = c.id)
"""

GIVE = f"""
BEGIN
    IF NOT fingerpost_sees_customers() OR fingerpost_my_organisation() IS NULL THEN
        RETURN 'not_yours_to_give';
    END IF;
    IF colleague = fingerpost_me() THEN
        RETURN 'yourself';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM staff_membership m JOIN staff_account a ON a.id = m.account_id
         WHERE m.account_id = colleague AND m.organisation_id = fingerpost_my_organisation()
           AND a.is_active AND a.suspended_at IS NULL
           AND m.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
           AND (m.ends_on IS NULL OR m.ends_on >= (now() AT TIME ZONE 'Europe/London')::date)) THEN
        RETURN 'no_colleague';
    END IF;
    -- One code at a time for each giver, or the limit could be passed by asking at once.
    PERFORM pg_advisory_xact_lock(hashtextextended(fingerpost_me()::text, 9));
    IF (SELECT count(*) FROM {CODES} c
         WHERE c.given_by_id = fingerpost_me() AND c.given_at > now() - interval '1 hour') >= most_an_hour THEN
        RETURN 'too_many';
    END IF;
    INSERT INTO {CODES} (id, organisation_id, given_by_id, given_for_id, code_hash, failures, expires_at)
    VALUES (made, fingerpost_my_organisation(), fingerpost_me(), colleague, hashed, 0, now() + lasts);
    RETURN 'given';
END
"""

# The rows are held until the end of the transaction, so that tries and uses come one after another.
FIND = f"""
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT c.id, c.code_hash::text, c.given_by_id FROM {CODES} c
     WHERE {WAITING} AND c.failures < most_tries
     ORDER BY c.given_at DESC, c.id LIMIT 5 FOR UPDATE OF c;
END
"""

FAIL = f"""
BEGIN
    UPDATE {CODES} c SET failures = least(c.failures + 1, 32767) WHERE {WAITING};
END
"""

STANDS = f"""
DECLARE
    made record;
BEGIN
    SELECT * INTO made FROM {CODES} c WHERE c.id = NEW.check_made_id FOR UPDATE;
    IF NOT FOUND OR made.code_hash = '' OR made.expires_at <= now()
       OR made.given_for_id <> NEW.used_by_id OR made.given_by_id <> NEW.given_by_id
       OR made.organisation_id <> NEW.organisation_id THEN
        RAISE EXCEPTION 'no second check stands behind this' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE {CODES} SET code_hash = '' WHERE id = made.id;
    RETURN NEW;
END
"""

STANDS_TRIGGER = f"""
CREATE FUNCTION fingerpost_second_check_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $fingerpost${STANDS}$fingerpost$;
REVOKE ALL ON FUNCTION fingerpost_second_check_stands FROM PUBLIC;
CREATE TRIGGER second_check_stands BEFORE INSERT ON {USES} FOR EACH ROW
EXECUTE FUNCTION fingerpost_second_check_stands();
"""
NO_STANDS_TRIGGER = f"""
DROP TRIGGER second_check_stands ON {USES};
DROP FUNCTION fingerpost_second_check_stands();
"""

# Seen with what it is about; without a customer, with the attendance or session, or by whoever kept the words.
SEE = f"""{SEES} AND CASE
    WHEN {USES}.customer_id IS NOT NULL THEN {granted(f"{USES}.customer_id")}
    WHEN {USES}.attendance_id IS NOT NULL
        THEN EXISTS (SELECT 1 FROM interactions_attendance a WHERE a.id = {USES}.attendance_id)
    WHEN {USES}.session_id IS NOT NULL THEN fingerpost_session_is_there({USES}.session_id)
    ELSE {USES}.used_by_id = {ME} END"""

# That words were kept after a check remains, as the session does; whose they were goes.
LET_GO = f"""    UPDATE {USES} SET customer_id = NULL WHERE customer_id = forgotten_customer;
END
"""


def forget(body: str) -> str:
    """The statement that gives the function of this room's forgetting another body; its rights stay."""
    return f"""
CREATE OR REPLACE FUNCTION fingerpost_forget_in_interactions(forgotten_customer uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $fingerpost${body}$fingerpost$;
"""


class Migration(migrations.Migration):
    dependencies = [("interactions", "0006_second_checks")]

    operations = flatten(
        [enable(CODES)],
        protect(
            USES,
            see=SEE,
            add=f"{SEES} AND used_by_id = {ME} AND organisation_id = (SELECT fingerpost_my_organisation())"
            f" AND (customer_id IS NULL OR {granted(f'{USES}.customer_id')})",
        ),
        [
            migrations.RunSQL(STANDS_TRIGGER, NO_STANDS_TRIGGER),
            definer_function(
                "fingerpost_give_second_check(made uuid, colleague uuid, hashed text, lasts interval,"
                " most_an_hour integer)",
                GIVE,
                returns="text",
                role=APP,
            ),
            definer_function(
                "fingerpost_waiting_second_checks(most_tries integer)",
                FIND,
                returns="TABLE (check_id uuid, code_hash text, given_by uuid)",
                role=APP,
            ),
            definer_function("fingerpost_fail_second_checks()", FAIL, returns="void", role=APP),
            migrations.RunSQL(
                forget(FORGET_BEFORE.rstrip().removesuffix("END") + LET_GO), forget(FORGET_BEFORE)
            ),
        ],
    )
