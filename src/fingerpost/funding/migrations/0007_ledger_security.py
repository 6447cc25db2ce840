"""Who sees and adds to the ledger, and what it refuses, whoever writes.

The lines of an outcome are a chain across every claim and organisation: the first pays, the second takes back what the
first paid, the third pays again. Each place needs the place before it and stands once, so at most one payment of an
outcome stands at any time. Claims of a contract follow each other month by month. A claim holds what its lines and sums
add up to. Nothing is ever changed.

A prime's claims officer makes claims; its money roles see them with their lines. A subcontractor's money roles see the
lines of their own organisation alone. The agency's contract manager sees claims, sums and totals, and never a line.
Auditors see claims and sums, and a line by their grant on its customer.
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fingerpost.house.ids
from fingerpost.house.rls import SYSTEM, definer_function, flatten, protect
from fingerpost.house.triggers import AddConstraint, AddIndex, CreateModel

unclaimed = import_module("fingerpost.customers.migrations.0004_forgetting")

CLAIM, LINE, STEP, SUM = "funding_claim", "funding_claimline", "funding_claimstep", "funding_claimsum"
FACTS, BACK, RUN, DECISION = (
    "funding_frozenfacts",
    "funding_clawback",
    "funding_run",
    "funding_rundecision",
)
OUTCOME = "outcomes_outcome"

ME, ROLE = "(SELECT fingerpost_me())", "(SELECT fingerpost_my_role())"
MINE = "(SELECT fingerpost_my_organisation())"
OURS = "((SELECT fingerpost_my_prime_contracts())::uuid[])"
# The roles of an organisation that hold see_money (staff.access).
SEES_MONEY = f"""(SELECT fingerpost_sees_customers())
    AND {ROLE} IN ('claims_officer', 'returns_manager', 'compliance')"""

CLAIM_SEEN = f"""({ROLE} IN ('contract_manager', 'auditor')
    OR ({SEES_MONEY} AND {CLAIM}.contract_id = ANY {OURS}))"""
CLAIM_MADE = f"{ROLE} = 'claims_officer' AND made_by_id = {ME} AND {CLAIM}.contract_id = ANY {OURS}"


def _again(signature: str, returns: str, body: str, before: str) -> migrations.RunSQL:
    """A function of *system* with another body; its rights stay."""
    head = (
        f"CREATE OR REPLACE FUNCTION {signature} RETURNS {returns} LANGUAGE plpgsql VOLATILE SECURITY DEFINER"
    )
    head += " SET search_path = public, pg_temp AS $fingerpost$"
    return migrations.RunSQL(f"{head}{body}$fingerpost$", f"{head}{before}$fingerpost$")


def by_claim(table: str) -> str:
    """Seen where the claim is."""
    return f"EXISTS (SELECT 1 FROM {CLAIM} c WHERE c.id = {table}.claim_id)"


def with_claim(table: str) -> str:
    """Added by whoever makes the claim, in the transaction that makes it: a claim never grows afterwards."""
    return f"""{ROLE} = 'claims_officer' AND EXISTS (
        SELECT 1 FROM {CLAIM} c WHERE c.id = {table}.claim_id AND c.made_by_id = {ME}
           AND c.contract_id = ANY {OURS} AND c.recorded_at >= now())"""


def about_an_outcome(table: str) -> str:
    """Money roles of the prime, and an auditor who holds a grant on the customer."""
    return f"""(({SEES_MONEY} AND {table}.contract_id = ANY {OURS})
        OR ({ROLE} = 'auditor' AND EXISTS (SELECT 1 FROM {OUTCOME} o WHERE o.id = {table}.outcome_id)))"""


LINE_SEEN = f"({about_an_outcome(LINE)} OR ({SEES_MONEY} AND {LINE}.organisation_id = {MINE}))"

STEP_TAKEN = f"""taken_by_id = {ME} AND (
    ({ROLE} = 'claims_officer' AND kind = 'invoiced' AND EXISTS (
        SELECT 1 FROM {CLAIM} c WHERE c.id = {STEP}.claim_id AND c.contract_id = ANY {OURS}))
    OR ({ROLE} = 'contract_manager' AND kind IN ('accepted', 'queried', 'paid')))"""

HELD_BACK = f"""{ROLE} = 'claims_officer' AND made_by_id = {ME} AND {BACK}.contract_id = ANY {OURS}"""

SUM_KINDS = [
    ("sessions", "Sessions"),
    ("pooled", "Pooled priority funding"),
    ("service_fee", "Service fee"),
    ("deduction", "Deduction from the service fee"),
    ("fixed", "Fixed monthly sum"),
    ("costs", "Actual costs"),
    ("discount", "Discount on volume"),
    ("cap", "Above the most the contract pays"),
    ("manual", "Adjustment agreed with the agency"),
]

# A payment that is not priced yet has no amount; -1 stands for it, which no payment has.
CHAIN = f"""
ALTER TABLE {OUTCOME} ADD CONSTRAINT outcomes_outcome_and_contract UNIQUE (id, contract_id);
ALTER TABLE {RUN} ADD CONSTRAINT funding_run_and_month UNIQUE (id, contract_id, month, purpose);
ALTER TABLE {CLAIM}
    ADD COLUMN number_before integer GENERATED ALWAYS AS (CASE WHEN number > 1 THEN number - 1 END) STORED,
    ADD COLUMN month_before date GENERATED ALWAYS AS ((month - interval '1 month')::date) STORED,
    ADD COLUMN run_purpose varchar(6) GENERATED ALWAYS AS ('claim'::varchar(6)) STORED,
    ADD CONSTRAINT funding_claim_number_from_one CHECK (number >= 1),
    ADD CONSTRAINT funding_claim_and_contract UNIQUE (id, contract_id),
    ADD CONSTRAINT funding_claim_in_order UNIQUE (contract_id, number, month),
    ADD CONSTRAINT funding_claim_follows_month FOREIGN KEY (contract_id, number_before, month_before)
        REFERENCES {CLAIM} (contract_id, number, month),
    ADD CONSTRAINT funding_claim_of_its_run FOREIGN KEY (run_id, contract_id, month, run_purpose)
        REFERENCES {RUN} (id, contract_id, month, purpose) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE {LINE}
    ADD COLUMN place_before smallint GENERATED ALWAYS AS (CASE WHEN place > 1 THEN place - 1 END) STORED,
    ADD COLUMN paid integer GENERATED ALWAYS AS (
        CASE WHEN kind = 'payment' THEN coalesce(amount_pence, -1) END) STORED,
    ADD COLUMN taken_back integer GENERATED ALWAYS AS (
        CASE WHEN kind = 'reversal' THEN coalesce(-amount_pence, -1) END) STORED,
    ADD CONSTRAINT funding_line_kind_of_its_place CHECK (
        place >= 1 AND kind = CASE WHEN place % 2 = 1 THEN 'payment' ELSE 'reversal' END),
    ADD CONSTRAINT funding_line_reversal_has_reason CHECK (kind = 'payment' OR reason <> ''),
    ADD CONSTRAINT funding_line_worth UNIQUE (outcome_id, place, paid),
    ADD CONSTRAINT funding_line_follows FOREIGN KEY (outcome_id, place_before)
        REFERENCES {LINE} (outcome_id, place),
    ADD CONSTRAINT funding_line_takes_back_what_was_paid FOREIGN KEY (outcome_id, place_before, taken_back)
        REFERENCES {LINE} (outcome_id, place, paid),
    ADD CONSTRAINT funding_line_contract_of_outcome FOREIGN KEY (outcome_id, contract_id)
        REFERENCES {OUTCOME} (id, contract_id) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT funding_line_contract_of_claim FOREIGN KEY (claim_id, contract_id)
        REFERENCES {CLAIM} (id, contract_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE {BACK}
    ADD COLUMN place_before smallint GENERATED ALWAYS AS (CASE WHEN place > 1 THEN place - 1 END) STORED,
    ADD CONSTRAINT funding_claw_back_follows FOREIGN KEY (outcome_id, place_before)
        REFERENCES {BACK} (outcome_id, place),
    ADD CONSTRAINT funding_claw_back_contract_of_outcome FOREIGN KEY (outcome_id, contract_id)
        REFERENCES {OUTCOME} (id, contract_id) DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION fingerpost_claim_adds_up() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $fingerpost$
BEGIN
    IF NEW.outcomes_pence <> (SELECT coalesce(sum(amount_pence), 0) FROM {LINE} WHERE claim_id = NEW.id)
       OR NEW.sums_pence <> (SELECT coalesce(sum(amount_pence), 0) FROM {SUM} WHERE claim_id = NEW.id) THEN
        RAISE EXCEPTION 'a claim is what its lines and sums add up to' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'funding_claim_is_its_lines';
    END IF;
    RETURN NULL;
END
$fingerpost$;
REVOKE ALL ON FUNCTION fingerpost_claim_adds_up FROM PUBLIC;
CREATE CONSTRAINT TRIGGER funding_claim_is_its_lines AFTER INSERT ON {CLAIM} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION fingerpost_claim_adds_up();
"""
LOOSE = f"""
DROP TRIGGER funding_claim_is_its_lines ON {CLAIM};
DROP FUNCTION fingerpost_claim_adds_up;
ALTER TABLE {BACK} DROP CONSTRAINT funding_claw_back_contract_of_outcome,
    DROP CONSTRAINT funding_claw_back_follows, DROP COLUMN place_before;
ALTER TABLE {LINE} DROP CONSTRAINT funding_line_contract_of_claim, DROP CONSTRAINT funding_line_contract_of_outcome,
    DROP CONSTRAINT funding_line_takes_back_what_was_paid, DROP CONSTRAINT funding_line_follows,
    DROP CONSTRAINT funding_line_worth, DROP CONSTRAINT funding_line_reversal_has_reason,
    DROP CONSTRAINT funding_line_kind_of_its_place, DROP COLUMN taken_back, DROP COLUMN paid,
    DROP COLUMN place_before;
ALTER TABLE {CLAIM} DROP CONSTRAINT funding_claim_of_its_run, DROP CONSTRAINT funding_claim_follows_month,
    DROP CONSTRAINT funding_claim_in_order, DROP CONSTRAINT funding_claim_and_contract,
    DROP CONSTRAINT funding_claim_number_from_one, DROP COLUMN run_purpose, DROP COLUMN month_before,
    DROP COLUMN number_before;
ALTER TABLE {RUN} DROP CONSTRAINT funding_run_and_month;
ALTER TABLE {OUTCOME} DROP CONSTRAINT outcomes_outcome_and_contract;
"""

# BR-20, XD-19: what the additional indicator adds over a year so far, as one figure, for a claim that is being made.
# Nothing where fewer people than policy asks for came in since the last pooled line; neither how many there are nor
# who they are leaves here. Rates come from policy: kind, first and last day, and what a priority customer adds.
POOLED = f"""
DECLARE
    found bigint;
    pooled_to integer;
    run {RUN}%ROWTYPE;
BEGIN
    SELECT * INTO run FROM {RUN} WHERE id = asked_run;
    IF run.id IS NULL OR run.purpose <> 'claim' OR fingerpost_my_role() <> 'claims_officer'
       OR NOT run.contract_id = ANY (fingerpost_my_prime_contracts())
       OR EXISTS (SELECT 1 FROM {CLAIM} WHERE contract_id = run.contract_id AND month >= run.month) THEN
        RAISE EXCEPTION 'only for a claim that is being made' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO house_event (id, kind, happened_at, account_id, organisation_id, customer_id, subject)
    VALUES (gen_random_uuid(), 'claim.pooled_asked', now(), fingerpost_me(), fingerpost_my_organisation(), NULL,
            jsonb_build_object('run', asked_run));
    SELECT coalesce(max(c.number), 0) INTO pooled_to FROM {CLAIM} c JOIN {SUM} s ON s.claim_id = c.id
     WHERE c.contract_id = run.contract_id AND s.kind = 'pooled';
    WITH paid AS (
        SELECT d.customer_id, sum(r.extra) AS extra,
               bool_or(EXISTS (SELECT 1 FROM {LINE} l JOIN {CLAIM} c ON c.id = l.claim_id
                                WHERE l.outcome_id = o.id AND c.number <= pooled_to)) AS in_pool
          FROM {DECISION} d
          JOIN customers_additionalindicator i ON i.customer_id = d.customer_id
          JOIN {OUTCOME} o ON o.id = d.event
          JOIN jsonb_to_recordset(rates) AS r (kind text, first date, last date, extra integer)
            ON r.kind = o.kind AND o.told_on >= r.first AND (r.last IS NULL OR o.told_on <= r.last)
         WHERE d.run_id = asked_run AND d.kind = 'outcome' AND d.verdict = 'pay' AND d.customer_class = 'other'
         GROUP BY d.customer_id)
    SELECT CASE WHEN count(*) FILTER (WHERE NOT in_pool) >= greatest(least_people, 2) THEN sum(extra) END
      INTO found FROM paid;
    RETURN found;
END
"""

# What of a run is paid or only lacks a rate, with who delivers it and the decision that stands: whoever's grant on the
# customer has ended since, the contract's money does not hang on it.
PAYABLE = f"""
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT 1 FROM {RUN} r WHERE r.id = asked_run AND fingerpost_sees_customers()
                      AND fingerpost_my_role() = 'claims_officer'
                      AND r.contract_id = ANY (fingerpost_my_prime_contracts())) THEN
        RAISE EXCEPTION 'no run of yours' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    SELECT o.id, o.organisation_id, o.kind::text, d.verdict::text, d.amount_pence, d.period::text,
           d.customer_class::text, f.id
      FROM {DECISION} d
      JOIN {RUN} r ON r.id = d.run_id
      JOIN {OUTCOME} o ON o.id = d.event AND o.contract_id = r.contract_id
      LEFT JOIN funding_fundingdecision f ON f.outcome_id = o.id AND NOT EXISTS (
           SELECT 1 FROM funding_fundingdecision g WHERE g.supersedes_id = f.id)
     WHERE d.run_id = asked_run AND d.kind = 'outcome' AND d.verdict <> 'refuse'
     ORDER BY o.id;
END
"""

# What a claim pays by kind of outcome, for whoever sees the claim: the agency's invoice is itemised without a person.
ITEMS = f"""
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT 1 FROM {CLAIM} c WHERE c.id = asked_claim
                      AND (fingerpost_my_role() IN ('contract_manager', 'auditor')
                           OR (fingerpost_sees_customers()
                               AND fingerpost_my_role() IN ('claims_officer', 'returns_manager', 'compliance')
                               AND c.contract_id = ANY (fingerpost_my_prime_contracts())))) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT o.kind::text, l.kind::text, count(*)::integer, coalesce(sum(l.amount_pence), 0)::bigint,
           count(*) FILTER (WHERE l.amount_pence IS NULL)::integer
      FROM {LINE} l JOIN {OUTCOME} o ON o.id = l.outcome_id
     WHERE l.claim_id = asked_claim GROUP BY 1, 2 ORDER BY 1, 2;
END
"""

# Which months an organisation has a statement for: the claim itself tells of the prime's money.
STATEMENTS = f"""
#variable_conflict use_column
BEGIN
    IF fingerpost_my_role() NOT IN ('claims_officer', 'returns_manager', 'compliance') THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT c.id, c.contract_id, c.month, c.made_at FROM {CLAIM} c
     WHERE EXISTS (SELECT 1 FROM {LINE} l
                    WHERE l.claim_id = c.id AND l.organisation_id = fingerpost_my_organisation())
     ORDER BY c.month DESC, c.id LIMIT 60;
END
"""

# A record that was claimed for is kept with the claim, confirmed or not: what a claim holds never goes.
_CLAIMED = (
    f"""EXISTS (SELECT 1 FROM {LINE} l JOIN {OUTCOME} o ON o.id = l.outcome_id WHERE o.customer_id = c.id)"""
)
MAY_FORGET = unclaimed.MAY_FORGET.replace(
    "AND c.provisional_until", f"AND NOT {_CLAIMED} AND c.provisional_until"
)
EXPIRED = unclaimed.EXPIRED.replace("AND c.provisional_until", f"AND NOT {_CLAIMED} AND c.provisional_until")

FORGET = f"""
BEGIN
    IF NOT fingerpost_may_forget(forgotten_customer) THEN
        RAISE EXCEPTION 'not a provisional record past its day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM {BACK} b USING {OUTCOME} o WHERE o.id = b.outcome_id AND o.customer_id = forgotten_customer;
END
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0006_runs_security")]

    operations = [
        CreateModel(
            name="ClawBack",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fingerpost.house.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("why", models.CharField(max_length=300)),
                ("made_at", models.DateTimeField()),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.contract",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claw_backs",
                        to="outcomes.outcome",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["contract", "outcome", "-place"], name="funding_claw_backs_of")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("outcome", "place"), name="funding_claw_back_place_once"),
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="funding_claw_back_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("place__gte", 1)), name="funding_claw_back_place"
                    ),
                ],
            },
        ),
        CreateModel(
            name="FrozenFacts",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="facts",
                        serialize=False,
                        to="funding.claim",
                    ),
                ),
                ("packed", models.BinaryField()),
            ],
        ),
        migrations.RemoveField(model_name="claim", name="inputs"),
        migrations.AddField(
            model_name="claimline",
            name="contract",
            field=models.ForeignKey(
                default=None,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.contract",
            ),
            preserve_default=False,
        ),
        AddIndex(
            model_name="claimline",
            index=models.Index(fields=["contract", "period", "outcome"], name="funding_lines_under"),
        ),
        migrations.RemoveConstraint(model_name="claimsum", name="funding_sum_kind_known"),
        migrations.RemoveConstraint(model_name="claimsum", name="funding_sum_once_a_claim"),
        migrations.AlterField(
            model_name="claimsum",
            name="kind",
            field=models.CharField(choices=SUM_KINDS, max_length=11),
        ),
        AddConstraint(
            model_name="claimsum",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [kind for kind, _label in SUM_KINDS])),
                name="funding_sum_kind_known",
            ),
        ),
        AddConstraint(
            model_name="claimsum",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["sessions", "pooled", "service_fee", "deduction", "discount", "cap"],
                    )
                ),
                fields=("claim", "kind"),
                name="funding_sum_once_a_claim",
            ),
        ),
        migrations.RunSQL(CHAIN, LOOSE),
        *flatten(
            protect(CLAIM, see=CLAIM_SEEN, add=CLAIM_MADE),
            protect(
                FACTS,
                see=f"{SEES_MONEY} AND {by_claim(FACTS)}",
                add=with_claim(FACTS),
            ),
            protect(LINE, see=LINE_SEEN, add=with_claim(LINE)),
            protect(SUM, see=by_claim(SUM), add=with_claim(SUM)),
            protect(STEP, see=by_claim(STEP), add=STEP_TAKEN),
            protect(BACK, see=about_an_outcome(BACK), add=HELD_BACK),
        ),
        definer_function(
            "fingerpost_pooled_priority(asked_run uuid, rates jsonb, least_people integer)",
            POOLED,
            returns="bigint",
        ),
        definer_function(
            "fingerpost_run_payable(asked_run uuid)",
            PAYABLE,
            returns="TABLE (outcome_id uuid, organisation_id uuid, kind text, verdict text, pence integer,"
            " period text, customer_class text, decision_id uuid)",
        ),
        definer_function(
            "fingerpost_claim_items(asked_claim uuid)",
            ITEMS,
            returns="TABLE (outcome_kind text, line_kind text, lines integer, pence bigint, unpriced integer)",
        ),
        definer_function(
            "fingerpost_my_statements()",
            STATEMENTS,
            returns="TABLE (claim_id uuid, contract_id uuid, month date, made_at timestamptz)",
        ),
        _again("fingerpost_may_forget(forgotten_customer uuid)", "boolean", MAY_FORGET, unclaimed.MAY_FORGET),
        _again("fingerpost_expired_provisional(most integer)", "SETOF uuid", EXPIRED, unclaimed.EXPIRED),
        definer_function(
            "fingerpost_forget_in_the_ledger(forgotten_customer uuid)", FORGET, returns="void", role=SYSTEM
        ),
    ]
