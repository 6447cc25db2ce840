"""Who sees and adds what of the rulebook. Rows are added and never changed: no role of the service may do that.

A draft is its organisation's own. What is published holds for others, so everybody may read it, the process that
serves nobody yet included. Only a second person of the same organisation can publish, and only the words that were
proposed.
"""

from django.db import migrations

from fingerpost.house.rls import flatten, protect

ME = "(SELECT fingerpost_me())"
MINE = "(SELECT fingerpost_my_organisation())"
ROLE = "(SELECT fingerpost_my_role())"
AGENCY = f"EXISTS (SELECT 1 FROM organisations_organisation o WHERE o.id = {MINE} AND o.kind = 'agency')"
PRIME = f"EXISTS (SELECT 1 FROM organisations_contract c WHERE c.prime_id = {MINE})"


def may_publish(scope: str) -> str:
    """The agency's contract managers for everybody, a prime's own people for itself."""
    return f"""(({scope} = 'everybody' AND {ROLE} = 'contract_manager' AND {AGENCY})
        OR ({scope} <> 'everybody' AND {ROLE} IN ('compliance', 'returns_manager') AND {PRIME}))"""


AS_PROPOSED = " AND ".join(
    f"p.{name} = rulebook_publication.{name}"
    for name in (
        "organisation_id",
        "scope",
        "name",
        "title",
        "text",
        "effective_on",
        "is_correction",
        "reason",
        "proposed_by_id",
    )
)


class Migration(migrations.Migration):
    dependencies = [
        ("rulebook", "0001_initial"),
        ("organisations", "0002_who_may_read"),
        ("house", "0002_settings_functions"),
    ]

    operations = flatten(
        protect(
            "rulebook_proposal",
            see=f"organisation_id = {MINE}",
            add=f"organisation_id = {MINE} AND proposed_by_id = {ME} AND {may_publish('scope')}",
        ),
        protect(
            "rulebook_closedproposal",
            see="EXISTS (SELECT 1 FROM rulebook_proposal p WHERE p.id = proposal_id)",
            add=f"""closed_by_id = {ME} AND EXISTS (
                SELECT 1 FROM rulebook_proposal p WHERE p.id = proposal_id AND {may_publish("p.scope")})""",
        ),
        protect(
            "rulebook_publication",
            see="true",
            add=f"""approved_by_id = {ME} AND organisation_id = {MINE} AND {may_publish("scope")}
                AND EXISTS (SELECT 1 FROM rulebook_proposal p
                             WHERE p.id = rulebook_publication.proposal_id AND p.proposed_by_id <> {ME}
                               AND {AS_PROPOSED}
                               AND NOT EXISTS (SELECT 1 FROM rulebook_closedproposal d WHERE d.proposal_id = p.id))""",
        ),
        protect(
            "rulebook_notified",
            see="true",
            add=f"""EXISTS (SELECT 1 FROM rulebook_publication b
                             WHERE b.id = publication_id AND b.approved_by_id = {ME})""",
        ),
        protect(
            "rulebook_acknowledgement",
            see=f"""organisation_id = {MINE} OR EXISTS (
                SELECT 1 FROM rulebook_publication b WHERE b.id = publication_id AND b.organisation_id = {MINE})""",
            add=f"""account_id = {ME} AND organisation_id = {MINE}
                AND {ROLE} IN ('compliance', 'returns_manager')
                AND EXISTS (SELECT 1 FROM rulebook_notified n
                             WHERE n.publication_id = rulebook_acknowledgement.publication_id
                               AND n.organisation_id = {MINE})""",
        ),
        protect(
            "rulebook_wordsconfirmation",
            see=f"""account_id = {ME} OR (organisation_id = {MINE}
                AND {ROLE} IN ('compliance', 'returns_manager'))""",
            add=f"account_id = {ME} AND organisation_id = {MINE}",
        ),
    )
