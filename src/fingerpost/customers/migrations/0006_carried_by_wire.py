"""What a system may write of a customer.

It acts by the same grants as people and under the same policies; only the equality details name the roles that may
see them, and the wire carries those. The grant of a record that a system made ends as every grant of a system does:
such a record does not go by date, so its grant may not last as long as the record.
"""

from importlib import import_module

from django.db import migrations

from fingerpost.house.rls import definer_function, granted, policy

before = import_module("fingerpost.customers.migrations.0003_doors")

SYSTEM_SEES = "(SELECT fingerpost_my_role()) = 'shared_record' AND (SELECT fingerpost_sees_customers())"
DIVERSITY = f"{SYSTEM_SEES} AND {granted('customers_diversitydetails.customer_id')}"

SIGNATURE = "fingerpost_open_record(open_record_customer uuid, basis uuid, grant_until timestamptz)"
NOW = before.OPEN_RECORD.replace(
    "until := CASE WHEN fresh.state = 'provisional'",
    "until := CASE WHEN fresh.state = 'provisional' AND fingerpost_my_role() <> 'shared_record'",
)


def replaced(body: str) -> str:
    """The statement that puts a body in the place of the one before."""
    made = definer_function(SIGNATURE, body, returns="void").sql
    return str(made).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_grant_by_wire"), ("staff", "0003_role_of_systems")]

    operations = [
        policy("customers_diversitydetails", "wire_sees", "SELECT", using=DIVERSITY),
        policy("customers_diversitydetails", "wire_adds", "INSERT", check=DIVERSITY),
        policy("customers_diversitydetails", "wire_changes", "UPDATE", using=DIVERSITY, check=DIVERSITY),
        migrations.RunSQL(replaced(NOW), replaced(before.OPEN_RECORD)),
    ]
