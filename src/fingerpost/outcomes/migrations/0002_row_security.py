"""Policies of the outcomes room: everything is seen with its customer; evidence opens by a grant of its own.

Follow-ups are made by functions of the worker alone; whoever follows up may close one of their own organisation.
Tries and answers are added and never changed. Of an outcome a claims officer alone writes what is checked and claimed.
"""

from django.db import migrations

from fingerpost.house.rls import (
    SYSTEM,
    definer_function,
    enable,
    flatten,
    grant_app,
    granted,
    policy,
    protect,
    protect_history,
    stays,
)

ME = "(SELECT fingerpost_me())"
MINE = "organisation_id = (SELECT fingerpost_my_organisation())"
CLAIMS = "(SELECT fingerpost_my_role()) = 'claims_officer'"
DOWN = "contract_id = ANY ((SELECT fingerpost_my_prime_contracts())::uuid[])"
# The roles that hold follow_up and record_outcomes (staff.access).
FOLLOWS_UP = """(SELECT fingerpost_my_role()) IN
    ('telephone_adviser', 'language_adviser', 'area_adviser', 'trainee', 'subcontractor_administrator')"""

FOLLOW_UP, ATTEMPT, OUTCOME = "outcomes_followup", "outcomes_followupattempt", "outcomes_outcome"
EVIDENCE, GRANT, ANSWER = "outcomes_evidence", "outcomes_evidencegrant", "outcomes_satisfactionanswer"

CLOSABLE = f"{granted(f'{FOLLOW_UP}.customer_id')} AND {MINE} AND {FOLLOWS_UP}"
OWN_FOLLOW_UP = f"""(follow_up_id IS NULL OR EXISTS (
    SELECT 1 FROM {FOLLOW_UP} f WHERE f.id = {ATTEMPT}.follow_up_id AND f.customer_id = {ATTEMPT}.customer_id
       AND f.{MINE}))"""

NEW_OUTCOME = f"""{granted(f"{OUTCOME}.customer_id")} AND recorded_by_id = {ME} AND {MINE} AND {FOLLOWS_UP}
    AND contract_id = ANY ((SELECT fingerpost_my_contracts())::uuid[])
    AND claimed_at IS NULL AND checked_at IS NULL AND sent_back_why = ''"""
CHANGEABLE = f"""{granted(f"{OUTCOME}.customer_id")}
    AND (({MINE} AND ({FOLLOWS_UP} OR {CLAIMS})) OR ({CLAIMS} AND {DOWN}))"""
OF_OWN_OUTCOME = f"""EXISTS (SELECT 1 FROM {OUTCOME} o WHERE o.id = {EVIDENCE}.outcome_id AND o.{MINE})
    AND {FOLLOWS_UP}"""

# What a policy can't say, since it sees one row and not the row before. Functions that run as owner are not bound by
# the first part; everybody is by the second.
OUTCOME_IS_TRUE = """
CREATE FUNCTION fingerpost_outcome_is_true() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $fingerpost$
DECLARE
    place record;
BEGIN
    IF NEW.attendance_id IS NOT NULL THEN
        SELECT a.customer_id, (s.started_at AT TIME ZONE 'Europe/London')::date AS held_on INTO place
          FROM interactions_attendance a JOIN interactions_session s ON s.id = a.session_id
         WHERE a.id = NEW.attendance_id;
        IF place.customer_id IS DISTINCT FROM NEW.customer_id THEN
            RAISE EXCEPTION 'a session of somebody else' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'outcomes_session_of_customer';
        END IF;
        IF NEW.told_on < place.held_on THEN
            RAISE EXCEPTION 'told before the session' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'outcomes_told_before_its_session';
        END IF;
    END IF;
    RETURN NEW;
END
$fingerpost$;
REVOKE ALL ON FUNCTION fingerpost_outcome_is_true FROM PUBLIC;
CREATE TRIGGER outcome_is_true BEFORE INSERT OR UPDATE OF attendance_id, customer_id, told_on ON outcomes_outcome
    FOR EACH ROW EXECUTE FUNCTION fingerpost_outcome_is_true();
"""
OUTCOME_IS_ANY = """
DROP TRIGGER outcome_is_true ON outcomes_outcome;
DROP FUNCTION fingerpost_outcome_is_true();
"""

# Anybody who changes an outcome may take a check back or clear what it was sent back for; giving either, and claiming,
# is a claims officer's. What is claimed stays as it was claimed.
CLAIMS_ARE_THEIRS = """
CREATE FUNCTION fingerpost_claims_are_theirs() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $fingerpost$
DECLARE
    officer boolean := fingerpost_my_role() = 'claims_officer';
BEGIN
    IF current_user <> 'fingerpost_app' THEN
        RETURN NEW;
    END IF;
    IF NOT officer AND (
        NEW.claimed_at IS DISTINCT FROM OLD.claimed_at OR NEW.claimed_by_id IS DISTINCT FROM OLD.claimed_by_id
        OR ((NEW.checked_at IS DISTINCT FROM OLD.checked_at OR NEW.checked_by_id IS DISTINCT FROM OLD.checked_by_id)
            AND NOT (NEW.checked_at IS NULL AND NEW.checked_by_id IS NULL))
        OR (NEW.sent_back_why IS DISTINCT FROM OLD.sent_back_why AND NEW.sent_back_why <> '')) THEN
        RAISE EXCEPTION 'a claims officer checks and claims' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.claimed_by_id IS DISTINCT FROM OLD.claimed_by_id AND NEW.claimed_by_id IS NOT NULL
            AND NEW.claimed_by_id <> fingerpost_me())
       OR (NEW.checked_by_id IS DISTINCT FROM OLD.checked_by_id AND NEW.checked_by_id IS NOT NULL
            AND NEW.checked_by_id <> fingerpost_me()) THEN
        RAISE EXCEPTION 'signed by somebody else' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.claimed_at IS NOT NULL AND (
        NEW.kind, NEW.attendance_id, NEW.touchpoint_id, NEW.started_on, NEW.told_on, NEW.evidenced_on,
        NEW.weekly_hours, NEW.detail, NEW.withdrawn_at)
       IS DISTINCT FROM (
        OLD.kind, OLD.attendance_id, OLD.touchpoint_id, OLD.started_on, OLD.told_on, OLD.evidenced_on,
        OLD.weekly_hours, OLD.detail, OLD.withdrawn_at) THEN
        RAISE EXCEPTION 'a claimed outcome stays as it was claimed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$fingerpost$;
REVOKE ALL ON FUNCTION fingerpost_claims_are_theirs FROM PUBLIC;
CREATE TRIGGER claims_are_theirs BEFORE UPDATE ON outcomes_outcome
    FOR EACH ROW EXECUTE FUNCTION fingerpost_claims_are_theirs();
"""
CLAIMS_ARE_ANYBODYS = """
DROP TRIGGER claims_are_theirs ON outcomes_outcome;
DROP FUNCTION fingerpost_claims_are_theirs();
"""

EVIDENCE_IS_OF_IT = """
CREATE FUNCTION fingerpost_evidence_is_of_it() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $fingerpost$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM outcomes_outcome o WHERE o.id = NEW.outcome_id AND o.customer_id = NEW.customer_id)
       OR NOT EXISTS (SELECT 1 FROM files_storedfile f WHERE f.id = NEW.file_id
                       AND f.customer_id = NEW.customer_id AND f.kind = 'evidence') THEN
        RAISE EXCEPTION 'evidence of somebody else' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'outcomes_evidence_of_customer';
    END IF;
    RETURN NEW;
END
$fingerpost$;
REVOKE ALL ON FUNCTION fingerpost_evidence_is_of_it FROM PUBLIC;
CREATE TRIGGER evidence_is_of_it BEFORE INSERT OR UPDATE OF outcome_id, customer_id, file_id ON outcomes_evidence
    FOR EACH ROW EXECUTE FUNCTION fingerpost_evidence_is_of_it();
"""
EVIDENCE_IS_ANY = """
DROP TRIGGER evidence_is_of_it ON outcomes_evidence;
DROP FUNCTION fingerpost_evidence_is_of_it();
"""

# The customer's own answer never comes through whoever gave the session: not even the owner may write it so.
ANSWER_IS_FREE = """
CREATE FUNCTION fingerpost_answer_is_free() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $fingerpost$
DECLARE
    place record;
BEGIN
    SELECT a.customer_id, a.session_id, a.result INTO place
      FROM interactions_attendance a WHERE a.id = NEW.attendance_id;
    IF place.customer_id IS DISTINCT FROM NEW.customer_id OR place.result <> 'attended' THEN
        RAISE EXCEPTION 'no session of this customer' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'outcomes_answer_of_customer';
    END IF;
    IF EXISTS (SELECT 1 FROM interactions_sessionstaff s
                WHERE s.session_id = place.session_id AND s.account_id = NEW.captured_by_id
                  AND s.part IN ('adviser', 'trainee')) THEN
        RAISE EXCEPTION 'captured by whoever gave the session' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'outcomes_answer_not_by_the_adviser';
    END IF;
    RETURN NEW;
END
$fingerpost$;
REVOKE ALL ON FUNCTION fingerpost_answer_is_free FROM PUBLIC;
CREATE TRIGGER answer_is_free BEFORE INSERT OR UPDATE ON outcomes_satisfactionanswer
    FOR EACH ROW EXECUTE FUNCTION fingerpost_answer_is_free();
"""
ANSWER_IS_ANYBODYS = """
DROP TRIGGER answer_is_free ON outcomes_satisfactionanswer;
DROP FUNCTION fingerpost_answer_is_free();
"""

# Opens one piece of evidence to who asks, says so in the read log, and returns until when. "Nothing there" and "not
# for you" are the same answer: no row.
OPEN_EVIDENCE = """
DECLARE
    piece record;
    may boolean;
    until timestamptz := now() + least(open_for, interval '24 hours');
BEGIN
    SELECT e.id, e.customer_id, e.added_by_id, o.organisation_id, o.contract_id INTO piece
      FROM outcomes_evidence e JOIN outcomes_outcome o ON o.id = e.outcome_id WHERE e.id = open_evidence;
    IF NOT FOUND OR NOT fingerpost_sees_customers() OR open_for <= interval '0' OR NOT EXISTS (
        SELECT 1 FROM customers_grant g
         WHERE g.customer_id = piece.customer_id AND g.starts_at <= now() AND g.ends_at > now()
           AND ((g.account_id = fingerpost_me()
                 AND (g.organisation_id IS NULL OR g.organisation_id = fingerpost_my_organisation()))
                OR (g.account_id IS NULL AND g.organisation_id = fingerpost_my_organisation()
                    AND g.contract_id = ANY (fingerpost_my_contracts()))
                OR (g.account_id IS NULL AND g.contract_id = ANY (fingerpost_my_prime_contracts())))) THEN
        RETURN NULL;
    END IF;
    may := CASE open_reason
        WHEN 'added' THEN piece.added_by_id = fingerpost_me()
        WHEN 'claim' THEN fingerpost_my_role() = 'claims_officer'
            AND (piece.organisation_id = fingerpost_my_organisation()
                 OR piece.contract_id = ANY (fingerpost_my_prime_contracts()))
        WHEN 'audit' THEN fingerpost_my_role() IN ('auditor', 'compliance')
        ELSE false END;
    IF NOT may THEN
        RETURN NULL;
    END IF;
    INSERT INTO outcomes_evidencegrant (id, evidence_id, account_id, reason, starts_at, ends_at)
    VALUES (gen_random_uuid(), piece.id, fingerpost_me(), open_reason, now(), until);
    INSERT INTO house_read (id, account_id, organisation_id, customer_id, what, reason)
    VALUES (gen_random_uuid(), fingerpost_me(), fingerpost_my_organisation(), piece.customer_id, 'evidence',
            open_reason);
    RETURN until;
END
"""

FORGET = """
BEGIN
    IF NOT fingerpost_may_forget(forgotten_customer) THEN
        RAISE EXCEPTION 'not a provisional record past its day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM outcomes_satisfactionanswer WHERE customer_id = forgotten_customer;
    DELETE FROM outcomes_evidencegrant WHERE evidence_id IN (
        SELECT id FROM outcomes_evidence WHERE customer_id = forgotten_customer);
    DELETE FROM outcomes_evidence WHERE customer_id = forgotten_customer;
    DELETE FROM outcomes_outcome WHERE customer_id = forgotten_customer;
    DELETE FROM outcomes_followupattempt WHERE customer_id = forgotten_customer;
    DELETE FROM outcomes_followup WHERE customer_id = forgotten_customer;
    DELETE FROM outcomes_evidenceevent WHERE customer_id = forgotten_customer;
    DELETE FROM outcomes_outcomeevent WHERE customer_id = forgotten_customer;
    DELETE FROM outcomes_followupattemptevent WHERE customer_id = forgotten_customer;
    DELETE FROM outcomes_followupevent WHERE customer_id = forgotten_customer;
END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0001_initial"),
        ("customers", "0004_forgetting"),
        ("interactions", "0002_row_security"),
        ("files", "0001_initial"),
        ("site", "0005_history_of_plans"),
    ]

    operations = flatten(
        [
            enable(FOLLOW_UP),
            grant_app(FOLLOW_UP, "SELECT, UPDATE (state, closed_at, closed_why, version)"),
            policy(FOLLOW_UP, "app_sees", "SELECT", using=granted(f"{FOLLOW_UP}.customer_id")),
            policy(
                FOLLOW_UP,
                "app_closes",
                "UPDATE",
                using=f"{CLOSABLE} AND state = 'open'",
                check=f"{CLOSABLE} AND state IN ('open', 'done', 'stopped')",
            ),
            # Columns are granted one by one; this says the same of whatever is granted later.
            stays(
                FOLLOW_UP,
                "id customer_id contract_id organisation_id stage counted_from due_on owner_id recorded_at",
            ),
        ],
        protect_history("outcomes_followupevent", see=granted("outcomes_followupevent.customer_id")),
        protect(
            ATTEMPT,
            see=granted(f"{ATTEMPT}.customer_id"),
            add=f"{granted(f'{ATTEMPT}.customer_id')} AND made_by_id = {ME} AND {FOLLOWS_UP} AND {OWN_FOLLOW_UP}",
        ),
        protect_history(
            "outcomes_followupattemptevent", see=granted("outcomes_followupattemptevent.customer_id")
        ),
        protect(OUTCOME, see=granted(f"{OUTCOME}.customer_id"), add=NEW_OUTCOME, change=CHANGEABLE),
        [
            stays(OUTCOME, "id customer_id contract_id organisation_id recorded_by_id recorded_at"),
            migrations.RunSQL(CLAIMS_ARE_THEIRS, CLAIMS_ARE_ANYBODYS),
            migrations.RunSQL(OUTCOME_IS_TRUE, OUTCOME_IS_ANY),
        ],
        protect_history("outcomes_outcomeevent", see=granted("outcomes_outcomeevent.customer_id")),
        protect(
            EVIDENCE,
            see=granted(f"{EVIDENCE}.customer_id"),
            add=f"{granted(f'{EVIDENCE}.customer_id')} AND added_by_id = {ME} AND {OF_OWN_OUTCOME}",
            change=f"{granted(f'{EVIDENCE}.customer_id')} AND {OF_OWN_OUTCOME}",
        ),
        [
            # Withdrawn once, and never brought back.
            stays(
                EVIDENCE,
                "id outcome_id customer_id kind file_id received_on added_by_id added_at",
                once="withdrawn_at",
                also="OLD.withdrawn_at IS NOT NULL AND OLD.withdrawn_why IS DISTINCT FROM NEW.withdrawn_why",
            ),
            migrations.RunSQL(EVIDENCE_IS_OF_IT, EVIDENCE_IS_ANY),
        ],
        protect_history("outcomes_evidenceevent", see=granted("outcomes_evidenceevent.customer_id")),
        [
            enable(GRANT),
            grant_app(GRANT, "SELECT"),
            policy(
                GRANT,
                "own_grants",
                "SELECT",
                using=f"account_id = {ME} AND EXISTS (SELECT 1 FROM {EVIDENCE} e WHERE e.id = {GRANT}.evidence_id)",
            ),
            policy(
                "files_filecontent",
                "evidence_is_granted",
                "SELECT",
                using=f"""EXISTS (SELECT 1 FROM {EVIDENCE} e JOIN {GRANT} g ON g.evidence_id = e.id
                    WHERE e.file_id = files_filecontent.file_id AND g.account_id = {ME}
                      AND g.starts_at <= now() AND g.ends_at > now())""",
            ),
        ],
        protect(
            ANSWER,
            see=granted(f"{ANSWER}.customer_id"),
            add=f"{granted(f'{ANSWER}.customer_id')} AND captured_by_id = {ME}",
        ),
        [migrations.RunSQL(ANSWER_IS_FREE, ANSWER_IS_ANYBODYS)],
        [
            definer_function(
                "fingerpost_open_evidence(open_evidence uuid, open_reason text, open_for interval)",
                OPEN_EVIDENCE,
                returns="timestamptz",
            ),
            definer_function(
                "fingerpost_forget_in_outcomes(forgotten_customer uuid)", FORGET, returns="void", role=SYSTEM
            ),
        ],
    )
