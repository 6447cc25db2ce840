"""Who makes returns, takes their steps and opens their files; and the rows that a return is made of.

A prime contractor's returns managers make returns and open their files; whoever answers for its money sees that they
are there. The agency's contract manager sees every return with its steps and answers it, and opens a file only where
it holds nobody. Rows are added and never changed; the order of the steps is held here.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fingerpost.house.ids
from fingerpost.house.rls import APP, SYSTEM, definer_function, flatten, protect

RETURN, FILE, STEP = "performance_return", "performance_returnfile", "performance_returnstep"
DIRECTION = "performance_direction"
ME, ROLE = "(SELECT fingerpost_me())", "(SELECT fingerpost_my_role())"
AGENCY = f"""({ROLE} = 'contract_manager' AND EXISTS (SELECT 1 FROM organisations_organisation o
    WHERE o.id = (SELECT fingerpost_my_organisation()) AND o.kind = 'agency'))"""
# The roles that hold see_performance in a contractor, and the one that holds send_returns (staff.access).
ANSWERS = f"{ROLE} IN ('claims_officer', 'returns_manager', 'compliance')"
SENDS = f"{ROLE} = 'returns_manager'"
EXTRACTS = ["dwp", "matching", "survey"]
KINDS = [
    ("hub", "Occupancy and Funding Summary, to the hub"),
    ("manual", "Manual template"),
    ("inspiration", "Inspiration report and case study"),
    ("dwp", "Data for the Department for Work and Pensions"),
    ("matching", "Matching extract for the Department for Work and Pensions"),
    ("survey", "Extract for the survey contractor"),
]


def ours(column: str) -> str:
    """A contract that the actor's organisation holds as its prime."""
    return f"{column} = ANY ((SELECT fingerpost_my_prime_contracts())::uuid[])"


def of_return(table: str, also: str = "true") -> str:
    """The return of a row, which its reader must be able to see."""
    return f"EXISTS (SELECT 1 FROM {RETURN} r WHERE r.id = {table}.of_return_id AND {also})"


# A purpose is kept with an extract by its direction, which names contract, kind and days (BR-23.2).
CHECK_RETURN = f"""
CREATE FUNCTION fingerpost_check_return() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $fingerpost$
DECLARE
    made_on date := (NEW.made_at AT TIME ZONE 'Europe/London')::date;
BEGIN
    IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM {RETURN} r WHERE r.id = NEW.replaces_id AND r.contract_id = NEW.contract_id
           AND r.month = NEW.month AND r.kind = NEW.kind) THEN
        RAISE EXCEPTION 'a return replaces one of its own contract, month and kind' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.direction_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM {DIRECTION} d WHERE d.id = NEW.direction_id AND d.contract_id = NEW.contract_id
           AND d.kind = NEW.kind AND d.withdraws_id IS NULL AND made_on BETWEEN d.starts_on AND d.ends_on
           AND NOT EXISTS (SELECT 1 FROM {DIRECTION} w WHERE w.withdraws_id = d.id)) THEN
        RAISE EXCEPTION 'no direction of the agency holds for this extract' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$fingerpost$;
CREATE TRIGGER whole BEFORE INSERT ON {RETURN} FOR EACH ROW EXECUTE FUNCTION fingerpost_check_return();
"""
CHECK_DIRECTION = f"""
CREATE FUNCTION fingerpost_check_direction() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $fingerpost$
BEGIN
    IF NEW.withdraws_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM {DIRECTION} d WHERE d.id = NEW.withdraws_id AND d.contract_id = NEW.contract_id
           AND d.kind = NEW.kind AND d.withdraws_id IS NULL) THEN
        RAISE EXCEPTION 'a direction withdraws one of its own contract and kind' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$fingerpost$;
CREATE TRIGGER whole BEFORE INSERT ON {DIRECTION} FOR EACH ROW EXECUTE FUNCTION fingerpost_check_direction();
"""
# What was approved is what was made: no file comes after a step. Two steps of one return wait for each other.
CHECK_STEP = f"""
CREATE FUNCTION fingerpost_check_return_file() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $fingerpost$
BEGIN
    PERFORM pg_advisory_xact_lock(4110, hashtext(NEW.of_return_id::text));
    IF EXISTS (SELECT 1 FROM {STEP} s WHERE s.of_return_id = NEW.of_return_id) THEN
        RAISE EXCEPTION 'a return that was approved takes no more files' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$fingerpost$;
CREATE TRIGGER whole BEFORE INSERT ON {FILE} FOR EACH ROW EXECUTE FUNCTION fingerpost_check_return_file();
CREATE FUNCTION fingerpost_check_return_step() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $fingerpost$
DECLARE
    taken text[];
    latest timestamptz;
    found record;
BEGIN
    PERFORM pg_advisory_xact_lock(4110, hashtext(NEW.of_return_id::text));
    SELECT r.findings, EXISTS (SELECT 1 FROM {RETURN} n WHERE n.replaces_id = r.id) AS is_replaced
      INTO found FROM {RETURN} r WHERE r.id = NEW.of_return_id;
    SELECT coalesce(array_agg(s.kind), '{{}}'), max(s.taken_at) INTO taken, latest
      FROM {STEP} s WHERE s.of_return_id = NEW.of_return_id;
    IF NEW.taken_at < latest
       OR (NEW.kind = 'approved' AND (found.findings > 0 OR found.is_replaced))
       OR (NEW.kind = 'sent' AND (found.is_replaced OR NOT taken @> '{{approved}}'))
       OR (NEW.kind = 'received' AND NOT taken @> '{{sent}}')
       OR (NEW.kind = 'acknowledged' AND (NOT taken @> '{{received}}' OR taken @> '{{rejected}}'))
       OR (NEW.kind = 'rejected' AND (NOT taken @> '{{received}}' OR taken @> '{{acknowledged}}')) THEN
        RAISE EXCEPTION 'this step of a return is not open' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$fingerpost$;
CREATE TRIGGER whole BEFORE INSERT ON {STEP} FOR EACH ROW EXECUTE FUNCTION fingerpost_check_return_step();
"""
DROP_CHECKS = f"""
DROP TRIGGER whole ON {STEP};
DROP TRIGGER whole ON {FILE};
DROP TRIGGER whole ON {DIRECTION};
DROP TRIGGER whole ON {RETURN};
DROP FUNCTION fingerpost_check_return_step();
DROP FUNCTION fingerpost_check_return_file();
DROP FUNCTION fingerpost_check_direction();
DROP FUNCTION fingerpost_check_return();
"""

ROW = """line uuid, outcome uuid, customer uuid, born_on date, postcode text, learner_number text,
    plan uuid, session uuid, session_on date, channel integer, organisation uuid, organisation_name text,
    ukprn text, is_subcontracted boolean, adviser text, kind text, effective_on date, claimed_on date,
    customer_class text, pence integer, period text, was_read boolean"""
# The payments that stand at the end of a month: not taken back by the line after them in a claim up to then. One row
# a payment whatever its reader may see of it, so that nothing is missing without a word; `was_read` says which. The
# address is the one that held on the day of the session.
ROWS = """
    SELECT l.id, l.outcome_id, o.customer_id, c.date_of_birth, a.postcode::text, c.unique_learner_number::text,
           v.plan_id, t.id, day.at, s.channel::integer, l.organisation_id, g.name::text,
           g.ukprn::text, l.organisation_id <> k.prime_id, w.full_name::text, o.kind::text, o.told_on,
           (o.claimed_at AT TIME ZONE 'Europe/London')::date,
           coalesce(rd.customer_class, d.customer_class, '')::text, l.amount_pence, l.period::text,
           o.id IS NOT NULL AND c.id IS NOT NULL
      FROM funding_claimline l
      JOIN funding_claim m ON m.id = l.claim_id AND m.contract_id = for_contract AND m.month <= through
      JOIN organisations_contract k ON k.id = m.contract_id
      JOIN organisations_organisation g ON g.id = l.organisation_id
      LEFT JOIN outcomes_outcome o ON o.id = l.outcome_id
      LEFT JOIN customers_customer c ON c.id = o.customer_id
      LEFT JOIN interactions_attendance t ON t.id = o.attendance_id
      LEFT JOIN interactions_session s ON s.id = t.session_id
      LEFT JOIN LATERAL (SELECT (s.started_at AT TIME ZONE 'Europe/London')::date AS at) day ON true
      LEFT JOIN LATERAL (
          SELECT h.postcode FROM customers_address h
           WHERE h.customer_id = o.customer_id AND (h.from_on IS NULL OR h.from_on <= day.at)
             AND (h.until_on IS NULL OR h.until_on > day.at)
           ORDER BY h.from_on DESC NULLS LAST, h.id LIMIT 1) a ON true
      LEFT JOIN LATERAL (
          SELECT p.plan_id FROM plans_planversion p WHERE p.attendance_id = t.id
           ORDER BY p.number DESC LIMIT 1) v ON true
      LEFT JOIN LATERAL (
          SELECT y.full_name FROM interactions_sessionstaff x JOIN staff_account y ON y.id = x.account_id
           WHERE x.session_id = s.id AND x.part = 'adviser') w ON true
      LEFT JOIN funding_rundecision rd ON rd.run_id = m.run_id AND rd.event = l.outcome_id AND rd.kind = 'outcome'
      LEFT JOIN funding_fundingdecision d ON d.id = l.decision_id
     WHERE l.kind = 'payment'
       AND NOT EXISTS (SELECT 1 FROM funding_claimline n JOIN funding_claim e ON e.id = n.claim_id
                        WHERE n.outcome_id = l.outcome_id AND n.place = l.place + 1 AND e.month <= through)
"""
# With the rights of whoever asks: row security holds under it. The second door is the console's, for every contract.
FOR_APP = f"""
CREATE FUNCTION fingerpost_return_rows(for_contract uuid, through date) RETURNS TABLE ({ROW})
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $fingerpost$
#variable_conflict use_column
BEGIN
    RETURN QUERY {ROWS};
END
$fingerpost$;
REVOKE ALL ON FUNCTION fingerpost_return_rows FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fingerpost_return_rows TO {APP};
"""
FOR_SYSTEM = """
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT * FROM fingerpost_return_rows(for_contract, through);
END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("performance", "0002_facts"),
        ("funding", "0007_ledger_security"),
        ("outcomes", "0004_progressions"),
        ("plans", "0001_initial"),
        ("interactions", "0001_initial"),
        ("customers", "0001_initial"),
        ("staff", "0001_initial"),
        ("organisations", "0004_scheme_as_example"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("returnfile", "holds_people", models.BooleanField(default=True)),
        migrations.CreateModel(
            name="Direction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(choices=KINDS, max_length=11)),
                ("reference", models.CharField(max_length=40)),
                ("purpose", models.CharField(max_length=300)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("given_at", models.DateTimeField()),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.contract",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdraws",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawn_by",
                        to="performance.direction",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            "return",
            "direction",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="performance.direction",
            ),
        ),
        migrations.AddConstraint(
            "return",
            models.CheckConstraint(
                condition=models.Q(direction__isnull=False, kind__in=EXTRACTS)
                | models.Q(direction__isnull=True, kind__in=["hub", "manual", "inspiration"]),
                name="performance_extract_has_a_direction",
            ),
        ),
        migrations.AddIndex(
            "direction",
            models.Index(fields=["contract", "kind", "-given_at"], name="performance_directions_of"),
        ),
        migrations.AddConstraint(
            "direction",
            models.CheckConstraint(
                condition=models.Q(kind__in=EXTRACTS), name="performance_direction_for_an_extract"
            ),
        ),
        migrations.AddConstraint(
            "direction",
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="performance_direction_ordered"
            ),
        ),
        migrations.AddConstraint(
            "direction",
            models.CheckConstraint(
                condition=~models.Q(reference="") & ~models.Q(purpose=""),
                name="performance_direction_is_whole",
            ),
        ),
        *flatten(
            protect(
                RETURN,
                see=f"{AGENCY} OR ({ANSWERS} AND {ours(f'{RETURN}.contract_id')})",
                add=f"{SENDS} AND {ours(f'{RETURN}.contract_id')} AND made_by_id = {ME}",
            ),
            protect(
                FILE,
                see=f"({SENDS} OR ({AGENCY} AND NOT holds_people)) AND {of_return(FILE)}",
                add=f"{SENDS} AND {of_return(FILE, f'r.made_by_id = {ME}')}",
            ),
            protect(
                STEP,
                see=of_return(STEP),
                add=f"""taken_by_id = {ME} AND {of_return(STEP)}
                    AND (({SENDS} AND kind IN ('approved', 'sent'))
                         OR ({AGENCY} AND kind IN ('received', 'acknowledged', 'rejected')))""",
            ),
            protect(
                DIRECTION,
                see=f"{AGENCY} OR ({ANSWERS} AND {ours(f'{DIRECTION}.contract_id')})",
                add=f"{AGENCY} AND given_by_id = {ME}",
            ),
        ),
        migrations.RunSQL(CHECK_RETURN + CHECK_DIRECTION + CHECK_STEP, DROP_CHECKS),
        migrations.RunSQL(FOR_APP, "DROP FUNCTION fingerpost_return_rows(uuid, date)"),
        definer_function(
            "fingerpost_return_rows_of_all(for_contract uuid, through date)",
            FOR_SYSTEM,
            returns=f"TABLE ({ROW})",
            volatility="STABLE",
            role=SYSTEM,
        ),
    ]
