"""The identity check: search by four items, ask, pass or fail. OI-14.19, BR-7.3.

These functions are the only readers of the matching keys. They check that the search is made in an open
contact by somebody who takes part in it, count tries, keep what was found out of *app*'s sight, and grant
only when a check passes. Until then every answer has the same shape whether or not a record was found.
Refusals that must be remembered are results, never errors, so that they are committed.
"""

from django.db import migrations

from fingerpost.house.rls import definer_function

IN_OPEN_CONTACT = """
    SELECT c.* INTO contact FROM interactions_contact c
      JOIN interactions_contactstaff s ON s.contact_id = c.id AND s.account_id = fingerpost_me()
                                      AND s.left_at IS NULL
     WHERE c.id = {contact} AND c.state = 'open' FOR UPDATE OF c;
    IF NOT FOUND OR NOT fingerpost_sees_customers() THEN
        {otherwise}
    END IF;
"""

NOTE = """
    INSERT INTO house_event (id, kind, happened_at, account_id, organisation_id, customer_id, subject)
    VALUES (gen_random_uuid(), {kind}, now(), fingerpost_me(), fingerpost_my_organisation(), NULL,
            jsonb_build_object('contact', {contact}, 'check', {check}));
"""

SEARCH = (
    """
#variable_conflict use_variable
DECLARE
    contact record;
    made uuid;
    found uuid[];
    asked text[];
BEGIN
"""
    + IN_OPEN_CONTACT.format(
        contact="search_contact", otherwise="RETURN QUERY SELECT NULL::uuid, 'no_contact'::text; RETURN;"
    )
    + """
    IF EXISTS (SELECT 1 FROM interactions_identitycheck k
                WHERE k.contact_id = search_contact AND k.state = 'locked') THEN
        RETURN QUERY SELECT NULL::uuid, 'locked'::text;
        RETURN;
    END IF;
    IF (SELECT count(*) FROM interactions_identitycheck k
         WHERE k.account_id = fingerpost_me() AND k.searched_at > now() - interval '1 minute') >= per_minute
       OR (SELECT count(*) FROM interactions_identitycheck k
            WHERE k.account_id = fingerpost_me() AND k.searched_at > now() - interval '1 hour') >= per_hour THEN
"""
    + NOTE.format(kind="'identity.search_refused'", contact="search_contact", check="NULL")
    + """
        RETURN QUERY SELECT NULL::uuid, 'too_many'::text;
        RETURN;
    END IF;

    -- A provisional record is found only by the adviser who made it.
    SELECT coalesce(array_agg(DISTINCT m.customer_id), '{}') INTO found
      FROM customers_matchkey m
      JOIN customers_customer c ON c.id = m.customer_id
     WHERE m.date_of_birth = born AND m.postcode = home AND m.family = surname AND m.given = first_name
       AND (c.state = 'confirmed' OR (c.state = 'provisional' AND c.opened_by_id = fingerpost_me()));

    -- The questions: the customer's own where there are enough, else others chosen from the same four items,
    -- so that the same question comes back for the same person, found or not.
    SELECT coalesce(array_agg(q.question), '{}') INTO asked FROM (
        SELECT u.question FROM unnest(question_pool) AS u (question)
         ORDER BY (cardinality(found) = 1 AND EXISTS (
                       SELECT 1 FROM customers_sharedsecret s
                        WHERE s.customer_id = found[1] AND s.question = u.question)) DESC,
                  md5(seed || u.question)
         LIMIT how_many) q;

    made := gen_random_uuid();
    INSERT INTO interactions_identitycheck (id, contact_id, account_id, state, questions, failures, method)
    VALUES (made, search_contact, fingerpost_me(), 'waiting', to_jsonb(asked), 0,
            CASE WHEN cardinality(found) > 1 THEN 'several' ELSE '' END);
    IF cardinality(found) = 1 THEN
        INSERT INTO interactions_identitycandidate (check_made_id, customer_id) VALUES (made, found[1]);
        INSERT INTO house_read (id, account_id, organisation_id, customer_id, what, reason)
        VALUES (gen_random_uuid(), fingerpost_me(), fingerpost_my_organisation(), found[1],
                'identity_check', 'search');
    END IF;
"""
    + NOTE.format(kind="'identity.searched'", contact="search_contact", check="made")
    + """
    RETURN QUERY SELECT made, 'asked'::text;
END
"""
)

OWN_WAITING_CHECK = """
    SELECT k.* INTO waiting FROM interactions_identitycheck k
     WHERE k.id = {check} AND k.account_id = fingerpost_me() AND k.state = 'waiting' FOR UPDATE;
    IF NOT FOUND THEN
        {otherwise}
    END IF;
"""

SECRET_HASH = (
    """
DECLARE
    contact record;
    waiting record;
BEGIN
"""
    + OWN_WAITING_CHECK.format(check="asked_check", otherwise="RETURN NULL;")
    + IN_OPEN_CONTACT.format(contact="waiting.contact_id", otherwise="RETURN NULL;")
    + """
    IF NOT waiting.questions ? asked_question THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT s.answer_hash FROM interactions_identitycandidate i
              JOIN customers_sharedsecret s ON s.customer_id = i.customer_id AND s.question = asked_question
             WHERE i.check_made_id = asked_check);
END
"""
)

FAIL = (
    """
DECLARE
    contact record;
    waiting record;
    failed integer;
    became text;
BEGIN
"""
    + OWN_WAITING_CHECK.format(check="failed_check", otherwise="RETURN 'ended';")
    + IN_OPEN_CONTACT.format(contact="waiting.contact_id", otherwise="RETURN 'no_contact';")
    + """
    SELECT coalesce(sum(k.failures), 0) + 1 INTO failed
      FROM interactions_identitycheck k WHERE k.contact_id = waiting.contact_id;
    became := CASE WHEN failed >= most_failures THEN 'locked' ELSE 'waiting' END;
    UPDATE interactions_identitycheck k
       SET failures = k.failures + 1, state = became,
           ended_at = CASE WHEN became = 'locked' THEN now() END
     WHERE k.id = failed_check;
    DELETE FROM interactions_onetimecode o WHERE became = 'locked' AND o.check_made_id = failed_check;
"""
    + NOTE.format(
        kind="CASE WHEN became = 'locked' THEN 'identity.locked' ELSE 'identity.failed' END",
        contact="waiting.contact_id",
        check="failed_check",
    )
    + """
    RETURN became;
END
"""
)

PASS = (
    """
#variable_conflict use_column
DECLARE
    contact record;
    waiting record;
    found uuid;
BEGIN
"""
    + OWN_WAITING_CHECK.format(
        check="passed_check", otherwise="RETURN QUERY SELECT NULL::uuid, 'ended'::text; RETURN;"
    )
    + IN_OPEN_CONTACT.format(
        contact="waiting.contact_id", otherwise="RETURN QUERY SELECT NULL::uuid, 'no_contact'::text; RETURN;"
    )
    + """
    SELECT i.customer_id INTO found FROM interactions_identitycandidate i WHERE i.check_made_id = passed_check;
    IF contact.kind <> 'group' AND contact.customer_id IS NOT NULL AND contact.customer_id IS DISTINCT FROM found
    THEN
        found := NULL;
    END IF;
    UPDATE interactions_identitycheck k
       SET state = 'passed', method = passed_method, customer_id = found, ended_at = now()
     WHERE k.id = passed_check;
    DELETE FROM interactions_onetimecode o WHERE o.check_made_id = passed_check;
"""
    + NOTE.format(kind="'identity.passed'", contact="waiting.contact_id", check="passed_check")
    + """
    IF found IS NULL THEN
        RETURN QUERY SELECT NULL::uuid,
            CASE WHEN waiting.method = 'several' THEN 'several' ELSE 'none' END::text;
        RETURN;
    END IF;
    IF contact.kind <> 'group' AND contact.customer_id IS NULL THEN
        UPDATE interactions_contact c SET customer_id = found, version = c.version + 1
         WHERE c.id = waiting.contact_id;
        UPDATE interactions_attendance a SET customer_id = found, version = a.version + 1
         WHERE a.customer_id IS NULL AND a.session_id IN (
            SELECT s.id FROM interactions_session s WHERE s.contact_id = waiting.contact_id);
    END IF;
    INSERT INTO customers_grant
        (id, customer_id, account_id, reason, basis_id, purpose, ends_at, granted_by_id)
    SELECT gen_random_uuid(), found, s.account_id, 'authenticated', passed_check, '', grant_until,
           fingerpost_me()
      FROM interactions_contactstaff s WHERE s.contact_id = waiting.contact_id AND s.left_at IS NULL;
    RETURN QUERY SELECT found, 'opened'::text;
END
"""
)

BEGIN_CODE = (
    """
#variable_conflict use_column
DECLARE
    contact record;
    waiting record;
    point record;
BEGIN
"""
    + OWN_WAITING_CHECK.format(check="code_check", otherwise="RETURN;")
    + IN_OPEN_CONTACT.format(contact="waiting.contact_id", otherwise="RETURN;")
    + NOTE.format(kind="'identity.code_asked'", contact="waiting.contact_id", check="code_check")
    + """
    SELECT p.id, p.kind, p.value INTO point
      FROM interactions_identitycandidate i
      JOIN customers_contactpoint p ON p.customer_id = i.customer_id
     WHERE i.check_made_id = code_check AND p.ended_at IS NULL AND p.is_safe AND NOT p.read_by_others
       AND p.kind IN ('mobile', 'email')
       AND (p.not_before IS NULL OR p.not_before <= local_time)
       AND (p.not_after IS NULL OR p.not_after >= local_time)
     ORDER BY p.kind DESC LIMIT 1;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO interactions_onetimecode (check_made_id, contact_point_id, code_hash, expires_at)
    VALUES (code_check, point.id, new_code_hash, code_until)
    ON CONFLICT (check_made_id) DO UPDATE
        SET contact_point_id = excluded.contact_point_id, code_hash = excluded.code_hash,
            expires_at = excluded.expires_at;
    RETURN QUERY SELECT point.kind::text, point.value::text;
END
"""
)

CODE_HASH = (
    """
DECLARE
    contact record;
    waiting record;
BEGIN
"""
    + OWN_WAITING_CHECK.format(check="code_check", otherwise="RETURN NULL;")
    + IN_OPEN_CONTACT.format(contact="waiting.contact_id", otherwise="RETURN NULL;")
    + """
    RETURN (SELECT o.code_hash FROM interactions_onetimecode o
             WHERE o.check_made_id = code_check AND o.expires_at > now());
END
"""
)

# A language adviser, trainee or supervisor joins by the reference that is read out. If the customer has been
# authenticated in this contact, whoever joins sees them too, for as long as the others do.
JOIN = """
#variable_conflict use_column
DECLARE
    contact record;
BEGIN
    IF NOT fingerpost_sees_customers() THEN
        RETURN NULL;
    END IF;
    SELECT c.* INTO contact FROM interactions_contact c
     WHERE c.reference = joined_reference AND c.state = 'open'
       AND c.opened_at > now() - interval '12 hours' FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO interactions_contactstaff (id, contact_id, account_id, part, joined_at)
    VALUES (gen_random_uuid(), contact.id, fingerpost_me(), joined_part, now())
    ON CONFLICT (contact_id, account_id) WHERE left_at IS NULL DO NOTHING;
    IF contact.customer_id IS NOT NULL THEN
        INSERT INTO customers_grant
            (id, customer_id, account_id, reason, basis_id, purpose, ends_at, granted_by_id)
        SELECT gen_random_uuid(), contact.customer_id, fingerpost_me(), 'authenticated', k.id, '', grant_until,
               fingerpost_me()
          FROM interactions_identitycheck k
         WHERE k.contact_id = contact.id AND k.state = 'passed' AND k.customer_id = contact.customer_id
         ORDER BY k.ended_at DESC LIMIT 1;
    END IF;
    INSERT INTO house_event (id, kind, happened_at, account_id, organisation_id, customer_id, subject)
    VALUES (gen_random_uuid(), 'contact.joined', now(), fingerpost_me(), fingerpost_my_organisation(),
            contact.customer_id, jsonb_build_object('contact', contact.id));
    RETURN contact.id;
END
"""

# A caller who was cut off reads out the reference; the new contact names the one before.
FIND_CUT_OFF = """
BEGIN
    IF NOT fingerpost_sees_customers() THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT c.id FROM interactions_contact c
             WHERE c.reference = cut_off_reference AND c.state = 'dropped'
               AND c.ended_at > now() - interval '24 hours');
END
"""

# Names and parts of the staff in a contact, for those in it.
WHO_IS_IN = """
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT 1 FROM interactions_contactstaff s
                    WHERE s.contact_id = asked_contact AND s.account_id = fingerpost_me()) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT a.full_name::text, s.part::text, s.joined_at, s.left_at
      FROM interactions_contactstaff s JOIN staff_account a ON a.id = s.account_id
     WHERE s.contact_id = asked_contact ORDER BY s.joined_at, s.id LIMIT 20;
END
"""


class Migration(migrations.Migration):
    dependencies = [("interactions", "0002_row_security")]

    operations = [
        definer_function(
            "fingerpost_search_people(search_contact uuid, surname text, first_name text, born date, home text,"
            " seed text, question_pool text[], how_many integer, per_minute integer, per_hour integer)",
            SEARCH,
            returns="TABLE (check_id uuid, outcome text)",
        ),
        definer_function(
            "fingerpost_secret_hash(asked_check uuid, asked_question text)", SECRET_HASH, returns="text"
        ),
        definer_function("fingerpost_fail_check(failed_check uuid, most_failures integer)", FAIL, returns="text"),
        definer_function(
            "fingerpost_pass_check(passed_check uuid, passed_method text, grant_until timestamptz)",
            PASS,
            returns="TABLE (customer_id uuid, outcome text)",
        ),
        definer_function(
            "fingerpost_begin_code(code_check uuid, new_code_hash text, code_until timestamptz,"
            " local_time time)",
            BEGIN_CODE,
            returns="TABLE (way text, address text)",
        ),
        definer_function("fingerpost_code_hash(code_check uuid)", CODE_HASH, returns="text"),
        definer_function(
            "fingerpost_join_contact(joined_reference text, joined_part text, grant_until timestamptz)",
            JOIN,
            returns="uuid",
        ),
        definer_function("fingerpost_find_cut_off(cut_off_reference text)", FIND_CUT_OFF, returns="uuid"),
        definer_function(
            "fingerpost_who_is_in(asked_contact uuid)",
            WHO_IS_IN,
            returns="TABLE (person text, part text, joined_at timestamptz, left_at timestamptz)",
        ),
    ]
