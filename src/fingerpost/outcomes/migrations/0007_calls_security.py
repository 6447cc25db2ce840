"""Policies of agreed calls and of research outcomes; handing a follow-up over; history that can't be switched off.

A follow-up is handed over by changing its owner: its own, nobody's, a leaver's, one of somebody whom one manages, or
any of the organisation by its administrator. A trigger says so, since a policy sees one row and not the row before.
"""

from importlib import import_module

from django.db import migrations

from fingerpost.house.rls import flatten, grant_app, granted, policy, protect, protect_history, stays

progressions = import_module("fingerpost.outcomes.migrations.0005_progressions_security")
settling = import_module("fingerpost.outcomes.migrations.0003_settling")
first = import_module("fingerpost.outcomes.migrations.0002_row_security")
always = import_module("fingerpost.site.migrations.0002_history_always")

ME, MINE, RECORDS = progressions.ME, progressions.MINE, progressions.RECORDS
RESEARCH, AGREEMENT, CALL = "outcomes_researchoutcome", "outcomes_callagreement", "outcomes_plannedcall"
ATTEMPT, FOLLOW_UP, EVIDENCE = "outcomes_followupattempt", "outcomes_followup", "outcomes_evidence"

_AGREED = granted(f"{AGREEMENT}.customer_id")
_CALLED = granted(f"{CALL}.customer_id")
# OI-3.34b: as many calls as were agreed to, while the agreement stands; one more needs a new agreement.
WITHIN_THE_AGREEMENT = f"""EXISTS (
    SELECT 1 FROM {AGREEMENT} a WHERE a.id = {CALL}.agreement_id AND a.customer_id = {CALL}.customer_id
       AND a.organisation_id = {CALL}.organisation_id AND a.withdrawn_at IS NULL AND {CALL}.place <= a.calls)"""
OWNED_HERE = f"""EXISTS (
    SELECT 1 FROM staff_membership m WHERE m.account_id = {CALL}.owner_id
       AND m.organisation_id = {CALL}.organisation_id)"""
OWN_TRY = (
    f"""{granted(f"{ATTEMPT}.customer_id")} AND made_by_id = {ME} AND {RECORDS} AND {first.OWN_FOLLOW_UP}"""
)
OWN_CALL = f"""(planned_call_id IS NULL OR EXISTS (
    SELECT 1 FROM {CALL} c WHERE c.id = {ATTEMPT}.planned_call_id AND c.customer_id = {ATTEMPT}.customer_id
       AND c.organisation_id = (SELECT fingerpost_my_organisation())))"""


def tries(check: str) -> str:
    """The policy on adding a try, with this check."""
    return f"""
DROP POLICY app_adds ON {ATTEMPT};
CREATE POLICY app_adds ON {ATTEMPT} FOR INSERT TO fingerpost_app WITH CHECK ({check});
"""


# Members of the organisation in a role that follows up, now.
IS_THERE = f"""EXISTS (
    SELECT 1 FROM staff_membership m JOIN staff_account o ON o.id = m.account_id
     WHERE m.account_id = {{account}} AND m.organisation_id = {{organisation}}
       AND m.role IN {settling.FOLLOWS_UP} AND o.is_active AND o.suspended_at IS NULL
       AND m.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
       AND (m.ends_on IS NULL OR m.ends_on >= (now() AT TIME ZONE 'Europe/London')::date))"""

HANDING = f"""
CREATE FUNCTION fingerpost_follow_up_is_handed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $fingerpost$
BEGIN
    IF fingerpost_me() IS NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.owner_id IS NULL
       OR NOT {IS_THERE.format(account="NEW.owner_id", organisation="OLD.organisation_id")}
       OR NEW.handed_at IS NULL THEN
        RAISE EXCEPTION 'a follow-up is handed to somebody who follows up here'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.owner_id IS NULL OR OLD.owner_id = fingerpost_me()
       OR fingerpost_my_role() = 'subcontractor_administrator'
       OR EXISTS (SELECT 1 FROM staff_account a
                   WHERE a.id = OLD.owner_id AND a.line_manager_id = fingerpost_me())
       OR NOT {IS_THERE.format(account="OLD.owner_id", organisation="OLD.organisation_id")} THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the follow-up of somebody who is there' USING ERRCODE = 'insufficient_privilege';
END
$fingerpost$;
REVOKE ALL ON FUNCTION fingerpost_follow_up_is_handed FROM PUBLIC;
CREATE TRIGGER follow_up_is_handed BEFORE UPDATE OF owner_id ON {FOLLOW_UP} FOR EACH ROW
    WHEN (OLD.owner_id IS DISTINCT FROM NEW.owner_id) EXECUTE FUNCTION fingerpost_follow_up_is_handed();
"""
NO_HANDING = f"""
DROP TRIGGER follow_up_is_handed ON {FOLLOW_UP};
DROP FUNCTION fingerpost_follow_up_is_handed();
"""
_STAYS = "id customer_id contract_id organisation_id stage counted_from due_on recorded_at"
LEAVE_OWNER = f"DROP TRIGGER app_leaves_in_place ON {FOLLOW_UP}"
KEEP_OWNER = stays(FOLLOW_UP, f"{_STAYS} owner_id").sql

# What the worker is told of a standing follow-up: whether it was handed to somebody who is still there.
_HANDED = (
    "'owner_id', f.owner_id, 'is_handed', f.handed_at IS NOT NULL AND "
    + IS_THERE.format(account="f.owner_id", organisation="f.organisation_id")
    + ","
)
FACTS = settling.FACTS.replace("'owner_id', f.owner_id,", _HANDED)
# A follow-up that begins with another owner again is nobody's to keep.
KEEP = settling.KEEP.replace(
    "owner_id = x.owner_id, version",
    "owner_id = x.owner_id,\n           handed_at = CASE WHEN f.owner_id IS NOT DISTINCT FROM x.owner_id"
    " THEN f.handed_at END, version",
)


def facts(body: str) -> str:
    """The worker's facts of some customers, with this body."""
    return f"""
CREATE OR REPLACE FUNCTION fingerpost_follow_up_facts(asked uuid[])
RETURNS TABLE (customer_id uuid, is_closed boolean, spoke jsonb, said jsonb, standing jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $fingerpost$
{body}
$fingerpost$;
"""


def keeping(body: str) -> str:
    """What the worker writes, with this body."""
    return f"""
CREATE OR REPLACE FUNCTION fingerpost_keep_follow_ups(kept jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $fingerpost$
{body}
$fingerpost$;
"""


FORGET_CALLS = "".join(
    f"\n    DELETE FROM outcomes_{name} WHERE customer_id = forgotten_customer;"
    for name in (
        "plannedcall", "callagreement", "researchoutcome", "plannedcallevent", "callagreementevent",
        "researchoutcomeevent",
    )
)  # fmt: skip
_FORGET = progressions.FORGET_BEFORE + progressions.FORGET_HERE


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0006_calls_and_signatures"), ("site", "0002_history_always")]

    operations = flatten(
        progressions.added_alone(RESEARCH),
        protect(
            AGREEMENT,
            see=_AGREED,
            add=f"{_AGREED} AND recorded_by_id = {ME} AND {MINE} AND {RECORDS} AND withdrawn_at IS NULL",
            change=f"{_AGREED} AND {MINE} AND {RECORDS}",
        ),
        [
            stays(
                AGREEMENT,
                "id customer_id organisation_id agreed_on agreed_how calls recorded_by_id recorded_at",
                once="withdrawn_at",
            )
        ],
        protect_history(f"{AGREEMENT}event", see=granted(f"{AGREEMENT}event.customer_id")),
        protect(
            CALL,
            see=_CALLED,
            add=f"""{_CALLED} AND recorded_by_id = {ME} AND {MINE} AND {RECORDS} AND state = 'planned'
                AND {OWNED_HERE} AND {WITHIN_THE_AGREEMENT}""",
        ),
        [
            grant_app(CALL, "UPDATE (state, closed_at, owner_id, due_on)"),
            policy(
                CALL,
                "app_changes",
                "UPDATE",
                using=f"{_CALLED} AND {MINE} AND {RECORDS} AND state = 'planned'",
                check=f"{_CALLED} AND {MINE} AND {RECORDS} AND {OWNED_HERE}",
            ),
            stays(CALL, "id agreement_id customer_id organisation_id place recorded_by_id recorded_at"),
        ],
        protect_history(f"{CALL}event", see=granted(f"{CALL}event.customer_id")),
        [
            migrations.RunSQL(tries(f"{OWN_TRY} AND {OWN_CALL}"), tries(OWN_TRY)),
            grant_app(FOLLOW_UP, "UPDATE (owner_id, handed_at)"),
            migrations.RunSQL(LEAVE_OWNER, KEEP_OWNER),
            stays(FOLLOW_UP, _STAYS),
            migrations.RunSQL(HANDING, NO_HANDING),
            migrations.RunSQL(facts(FACTS), facts(settling.FACTS)),
            migrations.RunSQL(keeping(KEEP), keeping(settling.KEEP)),
            # What is said of a piece of evidence when it is added stays as well.
            migrations.RunSQL(
                f"""
                CREATE TRIGGER app_leaves_the_facts BEFORE UPDATE ON {EVIDENCE} FOR EACH ROW
                  WHEN ((OLD.is_signed, OLD.dated_on, OLD.earned_before_pence, OLD.earned_after_pence)
                        IS DISTINCT FROM
                        (NEW.is_signed, NEW.dated_on, NEW.earned_before_pence, NEW.earned_after_pence))
                  EXECUTE FUNCTION fingerpost_refuse_change()""",
                f"DROP TRIGGER app_leaves_the_facts ON {EVIDENCE}",
            ),
            migrations.RunSQL(
                progressions.forgetting(_FORGET + FORGET_CALLS), progressions.forgetting(_FORGET)
            ),
            migrations.RunSQL(always.ALWAYS, migrations.RunSQL.noop),
        ],
    )
