"""A reason to see a customer: their id was presented on the wire."""

from django.conf import settings
from django.db import migrations, models

from fingerpost.house.triggers import AddConstraint, AlterChoices, RemoveConstraint


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0004_forgetting"),
        ("organisations", "0005_external"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        RemoveConstraint(
            model_name="grant",
            name="customers_grant_reason_known",
        ),
        AlterChoices(
            model_name="grant",
            name="reason",
            field=models.CharField(
                choices=[
                    ("authenticated", "You confirmed who the customer is in a contact"),
                    ("own_appointment", "The customer is booked with you"),
                    ("new_record", "You made this record"),
                    ("manager", "You manage the adviser who made this record"),
                    ("relationship", "Your organisation is working with this customer"),
                    ("write_up", "You have a session with this customer to write up"),
                    ("paper", "You are keying a paper session of this customer"),
                    ("concern", "You are handling a concern about this customer"),
                    ("audit", "An audit with a stated purpose"),
                    ("wire", "A system presented the customer's id on the shared record's wire"),
                ],
                max_length=20,
            ),
        ),
        AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        [
                            "authenticated",
                            "own_appointment",
                            "new_record",
                            "manager",
                            "relationship",
                            "write_up",
                            "paper",
                            "concern",
                            "audit",
                            "wire",
                        ],
                    )
                ),
                name="customers_grant_reason_known",
            ),
        ),
    ]
