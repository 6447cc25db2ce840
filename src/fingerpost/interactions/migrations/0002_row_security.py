"""Policies of the interactions room.

A contact without a customer is seen by those who take part in it; as soon as it has one, by those who hold a
grant on the customer. An attendance follows its customer; a session follows its attendances and its staff.
The references run one way (session to attendance, never back), since policies may not go in circles.
"""

from django.db import migrations

from fingerpost.house.rls import enable, flatten, grant_app, granted, policy, protect, protect_history, stays

SEES = "(SELECT fingerpost_sees_customers())"
ME = "(SELECT fingerpost_me())"

CONTACT = f"""{SEES} AND (
    {granted("interactions_contact.customer_id")}
    OR (customer_id IS NULL AND (
        opened_by_id = {ME}
        OR EXISTS (SELECT 1 FROM interactions_contactstaff s WHERE s.contact_id = interactions_contact.id))))"""

NEW_CONTACT = f"""{SEES} AND opened_by_id = {ME} AND customer_id IS NULL
    AND organisation_id = (SELECT fingerpost_my_organisation())
    AND (contract_id IS NULL OR contract_id = ANY ((SELECT fingerpost_my_contracts())::uuid[]))"""


def attendance(table: str) -> str:
    """An attendance follows its customer; without one, whoever recorded it."""
    return f"""{SEES} AND ({granted(f"{table}.customer_id")}
        OR ({table}.customer_id IS NULL AND {table}.recorded_by_id = {ME}))"""


SESSION = f"""{SEES} AND (recorded_by_id = {ME}
    OR EXISTS (SELECT 1 FROM interactions_attendance a WHERE a.session_id = {{row}})
    OR EXISTS (SELECT 1 FROM interactions_sessionstaff s WHERE s.session_id = {{row}} AND s.account_id = {ME}))"""

SESSION_STAFF = f"""{SEES} AND (account_id = {ME}
    OR EXISTS (SELECT 1 FROM interactions_attendance a WHERE a.session_id = {{table}}.session_id))"""

NEW_SESSION = f"""{SEES} AND recorded_by_id = {ME}
    AND organisation_id = (SELECT fingerpost_my_organisation())
    AND contract_id = ANY ((SELECT fingerpost_my_contracts())::uuid[])
    AND (contact_id IS NULL
         OR EXISTS (SELECT 1 FROM interactions_contact c WHERE c.id = interactions_session.contact_id))"""


def of_contact(table: str) -> str:
    """A part of a contact is seen with the contact."""
    return f"EXISTS (SELECT 1 FROM interactions_contact c WHERE c.id = {table}.contact_id)"


def of_attendance(table: str) -> str:
    """A part of an attendance is seen with the attendance."""
    return f"EXISTS (SELECT 1 FROM interactions_attendance a WHERE a.id = {table}.attendance_id)"


NOTICE = "interactions_noticegiven"
CHECK = "interactions_identitycheck"


# A session's policy asks for its staff, so the policy of its staff can't name the session: PostgreSQL refuses the
# circle, though none would turn. A function with the caller's own rights is planned by itself.
SESSION_IS_THERE = """
CREATE FUNCTION fingerpost_session_is_there(asked_session uuid) RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp AS $fingerpost$
BEGIN
    RETURN EXISTS (SELECT 1 FROM interactions_session s WHERE s.id = asked_session);
END
$fingerpost$;
REVOKE ALL ON FUNCTION fingerpost_session_is_there FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fingerpost_session_is_there TO fingerpost_app;
"""
SESSION_IS_NOT_THERE = "DROP FUNCTION fingerpost_session_is_there(uuid)"

# The same for a contact and its staff. Others come in through fingerpost_join_contact, by the reference.
CONTACT_IS_MINE = """
CREATE FUNCTION fingerpost_contact_is_mine(asked_contact uuid) RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp AS $fingerpost$
BEGIN
    RETURN EXISTS (SELECT 1 FROM interactions_contact c
                    WHERE c.id = asked_contact AND c.opened_by_id = fingerpost_me());
END
$fingerpost$;
REVOKE ALL ON FUNCTION fingerpost_contact_is_mine FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fingerpost_contact_is_mine TO fingerpost_app;
"""
CONTACT_IS_NOT_MINE = "DROP FUNCTION fingerpost_contact_is_mine(uuid)"


class Migration(migrations.Migration):
    dependencies = [("interactions", "0001_initial"), ("customers", "0003_doors")]

    operations = flatten(
        [migrations.RunSQL(CONTACT_IS_MINE, CONTACT_IS_NOT_MINE)],
        protect(
            "interactions_contactstaff",
            see=f"{SEES} AND account_id = {ME}",
            add=f"{SEES} AND account_id = {ME} AND fingerpost_contact_is_mine(contact_id)",
            change=f"{SEES} AND account_id = {ME}",
        ),
        protect("interactions_contact", see=CONTACT, add=NEW_CONTACT, change=CONTACT),
        [
            stays("interactions_contactstaff", "id contact_id account_id part joined_at", once="left_at"),
            # Whom a contact is about is said by functions alone.
            stays(
                "interactions_contact",
                "id reference organisation_id contract_id customer_id opened_by_id opened_at resumes_id"
                " appointment_id recorded_at",
            ),
        ],
        protect_history(
            "interactions_contactevent",
            see=f"{SEES} AND EXISTS (SELECT 1 FROM interactions_contact c "
            "WHERE c.id = interactions_contactevent.pgh_obj_id)",
        ),
        protect(
            NOTICE,
            see=f"{of_contact(NOTICE)} AND (customer_id IS NULL OR {granted(f'{NOTICE}.customer_id')})",
            add=f"{of_contact(NOTICE)} AND shown_by_id = {ME} "
            f"AND (customer_id IS NULL OR {granted(f'{NOTICE}.customer_id')})",
            change=f"{of_contact(NOTICE)} AND (customer_id IS NULL OR {granted(f'{NOTICE}.customer_id')})",
        ),
        [
            stays(
                NOTICE, "id contact_id customer_id kind text_version channel shown_at shown_by_id recorded_at"
            )
        ],
        protect_history("interactions_noticegivenevent", see=of_contact("interactions_noticegivenevent")),
        # Checks are written by functions; whoever made one may see how it stands.
        [
            enable(CHECK),
            grant_app(CHECK, "SELECT"),
            policy(
                CHECK,
                "own_checks",
                "SELECT",
                using=f"{SEES} AND account_id = {ME} "
                f"AND (customer_id IS NULL OR {granted(f'{CHECK}.customer_id')})",
            ),
            enable("interactions_identitycandidate"),
            enable("interactions_onetimecode"),
        ],
        [migrations.RunSQL(SESSION_IS_THERE, SESSION_IS_NOT_THERE)],
        protect(
            "interactions_attendance",
            see=attendance("interactions_attendance"),
            add=f"{SEES} AND recorded_by_id = {ME} AND fingerpost_session_is_there(session_id) "
            f"AND (customer_id IS NULL OR {granted('interactions_attendance.customer_id')})",
            change=attendance("interactions_attendance"),
        ),
        [stays("interactions_attendance", "id session_id recorded_by_id recorded_at", once="customer_id")],
        protect_history(
            "interactions_attendanceevent",
            see=attendance("interactions_attendanceevent"),
        ),
        protect(
            "interactions_sessionstaff",
            see=SESSION_STAFF.format(table="interactions_sessionstaff"),
            add=f"{SEES} AND fingerpost_session_is_there(session_id)",
        ),
        protect_history(
            "interactions_sessionstaffevent", see=SESSION_STAFF.format(table="interactions_sessionstaffevent")
        ),
        protect(
            "interactions_session",
            see=SESSION.format(row="interactions_session.id"),
            add=NEW_SESSION,
            change=SESSION.format(row="interactions_session.id"),
        ),
        [
            stays(
                "interactions_session",
                "id organisation_id contract_id contact_id recorded_by_id recorded_at captured",
            )
        ],
        protect_history(
            "interactions_sessionevent", see=SESSION.format(row="interactions_sessionevent.pgh_obj_id")
        ),
        *(
            flatten(
                protect(
                    table,
                    see=of_attendance(table),
                    add=f"{of_attendance(table)} AND {own}",
                    change=of_attendance(table) if table.endswith("section") else None,
                ),
                protect_history(f"{table}event", see=of_attendance(f"{table}event")),
            )
            for table, own in (
                ("interactions_attendancesection", f"saved_by_id = {ME}"),
                ("interactions_priorityassessment", granted("interactions_priorityassessment.customer_id")),
            )
        ),
        [stays("interactions_attendancesection", "id attendance_id section")],
    )
