"""Draws samples for audit with their packs, proves them again, and opens one line by its reference."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.db import InternalError, ProgrammingError, connection, transaction
from django.utils.translation import gettext as _

from fingerpost.files.encryption import encrypt_zip
from fingerpost.files.phrases import make_phrase
from fingerpost.files.queries import read_file
from fingerpost.files.sealing import seal, unseal
from fingerpost.funding.audits.drawing import Draw, draw_lines, make_seed
from fingerpost.funding.audits.packing import Cover, make_pack
from fingerpost.funding.audits.proofs import Proof, proofs_of
from fingerpost.funding.models import AuditSample, AuditSampleLine
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.organisations.models import Contract
from fingerpost.outcomes.services.evidence import open_evidence
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.staff.models import Account

MOST_LINES_THERE: Final = 1_000_000
LONGEST_PURPOSE: Final = 120
_REFERENCE: Final = re.compile(r"(?P<contract>.+)/(?P<month>\d{4}-(?:0[1-9]|1[0-2]))/(?P<end>[0-9a-f]{8})")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample that was drawn, and the pass phrase of its pack, which is kept nowhere."""

    sample: AuditSample
    phrase: str


@dataclass(frozen=True, slots=True)
class Proved:
    """Whether a sample drawn again is the same: the lines it was drawn from, and the lines that it gave."""

    same_lines_there: bool
    same_sample: bool
    population: int


@transaction.atomic
def draw_sample(
    *,
    actor: Actor,
    now: datetime,
    contract_id: UUID,
    first_month: date,
    last_month: date,
    purpose: str,
    size: int | None = None,
    sample_id: UUID | None = None,
    rules: Rules | None = None,
) -> Drawn:
    """Draw lines of a contract's claims and pack all that proves them, in one go (BR-28.4, BR-33.1).

    Months are first days, both included. The records are opened for the audit alone, for ``audit.open_hours``, each
    one kept in the read log. ``sample_id`` is the caller's own, so that a second click draws no second sample: it
    raises Conflict. Raises NotPermitted, NotFound, InvalidInput without a purpose or where nothing was claimed.
    """
    rules = rules or rules_in_force()
    today = civil_date(now)
    _may(actor, purpose)
    if first_month > last_month:
        raise InvalidInput(_("The last month can't lie before the first."), code="months_turned_round")
    size = size or rules.get_int("audit.sample_size", today)
    if size > rules.get_int("audit.most_lines", today):
        raise InvalidInput(_("Draw fewer lines at once."), code="too_many_lines")
    if sample_id is not None and AuditSample.objects.filter(id=sample_id).exists():
        raise Conflict(_("This sample was drawn already."), code="drawn_already")
    contract = _contract(contract_id)
    ids = _lines_there(contract_id, first_month, last_month)
    if not ids:
        raise InvalidInput(_("Nothing was claimed in these months."), code="nothing_claimed")
    seed = make_seed(
        contract=contract.reference, first_month=first_month, last_month=last_month, ids=ids, at=now
    )
    drawn = draw_lines(ids, size=size, seed=seed)
    _open(contract_id, drawn.lines, purpose, rules, today)
    proofs = proofs_of(contract_id, drawn.lines, rules=rules)
    cover = Cover(
        marking=rules.get_text("audit.marking", today),
        contract=contract.reference,
        first_month=first_month,
        last_month=last_month,
        purpose=purpose,
        drawn_by=Account.objects.get(id=actor.account_id).full_name,
        drawn_at=now,
        draw=drawn,
    )
    phrase = make_phrase(on=today, rules=rules)
    pack = encrypt_zip(_files(actor, now, proofs, cover, rules), phrase)
    sample = _keep(actor, now, contract_id, cover, pack, sample_id)
    return Drawn(sample, phrase)


def draw_again(sample: AuditSample) -> Proved:
    """Draw a sample anew from its seed and the ledger of today, and say whether it is the same."""
    ids = _lines_there(sample.contract_id, sample.first_month, sample.last_month)
    again = draw_lines(ids, size=sample.size, seed=sample.seed)
    kept = tuple(sample.drawn.order_by("place").values_list("line_id", flat=True))
    return Proved(again.population_sha256 == sample.population_sha256, again.lines == kept, len(ids))


@transaction.atomic
def open_pack(*, actor: Actor, now: datetime, sample: AuditSample) -> bytes:
    """The encrypted archive of a sample, held against its hash; that it was taken is kept (BR-30.5)."""
    _may(actor, sample.purpose)
    content = unseal(bytes(sample.pack))
    if sha256(content).hexdigest() != sample.pack_sha256:
        raise Conflict(_("The pack is damaged. Draw the sample again."), code="pack_damaged")
    events.record("audit.pack_export", actor=actor, now=now, subject={"sample": sample.id})
    return content


@transaction.atomic
def open_claimed_line(
    *, actor: Actor, now: datetime, reference: str, purpose: str, rules: Rules | None = None
) -> Proof:
    """Everything held for one claimed line, by its reference (BR-33.1); the opening is kept with its purpose.

    Raises NotFound where there is no such line, or none that this person may audit.
    """
    rules = rules or rules_in_force()
    _may(actor, purpose)
    found = _REFERENCE.fullmatch(reference.strip())
    missing = NotFound(_("There is no claimed line of this reference here."), code="line_not_found")
    if found is None:
        raise missing
    contract = Contract.objects.filter(reference=found["contract"]).first()
    if contract is None:
        raise missing
    month = date.fromisoformat(f"{found['month']}-01")
    ids = [one for one in _lines_there(contract.id, month, month) if one.hex.endswith(found["end"])]
    if len(ids) != 1:
        raise missing
    _open(contract.id, ids, purpose, rules, civil_date(now))
    proofs = proofs_of(contract.id, ids, rules=rules)
    if not proofs:
        raise missing
    events.record("audit.line_opened", actor=actor, now=now, subject={"line": ids[0]})
    return proofs[0]


def _may(actor: Actor, purpose: str) -> None:
    if not actor.can(Capability.DRAW_SAMPLES):
        raise NotPermitted(_("Your role does not draw samples for audit."), code="no_samples")
    if not purpose.strip() or len(purpose) > LONGEST_PURPOSE:
        raise InvalidInput(
            _("Say what the audit is for, in 120 characters or fewer."), code="purpose_missing"
        )


def _contract(contract_id: UUID) -> Contract:
    found = Contract.objects.filter(id=contract_id).first()
    if found is None:
        raise NotFound(_("There is no such contract."), code="contract_not_found")
    return found


def _lines_there(contract_id: UUID, first_month: date, last_month: date) -> list[UUID]:
    """The ids of every payment line of these months. Raises NotPermitted for a contract that is not theirs."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM fingerpost_audit_lines(%s, %s, %s, %s)",
                [contract_id, first_month, last_month, MOST_LINES_THERE],
            )
            return [row[0] for row in cursor.fetchall()]
    except (ProgrammingError, InternalError) as error:
        raise NotPermitted(_("This contract is not yours to audit."), code="not_yours_to_audit") from error


def _open(contract_id: UUID, line_ids: Sequence[UUID], purpose: str, rules: Rules, today: date) -> None:
    hours = f"{rules.get_int('audit.open_hours', today)} hours"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fingerpost_open_audit(%s, %s::uuid[], %s, %s::interval)",
            [contract_id, list(line_ids), purpose.strip(), hours],
        )


def _files(
    actor: Actor, now: datetime, proofs: Sequence[Proof], cover: Cover, rules: Rules
) -> dict[str, bytes]:
    def read_evidence(evidence_id: UUID) -> bytes:
        return open_evidence(
            actor=actor, now=now, evidence_id=evidence_id, reason="audit", rules=rules
        ).content

    return make_pack(proofs, cover, rules=rules, read_evidence=read_evidence, read_file=read_file)


def _keep(
    actor: Actor, now: datetime, contract_id: UUID, cover: Cover, pack: bytes, sample_id: UUID | None
) -> AuditSample:
    drawn: Draw = cover.draw
    sample = AuditSample(
        contract_id=contract_id,
        first_month=cover.first_month,
        last_month=cover.last_month,
        purpose=cover.purpose,
        seed=drawn.seed,
        size=len(drawn.lines),
        population=drawn.population,
        population_sha256=drawn.population_sha256,
        pack=seal(pack),
        pack_sha256=sha256(pack).hexdigest(),
        pack_size=len(pack),
        drawn_by_id=actor.account_id,
        drawn_at=now,
    )
    if sample_id is not None:
        sample.id = sample_id
    sample.save(force_insert=True)
    AuditSampleLine.objects.bulk_create(
        AuditSampleLine(sample=sample, line_id=line, place=place)
        for place, line in enumerate(drawn.lines, start=1)
    )
    events.record("audit.sample_drawn", actor=actor, now=now, subject={"sample": sample.id})
    return sample
