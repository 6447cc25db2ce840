"""A line that was taken out, as it stood last: history keeps it, so that nobody has to confirm taking one out."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from uuid import UUID

from fingerpost.house.actor import Actor
from fingerpost.plans.models import Draft, DraftItem
from fingerpost.plans.services.drafts import save_item
from fingerpost.plans.services.lines import ItemValues
from fingerpost.plans.services.saving import Saved


def find_removed(draft: Draft, key: UUID) -> ItemValues | None:
    """What a line of this working copy said last; None where it stands, or never stood here."""
    if draft.items.filter(key=key).exists():
        return None
    names = [one.name for one in fields(ItemValues)]
    history = DraftItem.pgh_event_model.objects  # type: ignore[attr-defined]
    found = (
        history.filter(draft_id=draft.id, key=key)
        .order_by("-pgh_created_at", "-pgh_id")
        .values(*names)
        .first()
    )
    return ItemValues(**found) if found else None


def put_back(*, actor: Actor, now: datetime, draft: Draft, key: UUID) -> Saved | None:
    """Keep a line again as it was before it was taken out; nothing where it stands already."""
    values = find_removed(draft, key)
    if values is None:
        return None
    return save_item(actor=actor, now=now, draft_id=draft.id, key=key, version=0, values=values)
