"""Who acts: the one door through which a membership becomes the transaction's actor.

``fingerpost_act`` reads account, membership, standing and contracts as they are now and writes the settings
that row security reads. It returns no row for an account that is shut or a membership that is not current. A
gap in standing returns a row that sees no customers and names the gap, so that the page can say what to do.

BR-28.3: a current baseline check, and an enhanced check where vulnerable groups' data is seen (young people's
contracts, safeguarding). OI-8.3: customer record training before access. MX-2.3: the level of qualification is
returned; what it allows is policy, decided in ``staff.access``.
"""

from django.db import migrations

from fingerpost.house.rls import definer_function, enable, grant_app, policy, stays

ROW = """TABLE (
    account_id uuid, organisation_id uuid, role text, sees_customers boolean, standing_gap text,
    contract_ids uuid[], prime_contract_ids uuid[], manager_id uuid, advice_level smallint, is_supervised boolean,
    full_name text, organisation_name text)"""

ACT = """
#variable_conflict use_column
DECLARE
    today date := (now() AT TIME ZONE 'Europe/London')::date;
    who record;
    primes uuid[];
    works uuid[];
    held text[];
    once_held text[];
    needed text[] := ARRAY['baseline_check', 'record_training'];
    gap text := '';
    wanted text;
    sees boolean;
    level smallint;
BEGIN
    PERFORM set_config('fingerpost.account', '', true), set_config('fingerpost.membership', '', true),
            set_config('fingerpost.organisation', '', true), set_config('fingerpost.role', '', true),
            set_config('fingerpost.sees_customers', '', true), set_config('fingerpost.contracts', '', true),
            set_config('fingerpost.prime_contracts', '', true), set_config('pghistory.context_metadata', '', true);

    SELECT a.id, a.full_name, a.line_manager_id, m.organisation_id, m.contract_id, m.role, o.name
      INTO who
      FROM staff_membership m
      JOIN staff_account a ON a.id = m.account_id
      JOIN organisations_organisation o ON o.id = m.organisation_id
     WHERE m.id = $1 AND a.is_active AND a.suspended_at IS NULL
       AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on >= today);
    IF NOT FOUND THEN
        RETURN;
    END IF;

    SELECT coalesce(array_agg(c.id ORDER BY c.id), '{}') INTO primes
      FROM organisations_contract c
     WHERE c.prime_id = who.organisation_id AND (who.contract_id IS NULL OR c.id = who.contract_id)
       AND c.starts_on <= today AND (c.ends_on IS NULL OR c.ends_on >= today);
    SELECT coalesce(array_agg(c.id ORDER BY c.id), '{}') INTO works
      FROM organisations_contract c
     WHERE (who.contract_id IS NULL OR c.id = who.contract_id)
       AND c.starts_on <= today AND (c.ends_on IS NULL OR c.ends_on >= today)
       AND (c.id = ANY (primes) OR EXISTS (
            SELECT 1 FROM organisations_subcontract s
             WHERE s.contract_id = c.id AND s.organisation_id = who.organisation_id
               AND s.starts_on <= today AND (s.ends_on IS NULL OR s.ends_on >= today)));

    SELECT coalesce(array_agg(DISTINCT s.kind::text) FILTER (
               WHERE s.valid_from <= today AND (s.valid_until IS NULL OR s.valid_until >= today)), '{}'),
           coalesce(array_agg(DISTINCT s.kind::text) FILTER (WHERE s.valid_until < today), '{}'),
           max(s.level) FILTER (WHERE s.kind = 'advice_qualification'
               AND s.valid_from <= today AND (s.valid_until IS NULL OR s.valid_until >= today))
      INTO held, once_held, level
      FROM staff_standing s WHERE s.account_id = who.id;

    IF who.role = 'safeguarding_lead' OR EXISTS (
        SELECT 1 FROM organisations_contract c WHERE c.id = ANY (works) AND c.audience = 'young_people') THEN
        needed := needed || 'enhanced_check'::text;
    END IF;
    sees := who.role NOT IN ('technician', 'contract_manager');
    IF sees THEN
        FOREACH wanted IN ARRAY needed LOOP
            IF NOT wanted = ANY (held) THEN
                gap := wanted || CASE WHEN wanted = ANY (once_held) THEN '_lapsed' ELSE '_missing' END;
                sees := false;
                EXIT;
            END IF;
        END LOOP;
    END IF;

    PERFORM set_config('fingerpost.account', who.id::text, true),
            set_config('fingerpost.membership', $1::text, true),
            set_config('fingerpost.organisation', who.organisation_id::text, true),
            set_config('fingerpost.role', who.role, true),
            set_config('fingerpost.sees_customers', CASE WHEN sees THEN 'on' ELSE '' END, true),
            set_config('fingerpost.contracts', works::text, true),
            set_config('fingerpost.prime_contracts', primes::text, true),
            set_config('pghistory.context_metadata', jsonb_build_object(
                'account', who.id, 'membership', $1, 'organisation', who.organisation_id, 'role', who.role,
                'request', $2)::text, true);
    RETURN QUERY SELECT who.id, who.organisation_id, who.role::text, sees, gap, works, primes,
        who.line_manager_id, coalesce(level, 0::smallint), 'supervised_trainee' = ANY (held),
        who.full_name::text, who.name::text;
END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0001_initial"),
        ("organisations", "0002_who_may_read"),
        ("house", "0002_settings_functions"),
    ]

    operations = [
        # An account is made, and its roles and checks are recorded, by the owner alone: the web can shut an
        # account, change its password and keep its sign-ins, and can give nobody a role.
        grant_app("staff_account", "SELECT, UPDATE"),
        stays(
            "staff_account",
            "id email full_name line_manager_id created_at",
            also="(NEW.is_active AND NOT OLD.is_active)"
            " OR (OLD.suspended_at IS NOT NULL AND OLD.suspended_at IS DISTINCT FROM NEW.suspended_at)",
        ),
        enable("staff_accountevent"),
        grant_app("staff_accountevent", "INSERT"),
        policy("staff_accountevent", "history_is_written", "INSERT", check="pg_trigger_depth() > 0"),
        grant_app("staff_membership", "SELECT"),
        grant_app("staff_standing", "SELECT"),
        grant_app("staff_livesession", "SELECT, INSERT, UPDATE"),
        stays("staff_livesession", "id account_id session_hash place_hash started_at", once="ended_at"),
        definer_function("fingerpost_act(membership uuid, request text DEFAULT '')", ACT, returns=ROW),
    ]
