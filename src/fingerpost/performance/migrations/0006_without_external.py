"""Facts are of this service: what contractors with a system of their own did stands on the record and is not counted.

Their sessions and outcomes are under contracts of their own; where somebody stands in work or learning, told by one of
them, would else count under the contract of the customer.
"""

from importlib import import_module

from django.db import migrations

facts = import_module("fingerpost.performance.migrations.0002_facts")

COUNTED = (
    "fact_attendance",
    "fact_contact",
    "fact_follow_up",
    "fact_answer",
    "fact_outcome",
    "fact_progression",
)
OURS = """
SELECT q.* FROM ({select}) q
 WHERE (q.organisation = ANY ((SELECT array_agg(x.id::text) FROM organisations_organisation x
                                WHERE x.kind = 'external')::text[])) IS NOT TRUE
"""


def replaced(name: str, select: str) -> str:
    """One view with another query; its grants stay."""
    return f"CREATE OR REPLACE VIEW {name} WITH (security_barrier) AS {select};"


class Migration(migrations.Migration):
    dependencies = [("performance", "0005_managing_security"), ("organisations", "0005_external")]

    operations = [
        migrations.RunSQL(
            replaced(name, OURS.format(select=facts.VIEWS[name])), replaced(name, facts.VIEWS[name])
        )
        for name in COUNTED
    ]
