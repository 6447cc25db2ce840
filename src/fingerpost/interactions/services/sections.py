"""Keeps the notes of an attendance, part by part, in any order, and never over somebody else's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.forms.screened import Found
from fingerpost.house.forms.second_check import Asked
from fingerpost.interactions.models import Attendance, AttendanceSection, Section
from fingerpost.interactions.services.attendances import (
    AttendanceDetails,
    DetailsSaved,
    lock_attendance,
    reopen_if_gaps,
    save_details,
)
from fingerpost.interactions.services.second_checks import (
    KeptWhere,
    Looked,
    keep_use,
    look_for_check,
    note_confirmed,
)

_SAVING_ITSELF = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Typed:
    """The words of one part as sent, and the version of it that the page showed (0: there was none).

    ``asked`` comes with words that can be kept after a second check alone, ``confirmed`` with words about which the
    person was asked.
    """

    text: str
    version: int
    asked: Asked | None = None
    confirmed: Found | None = None


@dataclass(frozen=True, slots=True)
class SectionSaved:
    """What came of saving one part. With a clash nothing was written and ``text`` is what stands.

    ``looked`` says what became of a second check; where it is not right, nothing was written either.
    """

    version: int
    text: str
    saved_at: datetime | None = None
    saved_by: str = ""
    clash: bool = False
    looked: Looked | None = None

    @property
    def is_refused(self) -> bool:
        """Whether the words wait for a second check that did not come."""
        return self.looked is not None and not self.looked.is_right


@dataclass(frozen=True, slots=True)
class AllSaved:
    """What came of saving a whole page."""

    details: DetailsSaved | None
    sections: Mapping[str, SectionSaved] = field(default_factory=dict)

    @property
    def has_clash(self) -> bool:
        """Whether somebody else was first anywhere."""
        return bool(self.details and self.details.clash) or any(one.clash for one in self.sections.values())


@transaction.atomic
def save_sections(
    *, actor: Actor, now: datetime, attendance_id: UUID, sections: Mapping[str, Typed]
) -> dict[str, SectionSaved]:
    """Keep some parts of the notes in one transaction.

    A part that somebody else changed since the page was made is left alone and told of; the others are kept.
    The lock on the attendance makes the second of two editors see what the first wrote. Words that ask for a second
    check are kept with it or not at all (BR-A.3); the same words sent twice use one code.
    """
    attendance = lock_attendance(actor=actor, attendance_id=attendance_id)
    standing = {
        row.section: row
        for row in AttendanceSection.objects.filter(attendance=attendance).select_related("saved_by")
    }
    looked = _look(actor, now, standing, sections)
    refused = {name for name, one in looked.items() if not one.is_right}
    first_words = {
        name: typed
        for name, typed in sections.items()
        if name not in standing and typed.text and name not in refused
    }
    _write_first(actor, now, attendance, first_words)
    saved = {
        Section(name).value: SectionSaved(typed.version, "", looked=looked[name])
        if name in refused
        else _save_over(actor, now, standing[name], typed)
        if name in standing
        else SectionSaved(int(name in first_words), typed.text, now if name in first_words else None)
        for name, typed in sections.items()
    }
    written = [name for name, one in saved.items() if one.saved_at == now and not one.clash]
    if written:
        _note_checks(actor, now, attendance, {name: sections[name] for name in written}, looked)
        reopen_if_gaps(actor=actor, now=now, attendance=attendance)
        events.record(
            "attendance.notes_saved",
            actor=actor,
            now=now,
            customer_id=attendance.customer_id,
            subject={"attendance": attendance.id, "sections": len(written)},
        )
    return saved


@transaction.atomic
def save_page(
    *,
    actor: Actor,
    now: datetime,
    attendance_id: UUID,
    details: AttendanceDetails | None = None,
    details_version: int = 0,
    sections: Mapping[str, Typed] | None = None,
) -> AllSaved:
    """Keep everything of a page that can be kept, in one transaction."""
    kept = None
    if details is not None:
        kept = save_details(
            actor=actor, now=now, attendance_id=attendance_id, version=details_version, details=details
        )
    return AllSaved(
        kept,
        save_sections(actor=actor, now=now, attendance_id=attendance_id, sections=sections or {}),
    )


def _look(
    actor: Actor, now: datetime, standing: Mapping[str, AttendanceSection], sections: Mapping[str, Typed]
) -> dict[str, Looked]:
    """Look for the codes of the parts that ask for one; words that stand already need none."""
    return {
        name: look_for_check(actor=actor, now=now, asked=typed.asked)
        for name, typed in sections.items()
        if typed.asked is not None and not (name in standing and standing[name].text == typed.text)
    }


def _note_checks(
    actor: Actor,
    now: datetime,
    attendance: Attendance,
    written: Mapping[str, Typed],
    looked: Mapping[str, Looked],
) -> None:
    """Use up the codes of what was written, and note what the person was asked about."""
    where = KeptWhere(customer_id=attendance.customer_id, attendance_id=attendance.id)
    for name, typed in written.items():
        if name in looked:
            keep_use(actor=actor, now=now, looked=looked[name], field=name, where=where)
        if typed.confirmed is not None:
            note_confirmed(actor=actor, now=now, field=name, found=typed.confirmed, where=where)


def _write_first(actor: Actor, now: datetime, attendance: Attendance, words: Mapping[str, Typed]) -> None:
    """Write parts that had no words yet, in one statement."""
    AttendanceSection.objects.bulk_create(
        AttendanceSection(
            attendance=attendance,
            section=Section(name).value,
            text=typed.text,
            saved_by_id=actor.account_id,
            saved_at=now,
        )
        for name, typed in words.items()
    )


def _save_over(actor: Actor, now: datetime, row: AttendanceSection, typed: Typed) -> SectionSaved:
    if row.text == typed.text:
        return SectionSaved(row.version, row.text, row.saved_at)
    if row.version != typed.version and not _is_own_last_save(row, actor, now, typed):
        if typed.text == _text_at(row, typed.version):
            return SectionSaved(row.version, row.text, row.saved_at)  # this editor changed nothing here
        return SectionSaved(row.version, row.text, row.saved_at, row.saved_by.full_name, clash=True)
    row.text = typed.text
    row.version += 1
    row.saved_by_id = actor.account_id
    row.saved_at = now
    row.save(update_fields=["text", "version", "saved_by", "saved_at"])
    return SectionSaved(row.version, row.text, now)


def _is_own_last_save(row: AttendanceSection, actor: Actor, now: datetime, typed: Typed) -> bool:
    """The save button pressed while the page was still saving itself: one person, one page, one version apart."""
    return (
        row.saved_by_id == actor.account_id
        and row.version == typed.version + 1
        and now - row.saved_at < _SAVING_ITSELF
    )


def _text_at(row: AttendanceSection, version: int) -> str:
    """What the page showed at a version: nothing at 0, else what history says."""
    if version == 0:
        return ""
    history = row.events.filter(version=version)  # type: ignore[attr-defined]
    return str(history.values_list("text", flat=True).first() or "")
