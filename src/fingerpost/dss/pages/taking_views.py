"""The listener for change notices of services with which this one synchronises."""

from __future__ import annotations

import hmac
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fingerpost.dss.syncing.kept import note_told, secret_of
from fingerpost.dss.syncing.shapes import record_path, target_of
from fingerpost.dss.wire import pushing
from fingerpost.house.permissions import keyed_endpoint

_SIGNED: Final = re.compile(r"t=(?P<seconds>\d{1,12}),v1=[0-9a-f]{64}", re.ASCII)
_STALE: Final = timedelta(hours=1)
_TAKEN, _UNSIGNED, _UNREADABLE = 202, 401, 422


@csrf_exempt
@keyed_endpoint
@require_POST
def take_notice(request: HttpRequest, remote_id: UUID) -> HttpResponse:
    """Note what a signed notice names as due for the next pull. Of its address only the path counts.

    401 where the signature is not that of the other service or is older than an hour, 422 where nothing can be read.
    A notice of a resource that is not synchronised is taken and forgotten.
    """
    secret = secret_of(remote_id)
    if secret is None or not _is_theirs(request, secret, timezone.now()):
        return HttpResponse(status=_UNSIGNED)
    found = _told(request.body)
    if found is None:
        return HttpResponse(status=_UNREADABLE)
    customer_id, url = found
    target = target_of(url)
    if target is not None and target.customer_id == str(customer_id):
        note_told(remote_id, customer_id, record_path(target))
    return HttpResponse(status=_TAKEN)


def _is_theirs(request: HttpRequest, secret: bytes, now: datetime) -> bool:
    sent = request.headers.get(pushing.SIGNATURE, "")
    found = _SIGNED.fullmatch(sent)
    if found is None:
        return False
    seconds = int(found["seconds"])
    # A number may name a day that no calendar has: it is read as a moment only where it is near now.
    if abs(now.timestamp() - seconds) > _STALE.total_seconds():
        return False
    due = pushing.signature(secret, at=datetime.fromtimestamp(seconds, tz=UTC), body=request.body)
    return hmac.compare_digest(due, sent)


def _told(body: bytes) -> tuple[UUID, str] | None:
    try:
        told: Any = json.loads(body)
        return UUID(str(told["CustomerId"])), str(told["ResourceURL"])
    except (ValueError, KeyError, TypeError):
        return None
