"""The identity check: search by four items, ask, pass or fail. OI-14.19, BR-7.3.

These functions are the only readers of the matching keys. They check that the search is made in an open
contact by somebody who takes part in it, count tries, keep what was found out of *app*'s sight, and grant
only when a check passes. Until then every answer has the same shape whether or not a record was found.
Refusals that must be remembered are results, never errors, so that they are committed.

Locks are taken in one order: the contact, the person asked for (an advisory lock on the seed, the keyed hash of
the four items), the checks by id. So guesses about one person come one after another, in however many contacts
they are made.
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
    matched uuid[];
    asked text[];
BEGIN
    -- One search at a time for each adviser, or the limits could be passed by asking at once.
    PERFORM pg_advisory_xact_lock(hashtextextended(fingerpost_me()::text, 7));
"""
    + IN_OPEN_CONTACT.format(
        contact="search_contact", otherwise="RETURN QUERY SELECT NULL::uuid, 'no_contact'::text; RETURN;"
    )
    + """
    IF EXISTS (SELECT 1 FROM interactions_identitycheck k
                WHERE k.state = 'locked'
                  AND (k.contact_id = search_contact
                       OR (k.seed = search_seed AND k.ended_at > now() - lock_for))) THEN
"""
    + NOTE.format(kind="'identity.search_refused'", contact="search_contact", check="NULL")
    + """
        RETURN QUERY SELECT NULL::uuid, 'locked'::text;
        RETURN;
    END IF;
    IF (SELECT count(*) FROM interactions_identitycheck k
         WHERE k.contact_id = search_contact) >= per_contact
       OR (SELECT count(*) FROM interactions_identitycheck k
            WHERE k.account_id = fingerpost_me()
              AND k.searched_at > now() - interval '10 minutes') >= per_ten_minutes
       OR (SELECT count(*) FROM interactions_identitycheck k
            WHERE k.account_id = fingerpost_me()
              AND k.searched_at > now() - interval '1 day') >= per_day THEN
"""
    + NOTE.format(kind="'identity.search_refused'", contact="search_contact", check="NULL")
    + """
        RETURN QUERY SELECT NULL::uuid, 'too_many'::text;
        RETURN;
    END IF;

    -- A provisional record is found only by the adviser who made it.
    SELECT coalesce(array_agg(DISTINCT m.customer_id), '{}') INTO matched
      FROM customers_matchkey m
      JOIN customers_customer c ON c.id = m.customer_id
     WHERE m.date_of_birth = born AND m.postcode = home AND m.family = surname AND m.given = first_name
       AND (c.state = 'confirmed' OR (c.state = 'provisional' AND c.opened_by_id = fingerpost_me()));

    -- The questions: the customer's own where there are enough, else others chosen from the same four items,
    -- so that the same question comes back for the same person, found or not.
    SELECT coalesce(array_agg(q.question), '{}') INTO asked FROM (
        SELECT u.question FROM unnest(question_pool) AS u (question)
         ORDER BY (cardinality(matched) = 1 AND EXISTS (
                       SELECT 1 FROM customers_sharedsecret s
                        WHERE s.customer_id = matched[1] AND s.question = u.question)) DESC,
                  md5(search_seed || u.question)
         LIMIT how_many) q;

    made := gen_random_uuid();
    INSERT INTO interactions_identitycheck
        (id, contact_id, account_id, state, questions, failures, method, detail, outcome, seed, codes_asked)
    VALUES (made, search_contact, fingerpost_me(), 'waiting', to_jsonb(asked), 0, '', '', '', search_seed, 0);
    IF cardinality(matched) > 0 THEN
        INSERT INTO interactions_identitycandidate (check_made_id, customer_id)
        VALUES (made, CASE WHEN cardinality(matched) = 1 THEN matched[1] END);
    END IF;
    IF cardinality(matched) = 1 THEN
        INSERT INTO house_read (id, account_id, organisation_id, customer_id, what, reason)
        VALUES (gen_random_uuid(), fingerpost_me(), fingerpost_my_organisation(), matched[1],
                'identity_check', 'search');
    END IF;
"""
    + NOTE.format(kind="'identity.searched'", contact="search_contact", check="made")
    + """
    RETURN QUERY SELECT made, 'asked'::text;
END
"""
)


def own_waiting_check(check: str, *, ended: str, no_contact: str) -> str:
    """Lock the contact, the person asked for and the check; leave where the check is not the actor's to go on."""
    contact = f"(SELECT k.contact_id FROM interactions_identitycheck k WHERE k.id = {check})"
    return f"""
    {IN_OPEN_CONTACT.format(contact=contact, otherwise=no_contact)}
    PERFORM pg_advisory_xact_lock(hashtextextended(k.seed, 8)) FROM interactions_identitycheck k
     WHERE k.id = {check} AND k.account_id = fingerpost_me();
    SELECT k.* INTO waiting FROM interactions_identitycheck k
     WHERE k.id = {check} AND k.account_id = fingerpost_me() AND k.state = 'waiting' FOR UPDATE;
    IF NOT FOUND THEN
        {ended}
    END IF;
"""


# The same person may be asked for by an earlier name or postcode, each with a seed of its own. Guesses about one
# record count together too: past the limit no answer is right any more, as where nobody was found, and nothing on
# the page says that the two searches found the same record.
GUESSED_OUT = """
    IF (SELECT coalesce(sum(k.failures), 0) FROM interactions_identitycandidate mine
          JOIN interactions_identitycandidate other ON other.customer_id = mine.customer_id
          JOIN interactions_identitycheck k ON k.id = other.check_made_id AND k.searched_at > now() - lock_for
         WHERE mine.check_made_id = waiting.id) >= most_failures THEN
        RETURN NULL;
    END IF;
"""

SECRET_HASH = (
    """
DECLARE
    contact record;
    waiting record;
BEGIN
"""
    + own_waiting_check("asked_check", ended="RETURN NULL;", no_contact="RETURN NULL;")
    + GUESSED_OUT
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

# Failures count in the contact, and against the person asked for in whichever contact they were made.
FAIL = (
    """
DECLARE
    contact record;
    waiting record;
    failed integer;
    became text;
BEGIN
"""
    + own_waiting_check("failed_check", ended="RETURN 'ended';", no_contact="RETURN 'no_contact';")
    + """
    SELECT 1 + greatest(
        (SELECT coalesce(sum(k.failures), 0) FROM interactions_identitycheck k
          WHERE k.contact_id = waiting.contact_id),
        (SELECT coalesce(sum(k.failures), 0) FROM interactions_identitycheck k
          WHERE k.seed = waiting.seed AND (k.id = waiting.id OR k.searched_at > now() - lock_for)))
      INTO failed;
    became := CASE WHEN failed >= most_failures THEN 'locked' ELSE 'waiting' END;
    UPDATE interactions_identitycheck k SET failures = k.failures + 1 WHERE k.id = failed_check;
    IF became = 'locked' THEN
        UPDATE interactions_identitycheck k SET state = 'locked', ended_at = now()
         WHERE k.id IN (SELECT w.id FROM interactions_identitycheck w
                         WHERE w.state = 'waiting'
                           AND (w.contact_id = waiting.contact_id OR w.seed = waiting.seed)
                         ORDER BY w.id FOR UPDATE);
        DELETE FROM interactions_onetimecode o USING interactions_identitycheck k
         WHERE k.id = o.check_made_id AND k.state = 'locked';
    END IF;
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

#: The customer of a one-to-one contact is also who was at its session and to whom its notices were shown.
TAKE_CUSTOMER = """
        UPDATE interactions_contact c SET customer_id = {customer}, version = c.version + 1
         WHERE c.id = contact.id;
        UPDATE interactions_attendance a SET customer_id = {customer}, version = a.version + 1
         WHERE a.customer_id IS NULL AND a.session_id IN (
            SELECT s.id FROM interactions_session s WHERE s.contact_id = contact.id);
        UPDATE interactions_noticegiven n SET customer_id = {customer}
         WHERE n.customer_id IS NULL AND n.contact_id = contact.id;
"""

PASS = (
    """
#variable_conflict use_column
DECLARE
    contact record;
    waiting record;
    matched uuid;
    was_found boolean;
    came text;
BEGIN
"""
    + own_waiting_check(
        "passed_check",
        ended="RETURN QUERY SELECT NULL::uuid, 'ended'::text; RETURN;",
        no_contact="RETURN QUERY SELECT NULL::uuid, 'no_contact'::text; RETURN;",
    )
    + """
    SELECT i.customer_id INTO matched FROM interactions_identitycandidate i WHERE i.check_made_id = passed_check;
    was_found := FOUND;
    came := CASE
        WHEN NOT was_found THEN 'none'
        WHEN matched IS NULL THEN 'several'
        WHEN contact.kind <> 'group' AND contact.customer_id <> matched THEN 'other_customer'
        ELSE 'opened' END;
    UPDATE interactions_identitycheck k
       SET state = 'passed', method = passed_method, detail = passed_detail, outcome = came,
           customer_id = CASE WHEN came = 'opened' THEN matched END, ended_at = now()
     WHERE k.id = passed_check;
    DELETE FROM interactions_onetimecode o WHERE o.check_made_id = passed_check;
"""
    + NOTE.format(
        kind="CASE WHEN came = 'several' THEN 'identity.several_records' ELSE 'identity.passed' END",
        contact="waiting.contact_id",
        check="passed_check",
    )
    + """
    IF came <> 'opened' THEN
        RETURN QUERY SELECT NULL::uuid, came;
        RETURN;
    END IF;
    IF contact.kind <> 'group' AND contact.customer_id IS NULL THEN
"""
    + TAKE_CUSTOMER.format(customer="matched")
    + """
    END IF;
    -- Whoever else is in the contact sees the customer too, but a provisional record stays with who made it.
    INSERT INTO customers_grant
        (id, customer_id, account_id, organisation_id, reason, basis_id, purpose, ends_at, granted_by_id)
    SELECT gen_random_uuid(), matched, s.account_id,
           CASE WHEN s.account_id = fingerpost_me() THEN fingerpost_my_organisation() END, 'authenticated',
           passed_check, '', now() + grant_for, fingerpost_me()
      FROM interactions_contactstaff s
      JOIN customers_customer c ON c.id = matched AND (c.state = 'confirmed' OR s.account_id = fingerpost_me())
     WHERE s.contact_id = waiting.contact_id AND s.left_at IS NULL;
    RETURN QUERY SELECT matched, came;
END
"""
)

# So many codes for one check, told or not: nobody can be rung all day, and nothing is learnt by asking.
BEGIN_CODE = (
    """
#variable_conflict use_column
DECLARE
    contact record;
    waiting record;
    point record;
BEGIN
"""
    + own_waiting_check("code_check", ended="RETURN;", no_contact="RETURN;")
    + """
    IF waiting.codes_asked >= most_codes THEN
        RETURN;
    END IF;
    UPDATE interactions_identitycheck k SET codes_asked = k.codes_asked + 1 WHERE k.id = code_check;
"""
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
    VALUES (code_check, point.id, new_code_hash, now() + code_for)
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
    + own_waiting_check("code_check", ended="RETURN NULL;", no_contact="RETURN NULL;")
    + GUESSED_OUT
    + """
    RETURN (SELECT o.code_hash FROM interactions_onetimecode o
             WHERE o.check_made_id = code_check AND o.expires_at > now());
END
"""
)

LIVE_GRANT = """EXISTS (
        SELECT 1 FROM customers_grant g
         WHERE g.customer_id = {customer} AND g.starts_at <= now() AND g.ends_at > now()
           AND {who})"""

# A language adviser, trainee or supervisor joins by the reference that is read out. If the customer's identity
# is known in this contact, whoever joins sees them too, for as long as the others do. A provisional record
# stays with the adviser who made it.
JOIN = (
    """
#variable_conflict use_column
DECLARE
    contact record;
    state text;
BEGIN
    IF NOT fingerpost_sees_customers() THEN
        RETURN QUERY SELECT NULL::uuid, 'not_found'::text;
        RETURN;
    END IF;
    SELECT c.* INTO contact FROM interactions_contact c
     WHERE c.reference = joined_reference AND c.state = 'open'
       AND c.opened_at > now() - interval '12 hours' FOR UPDATE;
    IF NOT FOUND THEN
        RETURN QUERY SELECT NULL::uuid, 'not_found'::text;
        RETURN;
    END IF;
    SELECT k.state INTO state FROM customers_customer k WHERE k.id = contact.customer_id;
    IF state <> 'confirmed' AND contact.opened_by_id <> fingerpost_me() THEN
        RETURN QUERY SELECT NULL::uuid, 'provisional'::text;
        RETURN;
    END IF;
    INSERT INTO interactions_contactstaff (id, contact_id, account_id, part, joined_at)
    VALUES (gen_random_uuid(), contact.id, fingerpost_me(), joined_part, now())
    ON CONFLICT (contact_id, account_id) WHERE left_at IS NULL DO NOTHING;
    IF contact.customer_id IS NOT NULL AND """
    + LIVE_GRANT.format(
        customer="contact.customer_id",
        who="g.account_id IN (SELECT s.account_id FROM interactions_contactstaff s"
        " WHERE s.contact_id = contact.id AND s.left_at IS NULL)",
    )
    + """ THEN
        INSERT INTO customers_grant
            (id, customer_id, account_id, organisation_id, reason, basis_id, purpose, ends_at, granted_by_id)
        VALUES (gen_random_uuid(), contact.customer_id, fingerpost_me(), fingerpost_my_organisation(),
                'authenticated', contact.id, '', now() + grant_for, fingerpost_me());
    END IF;
    INSERT INTO house_event (id, kind, happened_at, account_id, organisation_id, customer_id, subject)
    VALUES (gen_random_uuid(), 'contact.joined', now(), fingerpost_me(), fingerpost_my_organisation(),
            contact.customer_id, jsonb_build_object('contact', contact.id));
    RETURN QUERY SELECT contact.id, 'joined'::text;
END
"""
)

# The customer whose record was made in this contact, or whom the actor may see already, becomes its customer.
ATTACH = (
    """
DECLARE
    contact record;
BEGIN
"""
    + IN_OPEN_CONTACT.format(contact="attached_contact", otherwise="RETURN 'no_contact';")
    + """
    IF contact.kind = 'group' THEN
        RETURN 'group';
    END IF;
    IF contact.customer_id = attached_customer THEN
        RETURN 'attached';
    END IF;
    IF contact.customer_id IS NOT NULL THEN
        RETURN 'other_customer';
    END IF;
    IF NOT """
    + LIVE_GRANT.format(
        customer="attached_customer",
        who="((g.account_id = fingerpost_me()"
        " AND (g.organisation_id IS NULL OR g.organisation_id = fingerpost_my_organisation()))"
        " OR (g.account_id IS NULL"
        " AND g.organisation_id = fingerpost_my_organisation()"
        " AND g.contract_id = ANY (fingerpost_my_contracts())))",
    )
    + """ THEN
        RETURN 'no_grant';
    END IF;
"""
    + TAKE_CUSTOMER.format(customer="attached_customer")
    + """
    INSERT INTO customers_grant
        (id, customer_id, account_id, reason, basis_id, purpose, ends_at, granted_by_id)
    SELECT gen_random_uuid(), attached_customer, s.account_id, 'authenticated', contact.id, '',
           now() + grant_for, fingerpost_me()
      FROM interactions_contactstaff s
      JOIN customers_customer c ON c.id = attached_customer AND c.state = 'confirmed'
     WHERE s.contact_id = contact.id AND s.left_at IS NULL AND s.account_id <> fingerpost_me();
    RETURN 'attached';
END
"""
)

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

# Escalation: a line manager sees whose checks were locked, and in which contact, never for whom.
LOCKED_BELOW = """
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT DISTINCT ON (k.ended_at, c.id) a.full_name::text, c.reference::text, k.ended_at
      FROM staff_account a
      JOIN interactions_identitycheck k ON k.account_id = a.id AND k.state = 'locked'
                                       AND k.searched_at > now() - looked_back
      JOIN interactions_contact c ON c.id = k.contact_id
     WHERE a.line_manager_id = fingerpost_me()
     ORDER BY k.ended_at DESC, c.id LIMIT 20;
END
"""


class Migration(migrations.Migration):
    dependencies = [("interactions", "0002_row_security")]

    operations = [
        definer_function(
            "fingerpost_search_people(search_contact uuid, surname text, first_name text, born date, home text,"
            " search_seed text, question_pool text[], how_many integer, per_contact integer,"
            " per_ten_minutes integer, per_day integer, lock_for interval)",
            SEARCH,
            returns="TABLE (check_id uuid, outcome text)",
        ),
        definer_function(
            "fingerpost_secret_hash(asked_check uuid, asked_question text, most_failures integer,"
            " lock_for interval)",
            SECRET_HASH,
            returns="text",
        ),
        definer_function(
            "fingerpost_fail_check(failed_check uuid, most_failures integer, lock_for interval)",
            FAIL,
            returns="text",
        ),
        definer_function(
            "fingerpost_pass_check(passed_check uuid, passed_method text, passed_detail text,"
            " grant_for interval)",
            PASS,
            returns="TABLE (customer_id uuid, outcome text)",
        ),
        definer_function(
            "fingerpost_begin_code(code_check uuid, new_code_hash text, code_for interval,"
            " most_codes integer, local_time time)",
            BEGIN_CODE,
            returns="TABLE (way text, address text)",
        ),
        definer_function(
            "fingerpost_code_hash(code_check uuid, most_failures integer, lock_for interval)",
            CODE_HASH,
            returns="text",
        ),
        definer_function(
            "fingerpost_join_contact(joined_reference text, joined_part text, grant_for interval)",
            JOIN,
            returns="TABLE (contact_id uuid, outcome text)",
        ),
        definer_function(
            "fingerpost_attach_customer(attached_contact uuid, attached_customer uuid, grant_for interval)",
            ATTACH,
            returns="text",
        ),
        definer_function("fingerpost_find_cut_off(cut_off_reference text)", FIND_CUT_OFF, returns="uuid"),
        definer_function(
            "fingerpost_who_is_in(asked_contact uuid)",
            WHO_IS_IN,
            returns="TABLE (person text, part text, joined_at timestamptz, left_at timestamptz)",
        ),
        definer_function(
            "fingerpost_locked_checks_below(looked_back interval)",
            LOCKED_BELOW,
            returns="TABLE (person text, reference text, locked_at timestamptz)",
        ),
    ]
