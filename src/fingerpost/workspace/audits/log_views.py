"""The security log for a stretch of days and one person: reads, changes and exports (BR-33.3). Nobody can edit it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from fingerpost.files.serving import send_file
from fingerpost.funding.audits.queries import MOST_LOGGED, Logged, accounts_to_audit
from fingerpost.funding.audits.queries import security_log as read_log
from fingerpost.house import events
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.policy.civil import civil_date, civil_time
from fingerpost.staff.access import Capability
from fingerpost.workspace.audits.forms import LogForm

SHOWN: Final = 100
UNPROCESSABLE: Final = 422
COLUMNS: Final = ("moment", "kind", "what", "account", "organisation", "customer", "reason", "id")


@requires(Capability.AUDIT_RECORDS)
def security_log(request: HttpRequest) -> HttpResponse:
    """Ask for a stretch of somebody's log; shown on the page, or taken out as CSV, which is kept in the log too."""
    actor, now = actor_of(request), timezone.now()
    most_days = rules_in_force().get_int("audit.log_days", civil_date(now))
    form = LogForm(
        request.POST if request.method == "POST" else None,
        accounts=accounts_to_audit(actor),
        most_days=most_days,
    )
    found: list[Logged] | None = None
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        is_export = request.POST.get("do") == "export"
        found = read_log(
            first=cleaned["first_on"],
            last=cleaned["last_on"],
            account_ids=[cleaned["account"]],
            limit=MOST_LOGGED if is_export else SHOWN + 1,
        )
        if is_export:
            events.record("audit.log_export", actor=actor, now=now, subject={"account": cleaned["account"]})
            name = f"security-log-{cleaned['first_on']:%Y%m%d}-{cleaned['last_on']:%Y%m%d}.csv"
            return send_file(_csv(found), name=name, media_type="text/csv; charset=utf-8")
    context = {
        "form": form,
        "is_asked": found is not None,
        "rows": [_row(one) for one in (found or ())[:SHOWN]],
        "has_more": len(found or ()) > SHOWN,
        "shown": SHOWN,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "workspace/audits/log.html", context, status=status)


def _row(one: Logged) -> dict[str, str]:
    kinds = {"read": _("Read"), "change": _("Change"), "export": _("Export")}
    return {
        "when": f"{civil_date(one.happened_at):%d/%m/%Y} {civil_time(one.happened_at):%H:%M:%S}",
        "kind": kinds.get(one.kind, one.kind),
        "what": one.what,
        "customer": str(one.customer_id or ""),
        "reason": one.reason,
    }


def _csv(rows: Sequence[Logged]) -> bytes:
    """UTF-8 with its mark; moments as civil time in London. Every cell is an id, a code or a moment."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in rows:
        moment = f"{civil_date(one.happened_at).isoformat()}T{civil_time(one.happened_at):%H:%M:%S.%f}"
        writer.writerow(
            (
                moment,
                one.kind,
                one.what,
                one.account_id,
                one.organisation_id or "",
                one.customer_id or "",
                one.reason,
                one.id,
            )
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode()
