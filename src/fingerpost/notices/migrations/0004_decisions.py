"""Whom a message is about, who may queue one with a file, and the doors through which a person decides on one.

The outbox itself stays closed to everybody but the worker. The doors show that a message is there and how it stands,
never its address or its words: whoever queued it sees it while they act for the same organisation, and so do the
returns manager and the compliance officer of that organisation.
"""

from django.db import migrations, models

from fingerpost.house.rls import SYSTEM, definer_function, granted, policy
from fingerpost.house.triggers import AddIndex

OWN = """account_id IS NOT DISTINCT FROM (SELECT fingerpost_me())
    AND organisation_id IS NOT DISTINCT FROM (SELECT fingerpost_my_organisation())"""

# The policies on files and on grants stand behind these look-ups: nobody sends what they may not see.
SEEN_FILE = """(attachment_id IS NULL
    OR EXISTS (SELECT 1 FROM files_storedfile f WHERE f.id = notices_message.attachment_id))"""
SEEN_CUSTOMER = f"(customer_id IS NULL OR {granted('notices_message.customer_id')})"

OLD_CHECK = "account_id IS NOT DISTINCT FROM (SELECT fingerpost_me())"

MAY_DECIDE = """(fingerpost_sees_customers() AND m.organisation_id = fingerpost_my_organisation()
       AND (m.account_id = fingerpost_me() OR fingerpost_my_role() IN ('returns_manager', 'compliance')))"""

LIST = f"""
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT m.id, m.kind::text, m.way::text, m.state::text, m.attempts::integer, m.sealed IS NOT NULL,
           m.attachment_id IS NOT NULL, m.customer_id, a.full_name::text, m.account_id = fingerpost_me(),
           m.not_after, m.queued_at, m.state_at
      FROM notices_message m
      LEFT JOIN staff_account a ON a.id = m.account_id
     WHERE m.state = asked_state AND m.state IN ('perhaps_sent', 'failed')
       AND (since IS NULL OR m.state_at >= since)
       AND (only_one IS NULL OR m.id = only_one)
       AND {MAY_DECIDE}
     ORDER BY m.state_at DESC, m.id OFFSET skipped LIMIT least(most, 200);
END
"""

COUNT = f"""
BEGIN
    RETURN QUERY
    SELECT count(*) FILTER (WHERE m.state = 'perhaps_sent'), count(*) FILTER (WHERE m.state = 'failed')
      FROM notices_message m
     WHERE (m.state = 'perhaps_sent' OR (m.state = 'failed' AND m.state_at >= failed_since)) AND {MAY_DECIDE};
END
"""

# A row decided on is locked first, so that of two people who decide at once the second is told.
DECIDE = f"""
#variable_conflict use_column
DECLARE
    message record;
BEGIN
    SELECT m.id, m.state, m.sealed IS NOT NULL AS has_words, m.not_after, m.attempts, m.customer_id INTO message
      FROM notices_message m WHERE m.id = decided_message AND {MAY_DECIDE} FOR UPDATE OF m;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'none'::text, NULL::integer, NULL::uuid;
        RETURN;
    END IF;
    IF message.state <> 'perhaps_sent' THEN
        RETURN QUERY SELECT 'decided_already'::text, message.attempts::integer, message.customer_id;
        RETURN;
    END IF;
    IF decision = 'again' AND NOT message.has_words THEN
        RETURN QUERY SELECT 'erased'::text, message.attempts::integer, message.customer_id;
        RETURN;
    END IF;
    IF decision = 'again' AND message.not_after < decided_at THEN
        RETURN QUERY SELECT 'too_late'::text, message.attempts::integer, message.customer_id;
        RETURN;
    END IF;
    IF decision = 'again' THEN
        UPDATE notices_message m SET state = 'queued', state_at = decided_at WHERE m.id = message.id;
    ELSIF decision = 'arrived' THEN
        UPDATE notices_message m SET state = 'sent', sealed = NULL, state_at = decided_at WHERE m.id = message.id;
    ELSIF decision = 'given_up' THEN
        UPDATE notices_message m SET state = 'failed', sealed = NULL, state_at = decided_at WHERE m.id = message.id;
    ELSE
        RAISE EXCEPTION 'unknown decision' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN QUERY SELECT 'done'::text, message.attempts::integer, message.customer_id;
END
"""

# For the pages of the rooms that queue: how the messages that they keep the ids of stand, within one organisation.
STATES = """
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT m.id, m.state::text, m.state_at FROM notices_message m
     WHERE m.id = ANY (asked_messages) AND fingerpost_sees_customers()
       AND (m.organisation_id = fingerpost_my_organisation()
            OR EXISTS (SELECT 1 FROM customers_grant g
                        WHERE g.customer_id = m.customer_id AND g.starts_at <= now() AND g.ends_at > now()
                          AND ((g.account_id = fingerpost_me()
                                AND (g.organisation_id IS NULL
                                     OR g.organisation_id = fingerpost_my_organisation()))
                               OR (g.account_id IS NULL AND g.organisation_id = fingerpost_my_organisation()
                                   AND g.contract_id = ANY (fingerpost_my_contracts()))
                               OR (g.account_id IS NULL
                                   AND g.contract_id = ANY (fingerpost_my_prime_contracts())))))
     LIMIT 500;
END
"""

FORGET = """
BEGIN
    IF NOT fingerpost_may_forget(forgotten_customer) THEN
        RAISE EXCEPTION 'not a provisional record past its day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE notices_message
       SET sealed = NULL, attachment_id = NULL, customer_id = NULL,
           state = CASE WHEN state IN ('queued', 'sending', 'perhaps_sent') THEN 'failed' ELSE state END
     WHERE customer_id = forgotten_customer
        OR attachment_id IN (SELECT id FROM files_storedfile WHERE customer_id = forgotten_customer);
END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0003_attachments"),
        ("files", "0002_row_security"),
        ("customers", "0004_forgetting"),
        ("staff", "0001_initial"),
    ]

    operations = [
        migrations.AddField("message", "customer_id", models.UUIDField(null=True)),
        AddIndex(
            "message",
            models.Index(
                fields=["customer_id"],
                name="notices_of_customer",
                condition=models.Q(customer_id__isnull=False),
            ),
        ),
        migrations.RunSQL(
            "DROP POLICY app_queues ON notices_message",
            "CREATE POLICY app_queues ON notices_message FOR INSERT TO fingerpost_app"
            f" WITH CHECK ({OLD_CHECK})",
        ),
        policy("notices_message", "app_queues", "INSERT", check=f"{OWN} AND {SEEN_FILE} AND {SEEN_CUSTOMER}"),
        definer_function(
            "fingerpost_list_undecided_messages(asked_state text, since timestamptz, only_one uuid,"
            " skipped integer, most integer)",
            LIST,
            returns="TABLE (id uuid, kind text, way text, state text, attempts integer, has_words boolean,"
            " has_file boolean, customer_id uuid, person text, is_own boolean, not_after timestamptz,"
            " queued_at timestamptz, state_at timestamptz)",
            volatility="STABLE",
        ),
        definer_function(
            "fingerpost_count_undecided_messages(failed_since timestamptz)",
            COUNT,
            returns="TABLE (perhaps_sent bigint, failed bigint)",
            volatility="STABLE",
        ),
        definer_function(
            "fingerpost_decide_message(decided_message uuid, decision text, decided_at timestamptz)",
            DECIDE,
            returns="TABLE (outcome text, attempts integer, customer_id uuid)",
        ),
        definer_function(
            "fingerpost_message_states(asked_messages uuid[])",
            STATES,
            returns="TABLE (id uuid, state text, state_at timestamptz)",
            volatility="STABLE",
        ),
        definer_function(
            "fingerpost_forget_in_notices(forgotten_customer uuid)", FORGET, returns="void", role=SYSTEM
        ),
    ]
