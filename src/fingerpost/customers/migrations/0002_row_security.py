"""No grant, no row: the policies under every table of the customers room.

``customers_grant`` decides which grants are the actor's and live; every other table asks whether
such a grant exists. Grants are written by functions only; *app* can read its own and write none.
"""

from django.db import migrations

from fingerpost.house.rls import enable, flatten, grant_app, granted, policy, protect, protect_history, stays

LIVE_AND_MINE = """
    (SELECT fingerpost_sees_customers())
    AND starts_at <= now() AND ends_at > now()
    AND ((account_id = (SELECT fingerpost_me())
          AND (organisation_id IS NULL OR organisation_id = (SELECT fingerpost_my_organisation())))
         OR (account_id IS NULL
             AND organisation_id = (SELECT fingerpost_my_organisation())
             AND contract_id = ANY ((SELECT fingerpost_my_contracts())::uuid[]))
         OR (account_id IS NULL
             AND contract_id = ANY ((SELECT fingerpost_my_prime_contracts())::uuid[])))
"""

OWN_NEW_RECORD = """
    (SELECT fingerpost_sees_customers())
    AND opened_by_id = (SELECT fingerpost_me())
    AND organisation_id = (SELECT fingerpost_my_organisation())
    AND (contract_id IS NULL OR contract_id = ANY ((SELECT fingerpost_my_contracts())::uuid[]))
    AND state <> 'closed'
"""

# The roles that hold see_diversity and hold_indicator (staff.access).
WORKS_WITH_CUSTOMERS = """(SELECT fingerpost_my_role()) IN
    ('first_line_adviser', 'telephone_adviser', 'language_adviser', 'area_adviser', 'trainee',
     'information_adviser')"""

CHILDREN = ("address", "contactpoint", "earliername", "circumstance", "identityproof")

# Who said it was so is the actor, and nobody else.
SIGNED = {"circumstance": "recorded_by_id", "identityproof": "checked_by_id"}


def child_tables() -> list[migrations.RunSQL]:
    """Parts of a record: seen, added to and changed by whoever holds a grant on the customer."""
    operations: list[migrations.RunSQL] = []
    for name in CHILDREN:
        table = f"customers_{name}"
        mine = granted(f"{table}.customer_id")
        changes = mine if name in {"address", "contactpoint"} else None
        signed = f" AND {SIGNED[name]} = (SELECT fingerpost_me())" if name in SIGNED else ""
        operations += protect(table, see=mine, add=f"{mine}{signed}", change=changes)
        if changes:
            operations.append(stays(table, "id customer_id recorded_at"))
        event = f"customers_{name}event"
        operations += protect_history(event, see=granted(f"{event}.customer_id"))
    return operations


def restricted_tables() -> list[migrations.RunSQL]:
    """The restricted part and the indicator: a grant and a role that works with customers."""
    diversity = f"{granted('customers_diversitydetails.customer_id')} AND {WORKS_WITH_CUSTOMERS}"
    history = f"{granted('customers_diversitydetailsevent.customer_id')} AND {WORKS_WITH_CUSTOMERS}"
    indicator = f"{granted('customers_additionalindicator.customer_id')} AND {WORKS_WITH_CUSTOMERS}"
    return flatten(
        protect("customers_diversitydetails", see=diversity, add=diversity, change=diversity),
        protect_history("customers_diversitydetailsevent", see=history),
        [stays("customers_diversitydetails", "customer_id")],
        protect(
            "customers_additionalindicator",
            see=indicator,
            add=f"{indicator} AND recorded_by_id = (SELECT fingerpost_me())",
            remove=indicator,
        ),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0001_initial"),
        ("house", "0002_settings_functions"),
        ("staff", "0002_acting"),
    ]

    operations = [
        enable("customers_grant"),
        grant_app("customers_grant", "SELECT"),
        policy("customers_grant", "live_and_mine", "SELECT", using=LIVE_AND_MINE),
        *protect(
            "customers_customer",
            see=granted("customers_customer.id"),
            add=OWN_NEW_RECORD,
            change=granted("customers_customer.id"),
        ),
        # A record once confirmed never becomes provisional again, and the day on which a provisional one goes is
        # never moved: a job removes what is past it.
        stays(
            "customers_customer",
            "id opened_by_id opened_at organisation_id contract_id registered_at",
            also="(NEW.state = 'provisional' AND OLD.state <> 'provisional') OR (NEW.provisional_until IS NOT NULL"
            " AND NEW.provisional_until IS DISTINCT FROM OLD.provisional_until)",
        ),
        *protect_history("customers_customerevent", see=granted("customers_customerevent.pgh_obj_id")),
        *child_tables(),
        *restricted_tables(),
        # Secrets and matching keys: row security on, nothing granted; functions are the only way in.
        enable("customers_sharedsecret"),
        enable("customers_matchkey"),
        # Events and reads about a customer are seen by whoever may see the customer; that a concern is being
        # handled is nobody else's to know.
        policy(
            "house_event",
            "of_granted_customers",
            "SELECT",
            using=f"kind NOT LIKE 'concern.%' AND {granted('house_event.customer_id')}",
        ),
        policy(
            "house_read",
            "of_granted_customers",
            "SELECT",
            using=f"reason <> 'concern' AND {granted('house_read.customer_id')}",
        ),
    ]
