"""Files of the ledger: the lines of a claim and of a statement for a spreadsheet, and the invoice as a PDF."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fingerpost.files.documents.blocks import Block, document, facts, heading_of, plain, voice_of, written
from fingerpost.files.documents.wording import ENGLISH, tagged
from fingerpost.files.serving import send_file
from fingerpost.funding.ledger import queries
from fingerpost.funding.ledger.queries import every_line
from fingerpost.funding.models import Claim, ClaimLine, LineKind
from fingerpost.house.errors import NotFound
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.claims.words import plain_day
from fingerpost.workspace.ledger import present
from fingerpost.workspace.ledger.views import month_of_statement
from fingerpost.workspace.ledger.words import pounds, reason_words
from fingerpost.workspace.months import month_code, month_words

_CSV = "text/csv; charset=utf-8"
# So that spreadsheets read the file as UTF-8.
_MARK = "\ufeff"


@requires(Capability.SEE_MONEY)
@require_safe
def lines_file(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Every line of a claim, for whoever answers for the prime's money."""
    claim = queries.get_claim(claim_id)
    if claim.contract_id not in actor_of(request).prime_contract_ids:
        raise NotFound(_("There is no file here that you can see."), code="lines_not_found")
    name = f"claim-{claim.contract.reference}-{month_code(claim.month)}.csv"
    return send_file(_rows(every_line(claim.id)), name=name, media_type=_CSV)


@requires(Capability.SEE_MONEY)
@require_safe
def statement_file(request: HttpRequest, claim_id: UUID, organisation_id: UUID) -> HttpResponse:
    """The lines of one organisation in a claim."""
    month, contract = month_of_statement(claim_id)
    queries.statement_of(claim_id, contract.id, month, organisation_id)
    name = f"statement-{contract.reference}-{month_code(month)}.csv"
    return send_file(_rows(every_line(claim_id, organisation_id=organisation_id)), name=name, media_type=_CSV)


@requires(Capability.SEE_MONEY, Capability.RECEIVE_RETURNS)
@require_safe
def invoice(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The invoice of a claim, itemised, with its order number, as PDF/UA-1 (BR-CL-25.2, OI-20.F27)."""
    claim = queries.get_claim(claim_id)
    name = f"invoice-{claim.contract.reference}-{month_code(claim.month)}.pdf"
    return send_file(make_invoice(claim), name=name, media_type="application/pdf")


def make_invoice(claim: Claim) -> bytes:
    """The invoice as a document: whose, for which month, due when, every item and the total."""
    rules = rules_in_force()
    voice = voice_of("standard", ENGLISH)
    made_on = civil_date(claim.made_at)
    items = present.item_rows(queries.claim_items(claim.id), present.kinds_of_claim(claim, rules))
    sums = present.sum_rows(queries.list_sums(claim.id), claim.scheme, rules)
    rows = [[_cell(each.words), _cell(each.number), _cell(each.amount)] for each in (*items, *sums)]
    title = f"Invoice, {claim.contract.reference}, {month_words(claim.month)}"
    blocks: list[Block] = [
        heading_of(title, 1, ENGLISH),
        facts(
            [
                _fact("From", claim.contract.prime.name),
                _fact("Contract", claim.contract.reference),
                _fact("Purchase order number", claim.order_number or "None was given"),
                _fact("Invoice number", f"{claim.contract.reference}-{claim.number:04d}"),
                _fact("Month", month_words(claim.month)),
                _fact("Date", plain_day(made_on)),
                _fact("To be sent by", plain_day(claim.invoice_due_on)),
            ]
        ),
        {
            "kind": "table",
            "widths": [8, 3, 4],
            "head": [_words("What"), _words("Number"), _words("Amount")],
            "rows": [
                *rows,
                [_cell("Total", strong=True), _cell(""), _cell(pounds(claim.total_pence), strong=True)],
            ],
        },
    ]
    content = {"made_on": made_on.isoformat(), "service": settings.SERVICE_NAME, "language": ENGLISH}
    return document(blocks, content=content, title=title, voice=voice, format="standard")


def _fact(label: str, value: str) -> dict[str, object]:
    return {"label": _words(label), "value": written(value)}


def _words(text: str) -> list[dict[str, object]]:
    return [{**tagged(ENGLISH), "rtl": False, "text": plain(text)}]


def _cell(text: str, *, strong: bool = False) -> list[dict[str, object]]:
    return [written(text.replace("−", "-"), strong=strong)]


def _rows(lines: Iterable[ClaimLine]) -> bytes:
    """The file: ids, months and amounts; no name, no class and no rate (XD-19)."""
    out = io.StringIO()
    out.write(_MARK)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        [_("Line"), _("Outcome"), _("Place"), _("Kind"), _("Month"), _("Pounds"), _("Delivered by"), _("Why")]
    )
    for line in lines:
        amount = "" if line.amount_pence is None else f"{line.amount_pence / 100:.2f}"
        writer.writerow(
            [
                str(line.id),
                str(line.outcome_id),
                line.place,
                LineKind(line.kind).label,
                line.period,
                amount,
                line.organisation.name,
                reason_words(line.reason),
            ]
        )
    return out.getvalue().encode()
