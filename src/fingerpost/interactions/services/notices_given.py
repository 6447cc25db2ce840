"""Keeps which texts were shown before advice, in which version, and that they were understood."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.access import lock_open_contact
from fingerpost.interactions.models import Contact, NoticeGiven
from fingerpost.interactions.queries.contacts import notices_in
from fingerpost.interactions.rules import contacts as contact_rules
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date


@transaction.atomic
def save_notices(
    *,
    actor: Actor,
    now: datetime,
    contact_id: UUID,
    shown: Collection[str],
    understood: Collection[str],
    rules: Rules | None = None,
) -> int:
    """Keep what was shown and understood in a contact; returns how many of the texts are new to it.

    BR-23.4, MX-3.1, MX-1.3c. What was understood was also shown. A text once shown stays shown; that it was
    understood can be put right. Unknown kinds, and texts not in force, are passed over: gaps never block saving.
    """
    rules = rules or rules_in_force()
    contact = lock_open_contact(actor, contact_id)
    on = civil_date(now)
    kept = {row.kind: row for row in notices_in(contact)}
    made = 0
    for kind in contact_rules.NOTICES:
        is_understood = kind in understood
        row = kept.get(kind)
        if row is not None:
            if row.understood != is_understood:
                row.understood = is_understood
                row.save(update_fields=["understood"])
            continue
        text = contact_rules.notice_text(rules, kind, on=on)
        if text is not None and (kind in shown or is_understood):
            _keep(actor, now, contact, text, is_understood=is_understood)
            made += 1
    return made


@transaction.atomic
def explain_anonymity(*, actor: Actor, now: datetime, contact_id: UUID, rules: Rules | None = None) -> None:
    """Keep that the limits of staying anonymous were explained (OI-4.10a); doing it again changes nothing."""
    contact = lock_open_contact(actor, contact_id)
    text = contact_rules.notice_text(rules or rules_in_force(), "anonymous", on=civil_date(now))
    if text is not None and not notices_in(contact).filter(kind=text.kind).exists():
        _keep(actor, now, contact, text, is_understood=True)


def _keep(
    actor: Actor, now: datetime, contact: Contact, text: contact_rules.NoticeText, *, is_understood: bool
) -> None:
    NoticeGiven.objects.create(
        contact_id=contact.id,
        customer_id=contact.customer_id,
        kind=text.kind,
        text_version=text.version,
        channel=contact.channel,
        understood=is_understood,
        shown_at=now,
        shown_by_id=actor.account_id,
    )
    events.record(
        "contact.notice_shown",
        actor=actor,
        now=now,
        customer_id=contact.customer_id,
        subject={"contact": contact.id, "notice": text.kind},
    )
