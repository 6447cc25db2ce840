"""Who makes returns, takes their steps and opens their files; and the rows that a return is made of.

A prime contractor's returns managers make returns and open their files; whoever answers for its money sees that they
are there. The agency's contract manager sees every return with its steps and answers it, and opens a file only where
it holds nobody. Rows are added and never changed; the order of the steps is held here.
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fingerpost.house.ids
from fingerpost.house.rls import APP, SYSTEM, definer_function, flatten, protect
from fingerpost.house.triggers import AddConstraint, AddIndex, CreateModel

sql = import_module("fingerpost.performance.migrations._return_rows")

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

# With the rights of whoever asks: row security holds under it. The second door is the console's, for every contract.
FOR_APP = f"""
CREATE FUNCTION fingerpost_return_rows(for_contract uuid, through date) RETURNS TABLE ({sql.ROW})
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $fingerpost$
#variable_conflict use_column
BEGIN
    RETURN QUERY {sql.ROWS};
END
$fingerpost$;
REVOKE ALL ON FUNCTION fingerpost_return_rows FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fingerpost_return_rows TO {APP};
CREATE FUNCTION fingerpost_return_sums(for_contract uuid, through date) RETURNS TABLE ({sql.SUMS_ROW})
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $fingerpost$
#variable_conflict use_column
BEGIN
    RETURN QUERY {sql.SUMS};
END
$fingerpost$;
REVOKE ALL ON FUNCTION fingerpost_return_sums FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fingerpost_return_sums TO {APP};
"""
DROP_FOR_APP = """
DROP FUNCTION fingerpost_return_sums(uuid, date);
DROP FUNCTION fingerpost_return_rows(uuid, date);
"""


def for_system(name: str) -> str:
    """The body of the console's door: the same function, as owner."""
    return f"""
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT * FROM {name}(for_contract, through);
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
        CreateModel(
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
        AddConstraint(
            "return",
            models.CheckConstraint(
                condition=models.Q(direction__isnull=False, kind__in=EXTRACTS)
                | models.Q(direction__isnull=True, kind__in=["hub", "manual", "inspiration"]),
                name="performance_extract_has_a_direction",
            ),
        ),
        AddIndex(
            "direction",
            models.Index(fields=["contract", "kind", "-given_at"], name="performance_directions_of"),
        ),
        AddConstraint(
            "direction",
            models.CheckConstraint(
                condition=models.Q(kind__in=EXTRACTS), name="performance_direction_for_an_extract"
            ),
        ),
        AddConstraint(
            "direction",
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="performance_direction_ordered"
            ),
        ),
        AddConstraint(
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
        migrations.RunSQL(FOR_APP, DROP_FOR_APP),
        definer_function(
            "fingerpost_extract_people(for_direction uuid, for_month date)",
            sql.PEOPLE,
            returns=f"TABLE ({sql.PERSON})",
            volatility="STABLE",
        ),
        definer_function(
            "fingerpost_return_rows_of_all(for_contract uuid, through date)",
            for_system("fingerpost_return_rows"),
            returns=f"TABLE ({sql.ROW})",
            volatility="STABLE",
            role=SYSTEM,
        ),
        definer_function(
            "fingerpost_return_sums_of_all(for_contract uuid, through date)",
            for_system("fingerpost_return_sums"),
            returns=f"TABLE ({sql.SUMS_ROW})",
            volatility="STABLE",
            role=SYSTEM,
        ),
    ]
