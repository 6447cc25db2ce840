"""How we know who somebody is: proofs of identity, secrets nobody can read, keys for matching."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from fingerpost.customers.models.record import Customer
from fingerpost.house.history import keep_history
from fingerpost.house.ids import new_id


@keep_history()
class IdentityProof(models.Model):
    """One identity check against the Good Practice Guide: what was seen, never a copy of it.

    BR-7.2: method, level, date and verifier. ``evidence`` is the preset's list of kinds with their
    scores at the time.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="proofs")
    standard = models.CharField(max_length=40)
    preset = models.CharField(max_length=40)
    evidence = models.JSONField(default=list)
    level = models.CharField(max_length=12)
    level_required = models.CharField(max_length=12)
    vouched_by = models.CharField(max_length=60, blank=True)
    rule_ids = models.JSONField(default=list)
    checked_by = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    contact_id = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "-checked_at"], name="customers_proof_latest")]

    def __str__(self) -> str:
        return str(self.id)


class SharedSecret(models.Model):
    """The answer to one question, kept so that it can be checked and never read (BR-7.3b).

    *app* has no right to read this table; it asks through functions. Outside history.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=40)
    answer_hash = models.CharField(max_length=200)
    set_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "question"], name="customers_one_answer_a_question")
        ]

    def __str__(self) -> str:
        return str(self.id)


class MatchKey(models.Model):
    """The four items in matching form, for each name and each postcode the customer ever had.

    OI-14.19: surname, first name, date of birth and postcode together. Kept by
    ``services.keys``; *app* can't read it, the search function does.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    family = models.CharField(max_length=120)
    given = models.CharField(max_length=120, blank=True)
    date_of_birth = models.DateField()
    postcode = models.CharField(max_length=8)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["date_of_birth", "postcode", "family", "given"],
                name="customers_match_four",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
