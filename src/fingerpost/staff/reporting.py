"""Sign-in details that somebody else may know: one click shuts the account and tells the line manager."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.house.events import record_unsigned
from fingerpost.staff.models import Account, LiveSession


def report_credentials(*, account_id: UUID, now: datetime) -> Account:
    """Suspend an account at once, end its sessions and tell its line manager (BR-29.4).

    Safe to do twice: a suspended account stays as it is, and nobody is told again. The manager is told by an event,
    by mail, and on their own account page.
    """
    account = (
        Account.objects.select_for_update(of=("self",)).select_related("line_manager").get(id=account_id)
    )
    if account.suspended_at is not None:
        return account
    account.is_active = False
    account.suspended_at = now
    account.suspended_for = Account.SuspendedFor.CREDENTIALS
    account.save(update_fields=["is_active", "suspended_at", "suspended_for"])
    LiveSession.objects.filter(account_id=account.id, ended_at__isnull=True).update(ended_at=now)
    manager = account.line_manager
    subject = {"account": account.id} | ({"manager": manager.id} if manager else {})
    record_unsigned("staff.credentials_reported", now=now, subject=subject)
    if manager is not None:
        transaction.on_commit(partial(_tell, manager.email, account.full_name))
    return account


def list_suspended_reports(manager_id: UUID) -> list[Account]:
    """The accounts that a line manager looks after and that are suspended, at most a hundred."""
    found = Account.objects.filter(line_manager_id=manager_id, suspended_at__isnull=False)
    return list(found.order_by("-suspended_at", "id")[:100])


def _tell(address: str, name: str) -> None:
    send_mail(
        _("An account of your team is suspended"),
        _(
            "%(name)s has reported that somebody else may know their sign-in details. "
            "The account is suspended. Speak to them, then ask your administrator to open it again."
        )
        % {"name": name},
        settings.DEFAULT_FROM_EMAIL,
        [address],
        fail_silently=True,
    )
