"""Samples for audit: one click draws and packs; the phrase is shown once; drawn again, they prove the same."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fingerpost.files.serving import send_file
from fingerpost.funding.audits.proofs import Proof
from fingerpost.funding.audits.queries import contracts_to_audit, get_sample, list_samples
from fingerpost.funding.audits.rulings import ruling_text, rulings_of
from fingerpost.funding.audits.services import draw_again, draw_sample, open_claimed_line, open_pack
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of, page_asked
from fingerpost.house.rules import rules_in_force
from fingerpost.policy.civil import civil_date, civil_time, spoken_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.audits.forms import LONGEST_REFERENCE, LineForm, SampleForm
from fingerpost.workspace.claims.words import pounds, trail_lines
from fingerpost.workspace.customers.pages import posted_uuid
from fingerpost.workspace.months import month_code, month_words

UNPROCESSABLE: Final = 422
_FIELDS: Final = {
    "months_turned_round": "last_month",
    "too_many_lines": "size",
    "nothing_claimed": "first_month",
    "purpose_missing": "purpose",
}


@requires(Capability.DRAW_SAMPLES)
def audits(request: HttpRequest) -> HttpResponse:
    """The samples that this person may see, and drawing one; the answer to a draw shows its pass phrase, once."""
    actor, now = actor_of(request), timezone.now()
    rules, today = rules_in_force(), civil_date(now)
    contracts = contracts_to_audit(actor)
    month = _month_before(today)
    initial = {"first_month": month_code(month), "size": str(rules.get_int("audit.sample_size", today))}
    form = SampleForm(
        request.POST if request.method == "POST" else None, contracts=contracts, initial=initial
    )
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        sample_id = posted_uuid(request, "submission")
        try:
            drawn = draw_sample(
                actor=actor,
                now=now,
                contract_id=cleaned["contract"],
                first_month=cleaned["first_month"],
                last_month=cleaned["last_month"] or cleaned["first_month"],
                purpose=cleaned["purpose"],
                size=cleaned["size"],
                sample_id=sample_id,
            )
        except InvalidInput as refused:
            form.add_error(_FIELDS.get(refused.code), refused.message)
        except Conflict as conflict:
            if conflict.code != "drawn_already" or sample_id is None:
                raise
            return redirect("workspace:audit_sample", sample_id)
        else:
            context = {"sample": drawn.sample, "phrase": drawn.phrase, "months": _months(drawn.sample)}
            answer = render(request, "workspace/audits/drawn.html", context)
            answer["Cache-Control"] = "no-store"
            return answer
    return _list(request, actor, form)


@requires(Capability.DRAW_SAMPLES)
@require_safe
def audit_sample(request: HttpRequest, sample_id: UUID) -> HttpResponse:
    """One sample with how it was drawn, and the same draw made anew from the ledger of today."""
    sample = get_sample(sample_id)
    again = draw_again(sample)
    context = {
        "sample": sample,
        "months": _months(sample),
        "again": again,
        "drawn_at": _moment(sample.drawn_at),
        "kilobytes": max(1, sample.pack_size // 1024),
    }
    return render(request, "workspace/audits/sample.html", context)


@requires(Capability.DRAW_SAMPLES)
@require_POST
def audit_pack(request: HttpRequest, sample_id: UUID) -> HttpResponse:
    """The encrypted archive of a sample; that it was taken is kept."""
    sample = get_sample(sample_id, with_pack=True)
    content = open_pack(actor=actor_of(request), now=timezone.now(), sample=sample)
    name = f"sample-{sample.drawn_at:%Y%m%d}-{sample.id.hex[-8:]}.zip"
    return send_file(content, name=name, media_type="application/zip")


@requires(Capability.DRAW_SAMPLES)
def audit_line(request: HttpRequest) -> HttpResponse:
    """One claimed line by its reference: each document or its absence, the decision, and the rules of that day."""
    named = {"reference": request.GET.get("reference", "")[:LONGEST_REFERENCE]}
    form = LineForm(request.POST if request.method == "POST" else None, initial=named)
    if form.is_bound and form.is_valid():
        try:
            proof = open_claimed_line(
                actor=actor_of(request),
                now=timezone.now(),
                reference=form.cleaned_data["reference"],
                purpose=form.cleaned_data["purpose"],
            )
        except InvalidInput as refused:
            form.add_error("purpose", refused.message)
        except NotFound as missing:
            form.add_error("reference", missing.message)
        else:
            return render(request, "workspace/audits/line.html", _line(proof))
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "workspace/audits/find_line.html", {"form": form}, status=status)


def _list(request: HttpRequest, actor: Actor, form: SampleForm) -> HttpResponse:
    page = page_asked(request)
    samples, has_next = list_samples(page=page)
    here = reverse("workspace:audits")
    context = {
        "form": form,
        "samples": [
            {"sample": one, "months": _months(one), "drawn_at": _moment(one.drawn_at)} for one in samples
        ],
        "previous_href": f"{here}?page={page - 1}" if page > 1 else "",
        "next_href": f"{here}?page={page + 1}" if has_next else "",
        "may_draw": bool(contracts_to_audit(actor)),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "workspace/audits/list.html", context, status=status)


def _line(proof: Proof) -> dict[str, Any]:
    rules = rules_in_force()
    kept, trail, line = proof.decision, proof.trail, proof.line
    named = kept.rule_ids if kept is not None else []
    steps: list[dict[str, object]] = (
        [{"rule": s.rule, "passed": s.passed, "values": dict(s.values)} for s in trail.steps]
        if trail is not None
        else kept.trail
        if kept is not None
        else []
    )
    kinds = {proof.kind.type: proof.kind.label} if proof.kind else {}
    found = rulings_of(named, scheme=line.claim.scheme, rules=rules, on=proof.rules_on)
    return {
        "proof": proof,
        "line": line,
        "kind": proof.kind.label if proof.kind else line.outcome.kind,
        "amount": pounds(line.amount_pence),
        "month": month_words(line.claim.month),
        "trail": trail_lines(steps, kinds),
        "rules_on": spoken_date(proof.rules_on),
        "version": trail.rule_version if trail else kept.rule_version if kept else "",
        "rulings": [{"ruling": one, "text": ruling_text(one)} for one in found],
        "evidence": [
            {
                "label": proof.evidence_labels[one.kind].label
                if one.kind in proof.evidence_labels
                else one.kind,
                "piece": one,
                "received_on": spoken_date(one.received_on),
            }
            for one in proof.evidence
        ],
    }


def _months(sample: Any) -> str:
    first, last = month_words(sample.first_month), month_words(sample.last_month)
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def _moment(moment: Any) -> str:
    return _("%(day)s at %(time)s") % {
        "day": spoken_date(civil_date(moment)),
        "time": f"{civil_time(moment):%H:%M}",
    }


def _month_before(today: date) -> date:
    return date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)
