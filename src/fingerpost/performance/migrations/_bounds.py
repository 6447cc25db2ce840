"""Who sees which row of a fact, as SQL over the actor's settings, and the few expressions that the views share."""

from typing import Final

ME: Final = "(SELECT fingerpost_me())"
MY_ORGANISATION: Final = "(SELECT fingerpost_my_organisation())"
MY_PRIME_CONTRACTS: Final = "(SELECT fingerpost_my_prime_contracts())::uuid[]"

# current_user inside a view is whoever asks, not the owner of the view.
IS_SYSTEM: Final = "(SELECT current_user = 'fingerpost_system')"
IS_AGENCY: Final = "(SELECT fingerpost_my_role() = 'contract_manager')"
EVERYTHING: Final = "(SELECT current_user = 'fingerpost_system' OR fingerpost_my_role() = 'contract_manager')"
# The roles of contractors that hold see_performance (staff.access); without current standing they hold nothing.
MANAGES: Final = """(SELECT fingerpost_sees_customers()
    AND fingerpost_my_role() IN ('claims_officer', 'returns_manager', 'compliance'))"""
SEES_CUSTOMERS: Final = "(SELECT fingerpost_sees_customers())"
# Who records an outcome never sees what it pays.
SEES_MONEY: Final = """(SELECT current_user = 'fingerpost_system' OR fingerpost_my_role() IN
    ('contract_manager', 'claims_officer', 'returns_manager', 'compliance'))"""


def sees(contract: str, organisation: str = "", adviser: str = "") -> str:
    """Whether the actor sees a row of these: the agency and the worker all, a prime down its contracts, a
    subcontractor its own, an adviser what they gave for the organisation they act for."""
    parts = [f"{contract} = ANY ({MY_PRIME_CONTRACTS})"]
    if organisation:
        parts.append(f"{organisation} = {MY_ORGANISATION}")
    bound = f"{EVERYTHING} OR ({MANAGES} AND ({' OR '.join(parts)}))"
    if adviser:
        bound += f" OR ({SEES_CUSTOMERS} AND {adviser} = {ME} AND {organisation} = {MY_ORGANISATION})"
    return f"({bound})"


def key(column: str) -> str:
    """An id of a record or a person: for the agency a hash, so that nothing opens (aggregates alone)."""
    return f"CASE WHEN {IS_AGENCY} AND NOT {IS_SYSTEM} THEN md5({column}::text) ELSE {column}::text END"


def day(moment: str) -> str:
    """The civil day in London of a moment."""
    return f"({moment} AT TIME ZONE 'Europe/London')::date"


def month(moment: str) -> str:
    """The first day of the civil month in London of a moment."""
    return f"date_trunc('month', {moment} AT TIME ZONE 'Europe/London')::date"


def month_of_day(column: str) -> str:
    """The first day of the month of a civil day."""
    return f"date_trunc('month', {column}::timestamp)::date"
