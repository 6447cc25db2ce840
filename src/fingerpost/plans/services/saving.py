"""How one row of a working copy is saved: never over somebody else's words, and never twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fingerpost.house.actor import Actor
from fingerpost.interactions.services.second_checks import Looked
from fingerpost.plans.models import Draft, DraftItem, DraftPart
from fingerpost.staff.models import Account

_SAVING_ITSELF = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What came of saving a part, a line or the facts.

    With a clash nothing was written: ``standing`` is what stands, ``saved_by`` who put it, ``version`` what to send
    to write over it knowingly. ``is_gone``: somebody else took the line out. ``looked``: codes of second checks that
    are not right, by field; then nothing was written either. ``is_new`` says whether anything was written.
    """

    version: int
    saved_at: datetime | None = None
    saved_by: str = ""
    is_new: bool = False
    clash: bool = False
    is_gone: bool = False
    standing: Mapping[str, Any] = field(default_factory=dict)
    looked: Mapping[str, Looked] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        """Whether words wait for a second check that did not come."""
        return bool(self.looked)


def refused(version: int, looked: Mapping[str, Looked]) -> Saved | None:
    """The answer where a code is not right; None where all are."""
    wrong = {name: one for name, one in looked.items() if not one.is_right}
    return Saved(version=version, looked=wrong) if wrong else None


def clash_or_nothing(
    row: Draft | DraftPart | DraftItem,
    values: Mapping[str, Any],
    version: int,
    *,
    actor: Actor,
    now: datetime,
) -> Saved | None:
    """The answer where nothing is to be written: the same values, an untouched page, or somebody else was first.

    None where the values may be written over the row. The caller holds the lock.
    """
    standing = {name: getattr(row, name) for name in values}
    saved_at = None if isinstance(row, Draft) else row.saved_at
    if standing == dict(values):
        return Saved(version=row.version, saved_at=saved_at)
    if row.version == version or _is_own_last_save(row, version, actor=actor, now=now):
        return None
    if _values_at(row, version, values) == dict(values):
        return Saved(version=row.version, saved_at=saved_at)  # this editor changed nothing here
    return Saved(
        version=row.version, saved_at=saved_at, saved_by=_saver_of(row), clash=True, standing=standing
    )


def write_over(
    row: Draft | DraftPart | DraftItem, values: Mapping[str, Any], *, actor: Actor, now: datetime
) -> Saved:
    """Write the values; the version rises."""
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    changed = [*values, "version"]
    if not isinstance(row, Draft):
        row.saved_by_id, row.saved_at = actor.account_id, now
        changed += ["saved_by", "saved_at"]
    row.save(update_fields=changed)
    return Saved(version=row.version, saved_at=now, is_new=True)


def _is_own_last_save(
    row: Draft | DraftPart | DraftItem, version: int, *, actor: Actor, now: datetime
) -> bool:
    """The save button pressed while the page was still saving itself: one person, one page, one version apart."""
    return (
        not isinstance(row, Draft)
        and row.saved_by_id == actor.account_id
        and row.version == version + 1
        and now - row.saved_at < _SAVING_ITSELF
    )


def _values_at(
    row: Draft | DraftPart | DraftItem, version: int, values: Mapping[str, Any]
) -> dict[str, Any] | None:
    """What the page showed at a version, from history; None where there was nothing."""
    history = row.events.filter(version=version).order_by("pgh_id")  # type: ignore[union-attr]
    found: dict[str, Any] | None = history.values(*values).first()
    return found


def _saver_of(row: Draft | DraftPart | DraftItem) -> str:
    if not isinstance(row, Draft):
        return str(row.saved_by.full_name)
    history = row.events.order_by("-pgh_created_at", "-pgh_id")  # type: ignore[attr-defined]
    context = history.values_list("pgh_context", flat=True).first() or {}
    account_id = context.get("account")
    if account_id is None:
        return ""
    return Account.objects.filter(id=account_id).values_list("full_name", flat=True).first() or ""
