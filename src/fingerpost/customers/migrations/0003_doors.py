"""The doors of the customers room: functions that check, then grant or keep what *app* may not touch.

Each runs as *owner* with a fixed search path, asks who acts from the transaction's settings, and does one
thing. None returns personal data.
"""

from django.db import migrations

from fingerpost.house.rls import definer_function

# Only the transaction that made the record can open it to its maker: its own moment stands in opened_at,
# and nobody holds a grant yet. A provisional record is opened to the adviser and their manager alone.
OPEN_RECORD = """
DECLARE
    fresh record;
    manager uuid;
    until timestamptz;
BEGIN
    SELECT c.state, c.opened_by_id, c.provisional_until INTO fresh
      FROM customers_customer c
     WHERE c.id = open_record_customer AND c.opened_at = now() AND c.opened_by_id = fingerpost_me();
    IF NOT FOUND OR NOT fingerpost_sees_customers()
       OR EXISTS (SELECT 1 FROM customers_grant g WHERE g.customer_id = open_record_customer) THEN
        RAISE EXCEPTION 'not a record made here' USING ERRCODE = 'insufficient_privilege';
    END IF;
    until := CASE WHEN fresh.state = 'provisional'
        THEN ((fresh.provisional_until + 1)::timestamp AT TIME ZONE 'Europe/London') ELSE grant_until END;
    INSERT INTO customers_grant
        (id, customer_id, account_id, organisation_id, reason, basis_id, purpose, ends_at, granted_by_id)
    VALUES (gen_random_uuid(), open_record_customer, fingerpost_me(), fingerpost_my_organisation(), 'new_record',
            basis, '', until, fingerpost_me());
    IF fresh.state = 'provisional' THEN
        SELECT a.line_manager_id INTO manager FROM staff_account a WHERE a.id = fingerpost_me();
        IF manager IS NOT NULL THEN
            INSERT INTO customers_grant
                (id, customer_id, account_id, reason, basis_id, purpose, ends_at, granted_by_id)
            VALUES (gen_random_uuid(), open_record_customer, manager, 'manager', basis, '', until,
                    fingerpost_me());
        END IF;
    END IF;
END
"""

# A confirmed customer whom this organisation now works with under one of its contracts, until a moment that
# policy sets. A session renews it by a grant of its own. Somebody who handles a concern, audits or manages begins
# none; a person's own grant counts while they work for the body that it names.
BEGIN_RELATIONSHIP = """
BEGIN
    IF relation_until IS NULL OR relation_until <= now()
       OR NOT EXISTS (SELECT 1 FROM customers_grant g
                    WHERE g.customer_id = relation_customer AND g.starts_at <= now() AND g.ends_at > now()
                      AND ((g.account_id = fingerpost_me() AND g.reason NOT IN ('concern', 'audit', 'manager')
                            AND (g.organisation_id IS NULL OR g.organisation_id = fingerpost_my_organisation()))
                           OR (g.account_id IS NULL AND g.organisation_id = fingerpost_my_organisation()
                               AND g.contract_id = ANY (fingerpost_my_contracts()))))
       OR NOT fingerpost_sees_customers()
       OR NOT (relation_contract = ANY (fingerpost_my_contracts()))
       OR NOT EXISTS (SELECT 1 FROM customers_customer c
                       WHERE c.id = relation_customer AND c.state = 'confirmed') THEN
        RETURN false;
    END IF;
    INSERT INTO customers_grant
        (id, customer_id, organisation_id, contract_id, reason, basis_id, purpose, ends_at, granted_by_id)
    VALUES (gen_random_uuid(), relation_customer, fingerpost_my_organisation(), relation_contract,
            'relationship', basis, '', relation_until, fingerpost_me())
    ON CONFLICT (customer_id, organisation_id, contract_id, basis_id) WHERE account_id IS NULL DO NOTHING;
    RETURN true;
END
"""

HOLDS_GRANT = """
    IF NOT fingerpost_sees_customers() OR NOT EXISTS (
        SELECT 1 FROM customers_grant g
         WHERE g.customer_id = {customer} AND g.starts_at <= now() AND g.ends_at > now()
           AND ((g.account_id = fingerpost_me()
                 AND (g.organisation_id IS NULL OR g.organisation_id = fingerpost_my_organisation()))
                OR (g.account_id IS NULL AND g.organisation_id = fingerpost_my_organisation()
                    AND g.contract_id = ANY (fingerpost_my_contracts()))
                OR (g.account_id IS NULL AND g.contract_id = ANY (fingerpost_my_prime_contracts())))) THEN
        RAISE EXCEPTION 'no grant' USING ERRCODE = 'insufficient_privilege';
    END IF;
"""

KEEP_SECRET = (
    "BEGIN"
    + HOLDS_GRANT.format(customer="secret_customer")
    + """
    INSERT INTO customers_sharedsecret (id, customer_id, question, answer_hash)
    VALUES (gen_random_uuid(), secret_customer, secret_question, secret_hash)
    ON CONFLICT (customer_id, question) DO UPDATE SET answer_hash = excluded.answer_hash, set_at = now();
END
"""
)

SECRETS_HELD = (
    "BEGIN"
    + HOLDS_GRANT.format(customer="secret_customer")
    + """
    RETURN (SELECT count(*) FROM customers_sharedsecret s WHERE s.customer_id = secret_customer);
END
"""
)

# Suspected compromise (BR-7.3b): every answer of the customer goes; new ones are asked for.
DROP_SECRETS = (
    "BEGIN"
    + HOLDS_GRANT.format(customer="secret_customer")
    + """
    DELETE FROM customers_sharedsecret s WHERE s.customer_id = secret_customer;
END
"""
)

# ``keys`` is an array of {family, given, postcode}: each name with each postcode the customer ever had.
KEEP_MATCH_KEYS = (
    "BEGIN"
    + HOLDS_GRANT.format(customer="key_customer")
    + """
    DELETE FROM customers_matchkey k WHERE k.customer_id = key_customer;
    INSERT INTO customers_matchkey (id, customer_id, family, given, date_of_birth, postcode)
    SELECT gen_random_uuid(), key_customer, e->>'family', e->>'given', c.date_of_birth, e->>'postcode'
      FROM jsonb_array_elements(keys) e
      JOIN customers_customer c ON c.id = key_customer AND c.date_of_birth IS NOT NULL;
END
"""
)

# OI-14.20: where another record has the same four items, nobody is told; an event that *app* can't read keeps
# it for whoever may merge records later.
NOTE_POSSIBLE_DUPLICATE = (
    "BEGIN"
    + HOLDS_GRANT.format(customer="noted_customer")
    + """
    INSERT INTO house_event (id, kind, happened_at, account_id, organisation_id, customer_id, subject)
    SELECT gen_random_uuid(), 'customer.possible_duplicate', now(), NULL, NULL, NULL,
           jsonb_build_object('customer', noted_customer)
     WHERE EXISTS (
        SELECT 1 FROM customers_matchkey mine
          JOIN customers_matchkey other ON other.date_of_birth = mine.date_of_birth
               AND other.postcode = mine.postcode AND other.family = mine.family AND other.given = mine.given
          JOIN customers_customer c ON c.id = other.customer_id AND c.state <> 'closed'
         WHERE mine.customer_id = noted_customer AND other.customer_id <> noted_customer);
END
"""
)

# Who may see this customer now, for the record page and the customer: reasons and names of staff bodies.
# That somebody handles a concern is for that person alone to know.
WHO_MAY_SEE = (
    "#variable_conflict use_column\nBEGIN"
    + HOLDS_GRANT.format(customer="seen_customer")
    + """
    RETURN QUERY
    SELECT g.reason::text, o.name::text, a.full_name::text, min(g.starts_at), max(g.ends_at)
      FROM customers_grant g
      LEFT JOIN organisations_organisation o ON o.id = g.organisation_id AND g.account_id IS NULL
      LEFT JOIN staff_account a ON a.id = g.account_id
     WHERE g.customer_id = seen_customer AND g.starts_at <= now()
       AND g.ends_at > now()
       AND (g.reason <> 'concern' OR g.account_id = fingerpost_me())
     GROUP BY g.reason, o.id, a.id
     ORDER BY min(g.starts_at) DESC, g.reason, o.id, a.id LIMIT 50;
END
"""
)


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_row_security")]

    operations = [
        definer_function(
            "fingerpost_open_record(open_record_customer uuid, basis uuid, grant_until timestamptz)",
            OPEN_RECORD,
            returns="void",
        ),
        definer_function(
            "fingerpost_begin_relationship(relation_customer uuid, relation_contract uuid, basis uuid,"
            " relation_until timestamptz)",
            BEGIN_RELATIONSHIP,
            returns="boolean",
        ),
        definer_function(
            "fingerpost_keep_secret(secret_customer uuid, secret_question text, secret_hash text)",
            KEEP_SECRET,
            returns="void",
        ),
        definer_function("fingerpost_secrets_held(secret_customer uuid)", SECRETS_HELD, returns="bigint"),
        definer_function("fingerpost_drop_secrets(secret_customer uuid)", DROP_SECRETS, returns="void"),
        definer_function(
            "fingerpost_keep_match_keys(key_customer uuid, keys jsonb)", KEEP_MATCH_KEYS, returns="void"
        ),
        definer_function(
            "fingerpost_note_possible_duplicate(noted_customer uuid)", NOTE_POSSIBLE_DUPLICATE, returns="void"
        ),
        definer_function(
            "fingerpost_who_may_see(seen_customer uuid)",
            WHO_MAY_SEE,
            returns="TABLE (reason text, organisation text, person text, since timestamptz, until timestamptz)",
        ),
    ]
