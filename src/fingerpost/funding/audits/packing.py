"""One archive with all that proves a sample of claimed lines, marked, with an index to sign (BR-33.1, BR-33.2).

The names of files say nothing of a customer. Each file stands in ``manifest.csv`` with its hash.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from io import StringIO
from typing import Any, Final
from uuid import UUID

from django.template.loader import render_to_string

from fingerpost.files.documents import make_plan_document
from fingerpost.funding.audits.drawing import Draw
from fingerpost.funding.audits.proofs import Proof
from fingerpost.funding.audits.rulings import rules_text, rulings_of
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date, civil_time

FileReader = Callable[[UUID], bytes]
INDEX_COLUMNS: Final = (
    *("place", "reference", "outcome", "kind", "organisation", "period", "amount_pence", "verdict"),
    *("rule_version", "rules_on", "rules_file", "documents_there", "documents_missing", "files"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What stands at the head of a pack."""

    marking: str
    contract: str
    first_month: date
    last_month: date
    purpose: str
    drawn_by: str
    drawn_at: datetime
    draw: Draw


def make_pack(
    proofs: Sequence[Proof], cover: Cover, *, rules: Rules, read_evidence: FileReader, read_file: FileReader
) -> dict[str, bytes]:
    """The files of a pack by their names, ready to be encrypted.

    ``read_evidence`` opens a piece of evidence by its id and keeps that it was opened; ``read_file`` reads a stored
    file. Evidence that was withdrawn is packed too, and said so.
    """
    files: dict[str, bytes] = {}
    rows: list[dict[str, object]] = []
    for place, proof in enumerate(proofs, start=1):
        own = _files_of(proof, place, read_evidence=read_evidence, read_file=read_file)
        name = _rules_file(proof)
        if name not in files:
            files[name] = _rules_of(proof, rules)
        files |= own
        rows.append(_row(proof, place, name, list(own)))
    files["index.csv"] = _csv(INDEX_COLUMNS, [[row[column] for column in INDEX_COLUMNS] for row in rows])
    files["index.html"] = render_to_string(
        "funding/audit_index.html",
        {"cover": cover, "rows": rows, "proofs": list(zip(rows, proofs, strict=True))},
    ).encode()
    hashes = [(name, sha256(content).hexdigest()) for name, content in sorted(files.items())]
    marked = [(cover.marking, ""), *hashes]
    files["manifest.csv"] = _csv(("file", "sha256"), marked)
    return files


def _files_of(
    proof: Proof, place: int, *, read_evidence: FileReader, read_file: FileReader
) -> dict[str, bytes]:
    folder = f"line-{place:03d}"
    files = {
        f"{folder}/decision.json": _json(_decision(proof)),
        f"{folder}/facts.json": _json(_facts(proof)),
    }
    for number, piece in enumerate(proof.evidence, start=1):
        ending = piece.file.name.rsplit(".", 1)[-1]
        files[f"{folder}/evidence-{number}.{ending}"] = read_evidence(piece.id)
    if proof.version is not None:
        files[f"{folder}/plan.pdf"] = make_plan_document(json.loads(proof.version.content))
    if proof.acceptance is not None:
        files[f"{folder}/acceptance.json"] = _json(_acceptance(proof))
        if proof.acceptance.file is not None:
            ending = proof.acceptance.file.name.rsplit(".", 1)[-1]
            files[f"{folder}/acceptance.{ending}"] = read_file(proof.acceptance.file.id)
    return files


def _decision(proof: Proof) -> dict[str, Any]:
    """The verdict of the claim's own run with its trail; else the decision on the outcome with its own."""
    if proof.trail is not None:
        return asdict(proof.trail)
    kept = proof.decision
    if kept is None:
        return {}
    return {
        "scheme": kept.scheme,
        "rule_version": kept.rule_version,
        "rules_on": kept.rules_on,
        "verdict": kept.verdict,
        "amount_pence": kept.amount_pence,
        "period": kept.period,
        "customer_class": kept.customer_class,
        "steps": kept.trail,
    }


def _facts(proof: Proof) -> dict[str, Any]:
    """The line, the outcome's days, each piece of evidence with what was said of it, and the frozen facts."""
    line, outcome, kept = proof.line, proof.line.outcome, proof.decision
    return {
        "reference": proof.reference,
        "claim": {"month": line.claim.month, "number": line.claim.number, "result": line.claim.result_sha256},
        "line": {"id": line.id, "period": line.period, "amount_pence": line.amount_pence, "kind": line.kind},
        "outcome": {
            "id": outcome.id,
            "kind": proof.kind.label if proof.kind else outcome.kind,
            "started_on": outcome.started_on,
            "told_on": outcome.told_on,
            "evidenced_on": outcome.evidenced_on,
            "claimed_at": outcome.claimed_at,
            "weekly_hours": str(outcome.weekly_hours) if outcome.weekly_hours is not None else None,
        },
        "evidence": [
            {
                "kind": piece.kind,
                "sha256": piece.file.sha256,
                "received_on": piece.received_on,
                "is_signed": piece.is_signed,
                "dated_on": piece.dated_on,
                "earned_before_pence": piece.earned_before_pence,
                "earned_after_pence": piece.earned_after_pence,
                "added_by": piece.added_by.full_name,
                "added_at": piece.added_at,
                "withdrawn_at": piece.withdrawn_at,
            }
            for piece in proof.evidence
        ],
        "answer": {"answered_at": proof.answer.answered_at, "answer": proof.answer.answer}
        if proof.answer
        else None,
        "frozen": json.loads(kept.inputs) if kept is not None else None,
        "frozen_sha256": kept.inputs_sha256 if kept is not None else None,
    }


def _acceptance(proof: Proof) -> dict[str, Any]:
    given, version = proof.acceptance, proof.version
    assert given is not None
    assert version is not None
    return {
        "version": version.number,
        "content_sha256": version.content_sha256,
        "document_sha256": version.document_sha256,
        "route": given.route,
        "happened_at": given.happened_at,
        "recorded_by": given.recorded_by.full_name,
        "witness": given.witness.full_name if given.witness else None,
        "recorded_at": given.recorded_at,
    }


def _rules_file(proof: Proof) -> str:
    version = (
        proof.trail.rule_version if proof.trail else proof.decision.rule_version if proof.decision else ""
    )
    words = "".join(one if one.isalnum() or one == "-" else "-" for one in f"{_scheme(proof)}-{version}")
    return f"rules/{words}-{proof.rules_on.isoformat()}.txt"


def _rules_of(proof: Proof, rules: Rules) -> bytes:
    scheme, on = _scheme(proof), proof.rules_on
    named = proof.decision.rule_ids if proof.decision is not None else []
    version = (
        proof.trail.rule_version if proof.trail else proof.decision.rule_version if proof.decision else ""
    )
    return rules_text(
        rulings_of(named, scheme=scheme, rules=rules, on=on), scheme=scheme, version=version, on=on
    ).encode()


def _scheme(proof: Proof) -> str:
    return proof.line.claim.scheme


def _row(proof: Proof, place: int, rules_file: str, files: Sequence[str]) -> dict[str, object]:
    trail, kept, line = proof.trail, proof.decision, proof.line
    return {
        "place": place,
        "reference": proof.reference,
        "outcome": str(line.outcome_id),
        "kind": proof.kind.label if proof.kind else line.outcome.kind,
        "organisation": line.organisation.name,
        "period": line.period,
        "amount_pence": line.amount_pence if line.amount_pence is not None else "",
        "verdict": trail.verdict if trail else kept.verdict if kept else "",
        "rule_version": trail.rule_version if trail else kept.rule_version if kept else "",
        "rules_on": proof.rules_on.isoformat(),
        "rules_file": rules_file,
        "documents_there": "; ".join(one.label for one in proof.documents if one.is_there),
        "documents_missing": "; ".join(one.label for one in proof.documents if not one.is_there),
        "files": "; ".join(files),
    }


def _csv(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """A table that a spreadsheet reads: UTF-8 with its mark, no cell that it would take for a formula."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(value: object) -> str:
    text = str(value)
    return (
        f"'{text}"
        if text[:1] in ("=", "+", "@", "\t", "\r") or (text[:1] == "-" and not text[1:].isdigit())
        else text
    )


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, default=_text).encode()


def _text(value: object) -> str:
    """Days and moments in the form of ISO 8601, moments as civil time in London; ids as texts."""
    if isinstance(value, datetime):
        return f"{civil_date(value).isoformat()}T{civil_time(value):%H:%M:%S}"
    return value.isoformat() if isinstance(value, date) else str(value)
