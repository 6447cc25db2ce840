"""Keeps which texts were shown before advice, in which version, and that they were understood."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.interactions.access import lock_open_contact
from fingerpost.interactions.models import NoticeGiven
from fingerpost.interactions.rules import contacts as contact_rules
from fingerpost.policy import Rules, shipped_rules
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
    rules = rules or shipped_rules()
    contact = lock_open_contact(actor, contact_id)
    on = civil_date(now)
    kept = {
        row.kind: row
        for row in NoticeGiven.objects.filter(contact_id=contact_id, customer_id=contact.customer_id)
    }
    made = 0
    for kind in (*contact_rules.NOTICES, "anonymous"):
        is_understood = kind in understood
        row = kept.get(kind)
        if row is not None:
            if row.understood != is_understood and kind in contact_rules.NOTICES:
                row.understood = is_understood
                row.save(update_fields=["understood"])
            continue
        text = contact_rules.notice_text(rules, kind, on=on)
        if text is None or (kind not in shown and not is_understood):
            continue
        NoticeGiven.objects.create(
            contact_id=contact_id,
            customer_id=contact.customer_id,
            kind=kind,
            text_version=text.version,
            channel=contact.channel,
            understood=is_understood,
            shown_at=now,
            shown_by_id=actor.account_id,
        )
        made += 1
    if made:
        events.record(
            "contact.notices_shown",
            actor=actor,
            now=now,
            customer_id=contact.customer_id,
            subject={"contact": contact_id, "shown": made},
        )
    return made
