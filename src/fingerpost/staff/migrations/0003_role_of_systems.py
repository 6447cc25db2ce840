"""A role for other contractors' systems, which act by their keys."""

from importlib import import_module

from django.db import migrations, models

from fingerpost.house.triggers import AddConstraint, RemoveConstraint

before = import_module("fingerpost.staff.migrations.0002_acting")

# A system has no checks and no training: it is let in by its key.
ACT = before.ACT.replace(
    "    sees := who.role NOT IN ('technician', 'contract_manager');",
    """    IF who.role = 'shared_record' THEN
        needed := '{}';
    END IF;
    sees := who.role NOT IN ('technician', 'contract_manager');""",
)
REPLACE = """
CREATE OR REPLACE FUNCTION fingerpost_act(membership uuid, request text DEFAULT '') RETURNS {returns}
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $fingerpost$
{body}
$fingerpost$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0005_external"),
        ("staff", "0002_acting"),
    ]

    operations = [
        RemoveConstraint(
            model_name="membership",
            name="membership_role_known",
        ),
        AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "first_line_adviser",
                            "telephone_adviser",
                            "language_adviser",
                            "area_adviser",
                            "trainee",
                            "information_adviser",
                            "subcontractor_administrator",
                            "claims_officer",
                            "returns_manager",
                            "compliance",
                            "safeguarding_lead",
                            "contract_manager",
                            "auditor",
                            "technician",
                            "shared_record",
                        ],
                    )
                ),
                name="membership_role_known",
            ),
        ),
        migrations.RunSQL(
            REPLACE.format(returns=before.ROW, body=ACT), REPLACE.format(returns=before.ROW, body=before.ACT)
        ),
    ]
