"""What a system of the shared record's wire may write of outcomes and progressions, and what is not ours to follow up.

A system records under the contract of its own touchpoint and in its own name, and neither checks nor claims. Sessions
that another contractor gave are followed up by that contractor.
"""

from importlib import import_module

from django.db import migrations

from fingerpost.house.rls import flatten, granted, policy

ME = "(SELECT fingerpost_me())"
MINE = "organisation_id = (SELECT fingerpost_my_organisation())"
IS_SYSTEM = "(SELECT fingerpost_my_role()) = 'shared_record'"

OUTCOME = "outcomes_outcome"
ADDED = ("outcomes_employmentprogression", "outcomes_learningprogression")

OWN_OUTCOME = f"{IS_SYSTEM} AND {MINE} AND {granted(f'{OUTCOME}.customer_id')}"

before = import_module("fingerpost.outcomes.migrations.0007_calls_security")
_OUR_SESSIONS = "WHERE a.customer_id = ANY (held) AND a.result = 'attended'"
_OUR_CONTACTS = "WHERE c.customer_id = ANY (held) AND c.kind <> 'paper'"
_IS_OURS = """
           AND NOT EXISTS (SELECT 1 FROM organisations_organisation x
                            WHERE x.id = {row}.organisation_id AND x.kind = 'external')"""


def of_ours(body: str) -> str:
    """What follow-ups hang on, without what external organisations did."""
    for found, row in ((_OUR_SESSIONS, "s"), (_OUR_CONTACTS, "c")):
        assert found in body  # the text of an earlier migration never changes
        body = body.replace(found, found + _IS_OURS.format(row=row))
    return body


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0007_calls_security"),
        ("interactions", "0010_carried_by_wire"),
        ("organisations", "0005_external"),
    ]

    operations = flatten(
        [
            policy(
                OUTCOME,
                "wire_adds",
                "INSERT",
                check=f"""{OWN_OUTCOME} AND recorded_by_id = {ME}
                    AND contract_id = ANY ((SELECT fingerpost_my_contracts())::uuid[])
                    AND claimed_at IS NULL AND checked_at IS NULL AND sent_back_why = ''""",
            ),
            policy(OUTCOME, "wire_changes", "UPDATE", using=OWN_OUTCOME, check=OWN_OUTCOME),
        ],
        [
            policy(
                table,
                "wire_adds",
                "INSERT",
                check=f"{IS_SYSTEM} AND {MINE} AND {granted(f'{table}.customer_id')} AND recorded_by_id = {ME}",
            )
            for table in ADDED
        ],
        [migrations.RunSQL(before.facts(of_ours(before.FACTS)), before.facts(before.FACTS))],
    )
