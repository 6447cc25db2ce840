"""Policies of the plans room: a plan is seen through the grant on its customer, everything else through its plan.

Versions, answers and progress are added and never changed or taken away; so are copies, but for how they stand. The
references run one way (copy to version to plan to grant), since policies may not go in circles.
"""

from django.db import migrations

from fingerpost.house.rls import (
    SYSTEM,
    definer_function,
    flatten,
    grant_app,
    granted,
    policy,
    protect,
    protect_history,
    stays,
)

SEES = "(SELECT fingerpost_sees_customers())"
ME = "(SELECT fingerpost_me())"

PLAN, DRAFT, PART, ITEM = "plans_plan", "plans_draft", "plans_draftpart", "plans_draftitem"
VERSION, ANSWER, PROGRESS, COPY = (
    "plans_planversion",
    "plans_planacceptance",
    "plans_planprogress",
    "plans_plancopy",
)


def of_plan(table: str) -> str:
    """Seen with the plan."""
    return f"EXISTS (SELECT 1 FROM {PLAN} p WHERE p.id = {table}.plan_id)"


def of_draft(table: str) -> str:
    """Seen with the working copy."""
    return f"EXISTS (SELECT 1 FROM {DRAFT} d WHERE d.id = {table}.draft_id)"


def of_version(table: str) -> str:
    """Seen with the version."""
    return f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = {table}.version_id)"


def is_ours(table: str) -> str:
    """The attendance is one that the actor's organisation gave, or in which the actor took part."""
    return f"""EXISTS (SELECT 1 FROM interactions_attendance a
        JOIN interactions_session s ON s.id = a.session_id
       WHERE a.id = {table}.attendance_id
         AND (s.organisation_id = (SELECT fingerpost_my_organisation())
              OR EXISTS (SELECT 1 FROM interactions_sessionstaff t
                          WHERE t.session_id = s.id AND t.account_id = {ME})))"""


# A plan begins at a session: it is the customer's, and its contract and organisation are that session's.
NEW_PLAN = f"""{SEES} AND begun_by_id = {ME} AND {granted(f"{PLAN}.customer_id")}
    AND EXISTS (SELECT 1 FROM interactions_attendance a JOIN interactions_session s ON s.id = a.session_id
                 WHERE a.customer_id = {PLAN}.customer_id AND s.contract_id = {PLAN}.contract_id
                   AND s.organisation_id = {PLAN}.organisation_id)"""


def kept_by_draft(table: str) -> list[migrations.RunSQL]:
    """Parts and lines of a working copy: whoever changes one stands in it."""
    mine = f"{of_draft(table)} AND saved_by_id = {ME}"
    return flatten(
        protect(table, see=of_draft(table), add=mine),
        [
            grant_app(table, "UPDATE"),
            policy(table, "app_changes", "UPDATE", using=of_draft(table), check=mine),
        ],
        protect_history(f"{table}event", see=of_draft(f"{table}event")),
    )


# Composite keys would say the same with a second copy of the customer in every row. Checks read beneath row security,
# as a foreign key does, and tell nothing but that the two do not belong together.
SAME_CUSTOMER = """
CREATE FUNCTION fingerpost_plan_of_its_customer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $fingerpost$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM plans_plan p JOIN interactions_attendance a ON a.customer_id = p.customer_id
                    WHERE p.id = NEW.plan_id AND a.id = NEW.attendance_id) THEN
        RAISE EXCEPTION 'the attendance is of another customer than the plan'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'plans_of_one_customer';
    END IF;
    RETURN NULL;
END
$fingerpost$;
REVOKE ALL ON FUNCTION fingerpost_plan_of_its_customer FROM PUBLIC;
"""
FOLLOWS = """
CREATE FUNCTION fingerpost_version_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $fingerpost$
BEGIN
    IF NEW.number > 1 AND NOT EXISTS (
        SELECT 1 FROM plans_planversion v
         WHERE v.id = NEW.replaces_id AND v.plan_id = NEW.plan_id AND v.number = NEW.number - 1) THEN
        RAISE EXCEPTION 'a version follows the one before it in the same plan'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'plans_version_follows_the_last';
    END IF;
    RETURN NULL;
END
$fingerpost$;
REVOKE ALL ON FUNCTION fingerpost_version_follows FROM PUBLIC;
"""
# The lock makes two answers to one version wait for each other.
SETTLED = """
CREATE FUNCTION fingerpost_answer_is_last() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $fingerpost$
BEGIN
    PERFORM 1 FROM plans_planversion v WHERE v.id = NEW.version_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM plans_planacceptance a WHERE a.version_id = NEW.version_id AND a.answer = 'accepted') THEN
        RAISE EXCEPTION 'this version is accepted already'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'plans_nothing_after_acceptance';
    END IF;
    RETURN NEW;
END
$fingerpost$;
REVOKE ALL ON FUNCTION fingerpost_answer_is_last FROM PUBLIC;
"""


def checked(table: str, function: str, *, when: str = "") -> migrations.RunSQL:
    """A constraint trigger that asks a function about each row that is added, or carried to another attendance."""
    events = "INSERT" if table in (VERSION, PROGRESS) else "INSERT OR UPDATE OF plan_id, attendance_id"
    return migrations.RunSQL(
        f"CREATE CONSTRAINT TRIGGER {function} AFTER {events} ON {table} FOR EACH ROW {when}"
        f" EXECUTE FUNCTION fingerpost_{function}()",
        f"DROP TRIGGER {function} ON {table}",
    )


FORGET = """
DECLARE
    gone uuid[];
    working uuid[];
    frozen uuid[];
BEGIN
    IF NOT fingerpost_may_forget(forgotten_customer) THEN
        RAISE EXCEPTION 'not a provisional record past its day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT coalesce(array_agg(id), '{}') INTO gone FROM plans_plan WHERE customer_id = forgotten_customer;
    SELECT coalesce(array_agg(id), '{}') INTO working FROM plans_draft WHERE plan_id = ANY (gone);
    SELECT coalesce(array_agg(id), '{}') INTO frozen FROM plans_planversion WHERE plan_id = ANY (gone);
    DELETE FROM plans_plancopy WHERE version_id = ANY (frozen);
    DELETE FROM plans_plancopyevent WHERE version_id = ANY (frozen);
    DELETE FROM plans_planacceptance WHERE version_id = ANY (frozen);
    DELETE FROM plans_planprogress WHERE plan_id = ANY (gone);
    DELETE FROM plans_draftitem WHERE draft_id = ANY (working);
    DELETE FROM plans_draftitemevent WHERE draft_id = ANY (working);
    DELETE FROM plans_draftpart WHERE draft_id = ANY (working);
    DELETE FROM plans_draftpartevent WHERE draft_id = ANY (working);
    DELETE FROM plans_draft WHERE plan_id = ANY (gone);
    DELETE FROM plans_draftevent WHERE plan_id = ANY (gone);
    DELETE FROM plans_planversion WHERE plan_id = ANY (gone);
    DELETE FROM plans_plan WHERE id = ANY (gone);
    DELETE FROM plans_planevent WHERE customer_id = forgotten_customer;
END
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial"), ("customers", "0004_forgetting")]

    operations = flatten(
        protect(
            PLAN,
            see=f"{SEES} AND {granted(f'{PLAN}.customer_id')}",
            add=NEW_PLAN,
            change=f"{SEES} AND {granted(f'{PLAN}.customer_id')}",
        ),
        [
            stays(
                PLAN,
                "id customer_id organisation_id contract_id follows_id begun_by_id begun_at recorded_at",
                once="closed_at",
            )
        ],
        protect_history("plans_planevent", see=f"{SEES} AND {granted('plans_planevent.customer_id')}"),
        protect(
            VERSION,
            see=of_plan(VERSION),
            add=f"{of_plan(VERSION)} AND made_by_id = {ME} AND {is_ours(VERSION)}",
        ),
        protect(
            DRAFT,
            see=of_plan(DRAFT),
            add=f"{of_plan(DRAFT)} AND begun_by_id = {ME} AND {is_ours(DRAFT)}",
            change=f"{of_plan(DRAFT)} AND {is_ours(DRAFT)}",
        ),
        [stays(DRAFT, "id plan_id attendance_id begun_by_id begun_at recorded_at")],
        protect_history("plans_draftevent", see=of_plan("plans_draftevent")),
        kept_by_draft(PART),
        [stays(PART, "id draft_id part")],
        kept_by_draft(ITEM),
        [
            stays(ITEM, "id draft_id key kind"),
            grant_app(ITEM, "DELETE"),
            policy(ITEM, "app_removes", "DELETE", using=of_draft(ITEM)),
        ],
        protect(ANSWER, see=of_version(ANSWER), add=f"{of_version(ANSWER)} AND recorded_by_id = {ME}"),
        protect(PROGRESS, see=of_plan(PROGRESS), add=f"{of_plan(PROGRESS)} AND recorded_by_id = {ME}"),
        protect(
            COPY,
            see=of_version(COPY),
            add=f"{of_version(COPY)} AND made_by_id = {ME}",
            change=of_version(COPY),
        ),
        [
            stays(
                COPY,
                "id version_id way format language wrapping purpose instead_of_id made_by_id made_at recorded_at",
                once="file_id message_id received_at told_at told_by_id given_at",
            )
        ],
        protect_history("plans_plancopyevent", see=of_version("plans_plancopyevent")),
        [
            migrations.RunSQL(SAME_CUSTOMER, "DROP FUNCTION fingerpost_plan_of_its_customer"),
            checked(VERSION, "plan_of_its_customer"),
            checked(DRAFT, "plan_of_its_customer"),
            checked(PROGRESS, "plan_of_its_customer", when="WHEN (NEW.attendance_id IS NOT NULL)"),
            migrations.RunSQL(FOLLOWS, "DROP FUNCTION fingerpost_version_follows"),
            checked(VERSION, "version_follows"),
            migrations.RunSQL(SETTLED, "DROP FUNCTION fingerpost_answer_is_last"),
            migrations.RunSQL(
                f"CREATE TRIGGER answer_is_last BEFORE INSERT ON {ANSWER} FOR EACH ROW"
                " EXECUTE FUNCTION fingerpost_answer_is_last()",
                f"DROP TRIGGER answer_is_last ON {ANSWER}",
            ),
            definer_function(
                "fingerpost_forget_in_plans(forgotten_customer uuid)", FORGET, returns="void", role=SYSTEM
            ),
        ],
    )
