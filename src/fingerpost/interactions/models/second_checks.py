"""Second checks: a colleague looked at words with an everyday meaning, and they were kept (BR-A.3).

The words themselves stand in neither table, nor anything made of them that could be read back.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from fingerpost.customers.models import Customer
from fingerpost.house.ids import new_id
from fingerpost.interactions.models.sessions import Attendance, Session
from fingerpost.organisations.models import Organisation
from fingerpost.staff.models import Account


class SecondCheck(models.Model):
    """One code that a second person gave to a colleague. *app* can't read or write this table.

    ``code_hash`` is of the code together with the number of the very words that were looked at. It is emptied when
    the code is used. Written by database functions.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    given_for = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=200, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    given_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="interactions_second_check_of_another", condition=~Q(given_by=F("given_for"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["given_for", "expires_at"],
                condition=~Q(code_hash=""),
                name="interactions_waiting_codes",
            ),
            models.Index(fields=["given_by", "-given_at"], name="interactions_codes_given"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class SecondCheckUse(models.Model):
    """One field that was kept after a second check: which rules, where, by whom, when. Never the words.

    ``field`` is the name of the field in its form, ``form_ids`` the opaque ids of the forms of the list,
    ``rule_ids`` the rulings, with their dates, that list them. Added once and never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    check_made = models.OneToOneField(SecondCheck, on_delete=models.PROTECT, related_name="use")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="+")
    attendance = models.ForeignKey(Attendance, null=True, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, null=True, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=40)
    form_ids = models.JSONField(default=list)
    rule_ids = models.JSONField(default=list)
    given_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    used_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    used_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="interactions_use_of_anothers_check", condition=~Q(given_by=F("used_by"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-used_at", "-id"], name="interactions_checks_used"),
            models.Index(fields=["customer", "-used_at"], name="interactions_words_kept_of"),
        ]

    def __str__(self) -> str:
        return str(self.id)
