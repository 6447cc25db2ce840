"""Who sees and sets what a contract is worth.

The agency's contract manager sets all of it in their own name. A prime's money roles see what their contracts are worth
and keep its costs. A subcontractor sees its own pass-through and its own costs, and nothing of the prime's.
"""

from django.db import migrations

from fingerpost.house.rls import enable, flatten, grant_app, policy, protect, protect_history, stays

ME, ROLE = "(SELECT fingerpost_me())", "(SELECT fingerpost_my_role())"
MINE = "(SELECT fingerpost_my_organisation())"
IS_AGENCY = f"{ROLE} = 'contract_manager'"
# The roles that hold see_money (staff.access), and the agency's.
WATCHES_MONEY = f"{ROLE} IN ('claims_officer', 'returns_manager', 'compliance')"
HOLDS = "{table}.contract_id = ANY ((SELECT fingerpost_my_prime_contracts())::uuid[])"

YEAR, PROFILE, CHANGE = "funding_contractyear", "funding_profile", "funding_profilechange"
SHARE, DEDUCTION, FIXED = "funding_monthshare", "funding_feededuction", "funding_fixedsum"
PASS, COST, PAID = "funding_passthrough", "funding_costline", "funding_paymentmade"

SET_BY_ME = f"{IS_AGENCY} AND set_by_id = {ME}"


def seen(table: str) -> str:
    """The agency, and money roles of the prime that holds the contract."""
    return f"({IS_AGENCY} OR ({WATCHES_MONEY} AND {HOLDS.format(table=table)}))"


def through(table: str, parent: str, column: str) -> str:
    """Seen where the row that it hangs on is seen."""
    return f"EXISTS (SELECT 1 FROM {parent} p WHERE p.id = {table}.{column})"


def pass_through_seen(table: str) -> str:
    """The agency, the prime's money roles, and the money roles of the subcontractor it is for."""
    return f"""({IS_AGENCY} OR ({WATCHES_MONEY} AND EXISTS (
        SELECT 1 FROM organisations_subcontract s WHERE s.id = {table}.subcontract_id
           AND (s.organisation_id = {MINE}
                OR s.contract_id = ANY ((SELECT fingerpost_my_prime_contracts())::uuid[])))))"""


def cost_seen(table: str) -> str:
    """As a contract's terms, and the money roles of the organisation that spent it."""
    return f"({seen(table)} OR ({WATCHES_MONEY} AND {table}.organisation_id = {MINE}))"


KEEPS_COSTS = f"""{ROLE} = 'claims_officer' AND added_by_id = {ME} AND {HOLDS.format(table=COST)}"""
TAKES_COSTS_OUT = f"{ROLE} = 'claims_officer' AND {HOLDS.format(table=COST)}"


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0004_ledger"),
        ("organisations", "0004_scheme_as_example"),
    ]

    operations = flatten(
        protect(YEAR, see=seen(YEAR), add=SET_BY_ME, change=SET_BY_ME),
        [stays(YEAR, "id contract_id starts_on")],
        protect_history(f"{YEAR}event", see=seen(f"{YEAR}event")),
        protect(PROFILE, see=through(PROFILE, YEAR, "year_id"), add=SET_BY_ME, change=SET_BY_ME),
        [stays(PROFILE, "id year_id category customer_class is_money")],
        protect_history(f"{PROFILE}event", see=through(f"{PROFILE}event", YEAR, "year_id")),
        protect(CHANGE, see=through(CHANGE, PROFILE, "profile_id"), add=SET_BY_ME),
        protect(SHARE, see=f"({IS_AGENCY} OR {WATCHES_MONEY})", add=SET_BY_ME, change=SET_BY_ME),
        [stays(SHARE, "id year_starts_on category customer_class place")],
        protect_history(f"{SHARE}event", see=IS_AGENCY),
        protect(DEDUCTION, see=seen(DEDUCTION), add=SET_BY_ME, change=SET_BY_ME),
        [stays(DEDUCTION, "id contract_id month")],
        protect_history(f"{DEDUCTION}event", see=seen(f"{DEDUCTION}event")),
        protect(FIXED, see=seen(FIXED), add=SET_BY_ME, change=SET_BY_ME),
        [stays(FIXED, "id contract_id first_month")],
        protect_history(f"{FIXED}event", see=seen(f"{FIXED}event")),
        protect(PASS, see=pass_through_seen(PASS), add=SET_BY_ME, change=SET_BY_ME),
        [stays(PASS, "id subcontract_id starts_on")],
        protect_history(f"{PASS}event", see=pass_through_seen(f"{PASS}event")),
        [
            enable(COST),
            grant_app(COST, "SELECT, INSERT, UPDATE (withdrawn_at)"),
            policy(COST, "app_sees", "SELECT", using=cost_seen(COST)),
            policy(COST, "app_adds", "INSERT", check=KEEPS_COSTS),
            # Taken out once, by the prime's claims officer, and never brought back.
            policy(COST, "app_changes", "UPDATE", using=TAKES_COSTS_OUT, check=TAKES_COSTS_OUT),
            stays(
                COST,
                "id contract_id organisation_id head item spent_on amount_pence detail receipt added_by_id added_at",
                once="withdrawn_at",
            ),
        ],
        protect_history(f"{COST}event", see=cost_seen(f"{COST}event")),
        protect(PAID, see=seen(PAID), add=SET_BY_ME),
    )
