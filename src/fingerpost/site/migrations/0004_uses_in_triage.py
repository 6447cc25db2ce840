"""Decisions of contacts count among the uses of a rule, as 0003 counts the others: rounded, and outside one's grants.

A contact of nobody known is about nobody whom the actor may see. Every decision of one day keeps the same ids, so no
count tells one need from another.
"""

from importlib import import_module

from django.db import migrations

before = import_module("fingerpost.site.migrations.0003_uses_of_rules")

DECISIONS = """(SELECT decided.rule_ids, c.customer_id FROM triage_contactdecision decided
                  JOIN interactions_contact c ON c.id = decided.contact_id)"""
LAST = before.outside("priority", "interactions_priorityassessment")
COUNT = before.COUNT.replace(
    LAST, f"{LAST}\n            UNION ALL\n            {before.outside('triage', DECISIONS)}"
)


def counting(body: str) -> str:
    """The function of 0003 with another body; who may call it stays."""
    return f"""
        CREATE OR REPLACE FUNCTION fingerpost_rule_used(asked_rules text[])
        RETURNS TABLE (decision text, at_least integer, is_more boolean)
        LANGUAGE plpgsql STABLE SECURITY DEFINER
        SET search_path = public, pg_temp
        AS $fingerpost$
        {body}
        $fingerpost$;
    """


class Migration(migrations.Migration):
    dependencies = [("site", "0003_uses_of_rules"), ("triage", "0004_concerns_are_need_to_know")]

    operations = [
        before.index("site_rules_of_contactdecision", "triage_contactdecision"),
        migrations.RunSQL(counting(COUNT), counting(before.COUNT)),
    ]
