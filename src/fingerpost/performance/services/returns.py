"""Makes returns, signs them off, sends them, and answers them. Every step is a row that is never changed.

BR-25.1 to 25.3, BR-22.2, BR-30. What was sent stays; a mended return is another one that names it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fingerpost.files.sealing import seal, unseal
from fingerpost.files.uploads import PDF, check_upload
from fingerpost.funding.ledger.queries import claim_of
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound
from fingerpost.house.rules import rules_in_force
from fingerpost.organisations.models import Contract
from fingerpost.performance.models import Known, Return, ReturnFile, ReturnKind, ReturnStep, ReturnStepKind
from fingerpost.performance.return_access import (
    contract_for,
    ensure_makes_returns,
    ensure_receives_returns,
)
from fingerpost.performance.return_files import findings_of, hub_files
from fingerpost.performance.return_queries import BY_HAND, get_return, newest_return, steps_of
from fingerpost.performance.return_rows import source_of
from fingerpost.performance.returns.days import due_on, month_end
from fingerpost.performance.services.freezing import freeze_soon
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability

LONGEST: Final = 300
MOST_PEOPLE: Final = 1_000_000
_OPEN: Final = {
    ReturnStepKind.APPROVED: frozenset[str](),
    ReturnStepKind.SENT: frozenset({"approved"}),
    ReturnStepKind.RECEIVED: frozenset({"sent"}),
    ReturnStepKind.ACKNOWLEDGED: frozenset({"received"}),
    ReturnStepKind.REJECTED: frozenset({"received"}),
}
"""What must have happened before a step; the database holds the same table."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a return before it is kept."""

    name: str
    media_type: str
    content: bytes
    holds_people: bool


@transaction.atomic
def build_return(
    *, actor: Actor, now: datetime, contract_id: UUID, month: date, rules: Rules | None = None
) -> Return:
    """Make the hub return of a month that has ended: Occupancy report and Funding Summary of the year to its end.

    The checks come first: with a finding that stops it nothing is made (Conflict, with their number). One that was
    made before is replaced and stays. Raises NotPermitted, NotFound, InvalidInput for a month that has not ended or
    has no layout.
    """
    rules = rules or rules_in_force()
    contract = _contract(actor, contract_id, month, now)
    source = source_of(contract.id, through=month)
    stops = sum(1 for each in findings_of(contract, month, source, rules=rules) if each.stops)
    if stops:
        raise Conflict(say_findings(stops), code="findings", details={"findings": stops})
    hub = hub_files(contract, month, source, rules=rules, now=now)
    return keep_return(
        actor=actor,
        now=now,
        contract=contract,
        month=month,
        kind=ReturnKind.HUB,
        layout=hub.layout,
        records=len(hub.rows),
        # The summary holds numbers alone, so that the agency may open it.
        files=[
            File(name, media_type, content, media_type == "text/csv")
            for name, (media_type, content) in hub.files.items()
        ],
        rules=rules,
    )


@transaction.atomic
def upload_return(
    *,
    actor: Actor,
    now: datetime,
    contract_id: UUID,
    month: date,
    kind: str,
    name: str,
    content: bytes,
    people: int,
    rules: Rules | None = None,
) -> Return:
    """Keep a return that was filled in by hand, as a PDF: a manual template, or the Inspiration report (BR-25.1).

    ``people`` is how many customers it names; with none the agency may open it. Raises InvalidInput for a file that
    can't be kept.
    """
    rules = rules or rules_in_force()
    contract = _contract(actor, contract_id, month, now)
    if kind not in BY_HAND:
        raise InvalidInput(_("Choose which return this is."), code="kind_unknown")
    if not 0 <= people <= MOST_PEOPLE:
        raise InvalidInput(_("Enter how many customers it names, 0 or more."), code="people")
    checked = check_upload(name, content, accepts=(PDF,), on=civil_date(now))
    return keep_return(
        actor=actor,
        now=now,
        contract=contract,
        month=month,
        kind=ReturnKind(kind),
        layout="",
        records=people,
        files=[File(f"{kind}-{month:%Y-%m}.pdf", checked.media_type, content, people > 0)],
        rules=rules,
    )


def keep_return(
    *,
    actor: Actor,
    now: datetime,
    contract: Contract,
    month: date,
    kind: ReturnKind,
    layout: str,
    records: int,
    files: list[File],
    rules: Rules,
    direction_id: UUID | None = None,
) -> Return:
    """Keep a return with its sealed files, in place of the one before it. For the services of this room."""
    due = due_on(month, kind, rules)
    if due is None:
        raise InvalidInput(_("No rule asked for this return in that month."), code="not_asked")
    claim = claim_of(contract.id, month) if kind == ReturnKind.HUB else None
    try:
        with transaction.atomic():
            made = Return.objects.create(
                contract=contract,
                month=month,
                kind=kind,
                layout=layout,
                claim=claim,
                direction_id=direction_id,
                records=records,
                due_on=due,
                replaces=newest_return(contract.id, month, kind),
                made_by_id=actor.account_id,
                made_at=now,
            )
    except IntegrityError as error:
        raise Conflict(
            _("Somebody else made this return meanwhile. Open it."), code="made_meanwhile"
        ) from error
    for each in files:
        ReturnFile.objects.create(
            of_return=made,
            name=each.name,
            media_type=each.media_type,
            size=len(each.content),
            sha256=hashlib.sha256(each.content).hexdigest(),
            holds_people=each.holds_people,
            sealed=seal(each.content),
        )
    _tell("return.made", actor, now, made)
    return made


@transaction.atomic
def approve_return(
    *,
    actor: Actor,
    now: datetime,
    return_id: UUID,
    is_accurate: bool,
    purpose: str = "",
    rules: Rules | None = None,
) -> Return:
    """Sign a return off, by name: what it says is true and whole (BR-22.2).

    BR-30.1: with more records than policy names a purpose must be stated; exactly so many need none. Raises
    InvalidInput, Conflict where it has findings, was replaced or was signed off before.
    """
    rules = rules or rules_in_force()
    found = get_return(return_id)
    ensure_makes_returns(actor, found.contract_id)
    if not is_accurate:
        raise InvalidInput(_("Say that the return is accurate, or do not sign it off."), code="not_accurate")
    purpose = _words(purpose)
    if needs_purpose(found, rules=rules, on=civil_date(now)) and not purpose:
        raise InvalidInput(
            _("Say for what purpose this many records leave. It is kept with your name."), code="purpose"
        )
    if found.findings:
        raise Conflict(say_findings(found.findings), code="findings")
    return _take(ReturnStepKind.APPROVED, actor, now, found, purpose=purpose)


@transaction.atomic
def send_return(*, actor: Actor, now: datetime, return_id: UUID) -> Return:
    """Send a return that was signed off; whether it was in time follows from the moment (BR-25.2, BR-25.3).

    Figures of the month are frozen as returned with the first hub return that is sent (OI-13.5).
    """
    found = get_return(return_id)
    ensure_makes_returns(actor, found.contract_id)
    sent = _take(ReturnStepKind.SENT, actor, now, found)
    if found.kind == ReturnKind.HUB:
        freeze_soon(contract_id=found.contract_id, month=found.month, known=Known.RETURNED)
    return sent


@transaction.atomic
def receive_return(*, actor: Actor, now: datetime, return_id: UUID, note: str = "") -> Return:
    """Say that a return came in; ``note`` may name the mailbox and its receipt (BR-25.3)."""
    ensure_receives_returns(actor)
    return _take(ReturnStepKind.RECEIVED, actor, now, get_return(return_id), note=note)


@transaction.atomic
def acknowledge_return(*, actor: Actor, now: datetime, return_id: UUID, note: str = "") -> Return:
    """Accept a return that came in."""
    ensure_receives_returns(actor)
    return _take(ReturnStepKind.ACKNOWLEDGED, actor, now, get_return(return_id), note=note)


@transaction.atomic
def reject_return(*, actor: Actor, now: datetime, return_id: UUID, note: str) -> Return:
    """Send a return back, with what must be mended. The contractor makes another in its place; both stay."""
    ensure_receives_returns(actor)
    if not note.strip():
        raise InvalidInput(_("Say what must be mended."), code="note")
    return _take(ReturnStepKind.REJECTED, actor, now, get_return(return_id), note=note)


@transaction.atomic
def open_return_file(*, actor: Actor, now: datetime, file_id: UUID) -> tuple[ReturnFile, bytes]:
    """One file with its plain bytes; each opening is kept (BR-30.5). Raises NotFound where it does not open here.

    Row security: one that names customers opens to a returns manager of the contractor alone.
    """
    found = ReturnFile.objects.select_related("of_return").filter(id=file_id).first()
    if found is None or not (actor.can(Capability.SEND_RETURNS) or actor.can(Capability.RECEIVE_RETURNS)):
        raise NotFound(_("There is no file here that you can open."), code="file_not_found")
    content = unseal(bytes(found.sealed))
    if hashlib.sha256(content).hexdigest() != found.sha256:
        raise Conflict(_("The file was damaged where it is kept. Tell support."), code="file_damaged")
    _tell("return.file_opened", actor, now, found.of_return)
    return found, content


def needs_purpose(found: Return, *, rules: Rules, on: date) -> bool:
    """BR-30.1: whether so many records are in it that a purpose must be stated; 1,000 are not, 1,001 are."""
    return found.records > rules.get_int("classification.threshold_records", on)


def marking_of(found: Return, *, rules: Rules, on: date) -> str:
    """The class of a return's files: the higher one by their number, or by their kind where policy says so."""
    higher = needs_purpose(found, rules=rules, on=on)
    if found.records and rules.get_flag("classification.data_sets_by_kind", on):
        higher = True
    return rules.get_text("classification.data_set" if higher else "classification.document", on)


def say_findings(number: int) -> str:
    """How many findings stand in the way."""
    return ngettext(
        "One finding stands in the way of this return. Mend it and try again.",
        "%(number)d findings stand in the way of this return. Mend them and try again.",
        number,
    ) % {"number": number}


def contract_of_month(actor: Actor, contract_id: UUID, month: date, now: datetime) -> Contract:
    """The contract of a return that the actor may make, for a month that has ended. For the services of this room."""
    return _contract(actor, contract_id, month, now)


def _contract(actor: Actor, contract_id: UUID, month: date, now: datetime) -> Contract:
    contract = contract_for(actor, contract_id)
    ensure_makes_returns(actor, contract_id)
    if month.day != 1 or month_end(month) >= civil_date(now):
        raise InvalidInput(_("A return is made for a month that has ended."), code="month_not_ended")
    return contract


def _take(
    kind: ReturnStepKind, actor: Actor, now: datetime, found: Return, *, purpose: str = "", note: str = ""
) -> Return:
    taken = steps_of(found)
    replaced = Return.objects.filter(replaces=found).exists()
    closed = {"acknowledged", "rejected"} & taken.keys() if kind not in taken else set()
    if (
        kind in taken
        or closed
        or not _OPEN[kind] <= taken.keys()
        or (replaced and kind in ("approved", "sent"))
    ):
        raise Conflict(
            _("This step of the return is not open. Open the return again to see where it stands."),
            code="step_not_open",
            details={"from": "+".join(taken), "to": kind.value},
        )
    try:
        with transaction.atomic():
            ReturnStep.objects.create(
                of_return=found,
                kind=kind,
                purpose=purpose,
                note=_words(note),
                taken_by_id=actor.account_id,
                taken_at=now,
            )
    except IntegrityError as error:
        raise Conflict(
            _("Somebody else was quicker. Open the return again to see where it stands."),
            code="step_not_open",
        ) from error
    _tell(f"return.{kind.value}", actor, now, found)
    return get_return(found.id)


def _words(typed: str) -> str:
    words = typed.strip()
    if len(words) > LONGEST:
        raise InvalidInput(_("Write no more than 300 characters."), code="too_long")
    return words


def _tell(kind: str, actor: Actor, now: datetime, found: Return) -> None:
    events.record(kind, actor=actor, now=now, subject={"return": found.id, "contract": found.contract_id})
