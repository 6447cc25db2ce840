"""What the web and the worker may do here: read who delivers the service, ask about a home postcode.

Nobody but the owner reads the guarded postcodes; the function answers yes or no and keeps nothing.
"""

from django.db import migrations

from fingerpost.house.rls import definer_function, grant_app

READABLE = (
    "organisations_organisation",
    "organisations_area",
    "organisations_contract",
    "organisations_contractarea",
    "organisations_subcontract",
    "organisations_touchpoint",
    "organisations_venue",
)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]

    operations = [
        *(grant_app(table, "SELECT") for table in READABLE),
        definer_function(
            "fingerpost_home_postcode_allowed(postcode text)",
            """
            BEGIN
                RETURN NOT EXISTS (
                    SELECT 1 FROM organisations_guardedpostcode g
                    WHERE g.postcode = upper(regexp_replace($1, '[^A-Za-z0-9]', '', 'g'))
                );
            END
            """,
            returns="boolean",
            volatility="STABLE",
        ),
    ]
