"""Policies of progressions and surveys: both are added and never changed.

A progression is seen with its customer and added by whoever records outcomes. A draw is seen by those who work under
its contract, made by its returns manager or compliance officer; a customer of a draw is seen with a grant alone.
"""

from django.db import migrations

from fingerpost.house.rls import SYSTEM, enable, flatten, grant_app, granted, policy, protect, protect_history

ME = "(SELECT fingerpost_me())"
MINE = "organisation_id = (SELECT fingerpost_my_organisation())"
# The roles that hold record_outcomes (staff.access).
RECORDS = """(SELECT fingerpost_my_role()) IN
    ('telephone_adviser', 'language_adviser', 'area_adviser', 'trainee', 'subcontractor_administrator')"""
WORKS_HERE = """(SELECT fingerpost_sees_customers())
    AND (contract_id = ANY ((SELECT fingerpost_my_contracts())::uuid[])
         OR contract_id = ANY ((SELECT fingerpost_my_prime_contracts())::uuid[]))"""
DRAWS = "(SELECT fingerpost_my_role()) IN ('returns_manager', 'compliance')"

EMPLOYMENT, LEARNING = "outcomes_employmentprogression", "outcomes_learningprogression"
DRAW, DRAWN = "outcomes_surveydraw", "outcomes_surveydrawn"

FORGET_HEAD = """
BEGIN
    IF NOT fingerpost_may_forget(forgotten_customer) THEN
        RAISE EXCEPTION 'not a provisional record past its day' USING ERRCODE = 'insufficient_privilege';
    END IF;"""
FORGET_BEFORE = """
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
    DELETE FROM outcomes_followupevent WHERE customer_id = forgotten_customer;"""
FORGET_HERE = """
    DELETE FROM outcomes_surveydrawn WHERE customer_id = forgotten_customer;
    DELETE FROM outcomes_employmentprogression WHERE customer_id = forgotten_customer;
    DELETE FROM outcomes_learningprogression WHERE customer_id = forgotten_customer;
    DELETE FROM outcomes_employmentprogressionevent WHERE customer_id = forgotten_customer;
    DELETE FROM outcomes_learningprogressionevent WHERE customer_id = forgotten_customer;"""


def forgetting(body: str) -> str:
    """The function that forgets a provisional record here, with this body; its right to be called stays."""
    return f"""
CREATE OR REPLACE FUNCTION fingerpost_forget_in_outcomes(forgotten_customer uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $fingerpost$
{FORGET_HEAD}{body}
END
$fingerpost$;
REVOKE ALL ON FUNCTION fingerpost_forget_in_outcomes FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fingerpost_forget_in_outcomes TO {SYSTEM};
"""


def added_alone(table: str) -> list[migrations.RunSQL]:
    """Rows of a customer that are added in one's own name and never changed, with their history."""
    mine = granted(f"{table}.customer_id")
    return [
        *protect(table, see=mine, add=f"{mine} AND recorded_by_id = {ME} AND {MINE} AND {RECORDS}"),
        *protect_history(f"{table}event", see=granted(f"{table}event.customer_id")),
    ]


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0004_progressions"), ("customers", "0004_forgetting")]

    operations = flatten(
        added_alone(EMPLOYMENT),
        added_alone(LEARNING),
        protect(DRAW, see=WORKS_HERE, add=f"{WORKS_HERE} AND drawn_by_id = {ME} AND {DRAWS}"),
        [
            enable(DRAWN),
            grant_app(DRAWN, "SELECT, INSERT"),
            policy(DRAWN, "app_sees", "SELECT", using=granted(f"{DRAWN}.customer_id")),
            policy(
                DRAWN,
                "app_adds",
                "INSERT",
                check=f"""{granted(f"{DRAWN}.customer_id")} AND EXISTS (
                    SELECT 1 FROM {DRAW} d WHERE d.id = {DRAWN}.draw_id AND d.drawn_by_id = {ME}
                       AND d.drawn_at > now() - interval '10 minutes')""",
            ),
            migrations.RunSQL(forgetting(FORGET_BEFORE + FORGET_HERE), forgetting(FORGET_BEFORE)),
        ],
    )
