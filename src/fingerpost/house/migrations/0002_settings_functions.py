"""Functions that read the transaction's settings, and the policies under the house's own tables.

``fingerpost_act`` (room staff) writes the settings; every policy reads them through these. An unset
setting reads as nobody, which sees nothing.
"""

from django.db import migrations

from fingerpost.house.rls import enable, grant_app, policy

FUNCTIONS = """
CREATE FUNCTION fingerpost_me() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT NULLIF(current_setting('fingerpost.account', true), '')::uuid $$;
CREATE FUNCTION fingerpost_my_organisation() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT NULLIF(current_setting('fingerpost.organisation', true), '')::uuid $$;
CREATE FUNCTION fingerpost_my_role() RETURNS text LANGUAGE sql STABLE AS
$$ SELECT COALESCE(current_setting('fingerpost.role', true), '') $$;
CREATE FUNCTION fingerpost_sees_customers() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT COALESCE(current_setting('fingerpost.sees_customers', true), '') = 'on' $$;
CREATE FUNCTION fingerpost_my_contracts() RETURNS uuid[] LANGUAGE sql STABLE AS
$$ SELECT COALESCE(NULLIF(current_setting('fingerpost.contracts', true), ''), '{}')::uuid[] $$;
CREATE FUNCTION fingerpost_my_prime_contracts() RETURNS uuid[] LANGUAGE sql STABLE AS
$$ SELECT COALESCE(NULLIF(current_setting('fingerpost.prime_contracts', true), ''), '{}')::uuid[] $$;
CREATE FUNCTION fingerpost_purpose() RETURNS text LANGUAGE sql STABLE AS
$$ SELECT COALESCE(current_setting('fingerpost.purpose', true), '') $$;
"""

# What the triggers of rls.stays() call. It runs with the rights of whoever changes the row.
REFUSE_CHANGE = """
CREATE FUNCTION fingerpost_refuse_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $fingerpost$
BEGIN
    IF current_user = 'fingerpost_app' THEN
        RAISE EXCEPTION 'a column of % that stays as it is', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$fingerpost$;
REVOKE ALL ON FUNCTION fingerpost_refuse_change FROM PUBLIC;
"""

NAMES = (
    "fingerpost_me",
    "fingerpost_my_organisation",
    "fingerpost_my_role",
    "fingerpost_sees_customers",
    "fingerpost_my_contracts",
    "fingerpost_my_prime_contracts",
    "fingerpost_purpose",
)

MINE = "account_id = (SELECT fingerpost_me())"


class Migration(migrations.Migration):
    dependencies = [("house", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTIONS, "".join(f"DROP FUNCTION {name}();" for name in NAMES)),
        migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION fingerpost_refuse_change()"),
        # Events: written by anyone who acts, seen by who caused them; the customers room adds
        # the policy for holders of a grant.
        enable("house_event"),
        grant_app("house_event", "SELECT, INSERT"),
        policy("house_event", "own_events", "SELECT", using=MINE),
        policy(
            "house_event",
            "app_adds",
            "INSERT",
            check="account_id IS NOT DISTINCT FROM (SELECT fingerpost_me())",
        ),
        # The read log: append-only for app.
        enable("house_read"),
        grant_app("house_read", "SELECT, INSERT"),
        policy("house_read", "own_reads", "SELECT", using=MINE),
        policy("house_read", "app_adds", "INSERT", check=MINE),
        enable("house_submission"),
        grant_app("house_submission", "SELECT, INSERT, UPDATE, DELETE"),
        policy("house_submission", "own_forms", "ALL", using=MINE, check=MINE),
        grant_app("house_tries", "SELECT, INSERT, UPDATE, DELETE"),
    ]
