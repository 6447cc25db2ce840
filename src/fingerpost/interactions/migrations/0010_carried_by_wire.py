"""What a system may write of contacts and sessions.

A contact by wire has its customer from the start, since the customer's id was presented, and its moment may be mended
by the system that wrote it. Nobody of the staff writes either.
"""

from django.db import migrations, models

from fingerpost.house.rls import granted, policy, stays
from fingerpost.house.triggers import AddConstraint, AlterChoices, RemoveConstraint

KINDS = ["appointment", "call", "walk_in", "outreach", "group", "paper"]
CHOICES = [
    ("appointment", "Appointment"),
    ("call", "Telephone call"),
    ("walk_in", "Walk-in"),
    ("outreach", "Outreach"),
    ("group", "Group"),
    ("paper", "Paper record keyed afterwards"),
    ("elsewhere", "Contact recorded in another system"),
]
FIXED = (
    "id reference organisation_id contract_id customer_id opened_by_id resumes_id appointment_id recorded_at"
)
MOMENT_MOVED = (
    "OLD.opened_at IS DISTINCT FROM NEW.opened_at AND (OLD.kind <> 'elsewhere'"
    " OR COALESCE(current_setting('fingerpost.role', true), '') <> 'shared_record')"
)
BEFORE = stays("interactions_contact", f"{FIXED} opened_at")
AFTER = stays("interactions_contact", FIXED, also=MOMENT_MOVED)


class Migration(migrations.Migration):
    dependencies = [("interactions", "0009_code_hours"), ("staff", "0003_role_of_systems")]

    operations = [
        RemoveConstraint(model_name="contact", name="interactions_contact_kind_known"),
        *(
            AlterChoices(
                model_name=model,
                name="kind",
                field=models.CharField(choices=CHOICES, max_length=12),
            )
            for model in ("contact", "contactevent")
        ),
        AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [*KINDS, "elsewhere"])),
                name="interactions_contact_kind_known",
            ),
        ),
        policy(
            "interactions_contact",
            "wire_adds",
            "INSERT",
            check="(SELECT fingerpost_my_role()) = 'shared_record' AND (SELECT fingerpost_sees_customers())"
            f" AND kind = 'elsewhere' AND {granted('interactions_contact.customer_id')}"
            " AND opened_by_id = (SELECT fingerpost_me())"
            " AND organisation_id = (SELECT fingerpost_my_organisation())"
            " AND contract_id = ANY ((SELECT fingerpost_my_contracts())::uuid[])",
        ),
        migrations.RunSQL(str(BEFORE.reverse_sql), str(BEFORE.sql)),
        AFTER,
    ]
