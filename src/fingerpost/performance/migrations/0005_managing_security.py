"""Who sees and sets targets, duties, interventions, questions, frozen figures and counts of other systems.

Nothing here is about a customer. The agency's contract manager sets what is expected and sees every contract; whoever
answers for a prime contractor's figures sees its own. Figures are frozen by *system* alone and never changed; a
subcontractor sees the frozen figures of its own part.
"""

from django.db import migrations

from fingerpost.house.rls import SYSTEM, flatten, grant_app, policy, protect, protect_history, stays

ME = "(SELECT fingerpost_me())"
ROLE = "(SELECT fingerpost_my_role())"
AGENCY = f"{ROLE} = 'contract_manager'"
# The roles that hold see_performance in a contractor (staff.access).
ANSWERS = f"{ROLE} IN ('claims_officer', 'returns_manager', 'compliance')"


def ours(column: str = "contract_id") -> str:
    """A contract that the actor's organisation holds, for those who answer for its figures."""
    return f"({ANSWERS} AND {column} = ANY ((SELECT fingerpost_my_prime_contracts())::uuid[]))"


def under(column: str = "contract_id") -> str:
    """A contract that the actor's organisation works under."""
    return f"({ANSWERS} AND {column} = ANY ((SELECT fingerpost_my_contracts())::uuid[]))"


TARGET, DUTY = "performance_target", "performance_duty"
INTERVENTION, REQUEST = "performance_intervention", "performance_datarequest"
FIGURE, COUNT = "performance_frozenfigure", "performance_externalcount"

SEES_TARGET = f"({AGENCY} OR {under()})"
SEES = f"({AGENCY} OR {ours()})"
SEES_FIGURE = f"""({AGENCY} OR {ours()} OR ({under()} AND dimension = 'organisation'
    AND part = (SELECT fingerpost_my_organisation())::text))"""
SEES_COUNT = f"({AGENCY} OR {ours()} OR (contract_id IS NULL AND {ANSWERS}))"


def system_may(table: str, *commands: str) -> list[migrations.RunSQL]:
    """Rights and named policies of *system*, for the jobs that freeze figures and raise interventions."""
    made = [grant_app(table, ", ".join(commands), role=SYSTEM)]
    for command in commands:
        using = None if command == "INSERT" else "true"
        check = None if command == "SELECT" else "true"
        made.append(
            policy(table, f"system_{command.lower()}s", command, using=using, check=check, role=SYSTEM)
        )
    return made


class Migration(migrations.Migration):
    dependencies = [("performance", "0004_reports_security")]

    operations = flatten(
        protect(
            TARGET,
            see=SEES_TARGET,
            add=f"{AGENCY} AND set_by_id = {ME}",
            change=f"{AGENCY} AND set_by_id = {ME}",
        ),
        [stays(TARGET, "id contract_id measure starts_on")],
        protect_history(f"{TARGET}event", see=SEES_TARGET),
        protect(DUTY, see=SEES, add=ours(), change=ours()),
        [stays(DUTY, "id contract_id month code")],
        protect_history(f"{DUTY}event", see=SEES),
        protect(
            INTERVENTION,
            see=SEES,
            add=f"{AGENCY} AND opened_by_id = {ME}",
            change=AGENCY,
        ),
        [stays(INTERVENTION, "id contract_id month measure found opened_by_id opened_at", once="closed_at")],
        protect_history(f"{INTERVENTION}event", see=SEES),
        protect(REQUEST, see=SEES, add=f"{AGENCY} AND asked_by_id = {ME}", change=ours()),
        [
            stays(
                REQUEST,
                "id contract_id requester scope due_on asked_by_id asked_at",
                once="answered_by_id answered_at",
            )
        ],
        protect_history(f"{REQUEST}event", see=SEES),
        protect(FIGURE, see=SEES_FIGURE),
        protect(COUNT, see=SEES_COUNT, add=f"entered_by_id = {ME} AND ({AGENCY} OR {ours()})"),
        # Which contracts ran in the month whose figures are frozen.
        [grant_app("organisations_contract", "SELECT (id, reference, starts_on, ends_on)", role=SYSTEM)],
        system_may(TARGET, "SELECT"),
        system_may(INTERVENTION, "SELECT", "INSERT"),
        [
            # The trigger that keeps the history of an intervention writes with the rights of whoever raises it.
            grant_app(f"{INTERVENTION}event", "INSERT", role=SYSTEM),
            policy(
                f"{INTERVENTION}event",
                "system_history_is_written",
                "INSERT",
                check="pg_trigger_depth() > 0",
                role=SYSTEM,
            ),
        ],
        system_may(FIGURE, "SELECT", "INSERT"),
        system_may(COUNT, "SELECT"),
    )
