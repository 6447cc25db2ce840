"""The facts that measures count, and who sees which.

Views that belong to *owner* and so read past row security; each has its own bound over the actor's settings, behind a
security barrier. Ids and codes only: no name, text, address or date of birth, and nothing of the additional indicator.
"""

from django.db import migrations

from fingerpost.house.rls import APP, SYSTEM, enable, grant_app, policy
from fingerpost.performance.migrations import _facts_of_results as results
from fingerpost.performance.migrations import _facts_of_work as work
from fingerpost.performance.migrations._bounds import month, month_of_day

VIEWS = {
    "fact_attendance": work.ATTENDANCE,
    "fact_plan": work.PLAN,
    "fact_contact": work.CONTACT,
    "fact_follow_up": work.FOLLOW_UP,
    "fact_answer": work.ANSWER,
    "fact_outcome": results.OUTCOME,
    "fact_line": results.LINE,
    "fact_sum": results.SUM,
    "fact_profile": results.PROFILE,
    "fact_paid": results.PAID,
    "fact_progression": results.PROGRESSION,
    "fact_person": results.PERSON,
    "fact_count": results.COUNT,
}
# A month of one kind of record is found by its month: the same expression as in the view.
MONTHS = {
    "interactions_session": month("started_at"),
    "interactions_contact": month("opened_at"),
    "plans_planversion": month("made_at"),
    "outcomes_outcome": month_of_day("told_on"),
    "outcomes_followup": month_of_day("due_on"),
    "outcomes_satisfactionanswer": month("answered_at"),
}
SNAPSHOT = "performance_snapshot"


def view(name: str, select: str) -> migrations.RunSQL:
    """One view with its grants."""
    return migrations.RunSQL(
        f"CREATE VIEW {name} WITH (security_barrier) AS {select}; GRANT SELECT ON {name} TO {APP}, {SYSTEM};",
        f"DROP VIEW {name}",
    )


def index(table: str, expression: str) -> migrations.RunSQL:
    """An index of a table by the month that its records count in."""
    name = f"{table}_fact_month"
    return migrations.RunSQL(f"CREATE INDEX {name} ON {table} (({expression}))", f"DROP INDEX {name}")


class Migration(migrations.Migration):
    dependencies = [
        ("performance", "0001_initial"),
        ("funding", "0008_audits_security"),
        ("outcomes", "0005_progressions_security"),
    ]

    operations = [
        *(view(name, select) for name, select in VIEWS.items()),
        *(index(table, expression) for table, expression in MONTHS.items()),
        # Snapshots are taken and removed by the worker; that there is one, and when it was taken, is nobody's secret.
        enable(SNAPSHOT),
        grant_app(SNAPSHOT, "SELECT"),
        policy(SNAPSHOT, "app_sees", "SELECT", using="true"),
        grant_app(SNAPSHOT, "SELECT, INSERT, DELETE", role=SYSTEM),
        policy(SNAPSHOT, "system_keeps", "ALL", using="true", check="true", role=SYSTEM),
    ]
