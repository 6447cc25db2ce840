"""One row of everything that the wire keeps of a customer: a nation made for show has no other systems."""

from __future__ import annotations

from uuid import UUID

from django.db import connections
from django.utils import timezone

from fingerpost.dss.models import (
    WireDue,
    WireFinding,
    WireMark,
    WireNotice,
    WireNoticeAttempt,
    WirePair,
    WireRecord,
    WireRemote,
    WireReport,
)

CODE = "0000000991"


def fill_wire(customer_id: UUID) -> None:
    """A record of the wire with a finding, a mark, a notice that was tried, a pair, and what is due of it."""
    now = timezone.now()
    with connections["system"].cursor() as cursor:
        cursor.execute("SELECT fingerpost_wire_open_touchpoint(%s)", [CODE])
        door_id = cursor.fetchone()[0]
    record = WireRecord.objects.using("owner").create(
        resource="customers",
        customer_id=customer_id,
        touchpoint=CODE,
        modified_by=CODE,
        modified_at=now,
        body={"CustomerId": str(customer_id)},
    )
    WireMark.objects.using("owner").create(customer_id=customer_id, events_seen=0, mirrored_at=now)
    WireFinding.objects.using("owner").create(
        customer_id=customer_id, record=record, touchpoint_id=door_id, rule="not_carried", found_at=now
    )
    notice = WireNotice.objects.using("owner").create(
        subscriber_id=door_id,
        customer_id=customer_id,
        record_id=record.id,
        resource="customers",
        resource_url="https://east.example/",
        modified="2026-03-02T09:30:00Z",
        originator=CODE,
    )
    WireNoticeAttempt.objects.using("owner").create(notice=notice, http_status=0, was_taken=False)
    collection = WireRecord.objects.using("owner").create(
        resource="collections", touchpoint=CODE, modified_by=CODE, modified_at=now, body={}
    )
    WireReport.objects.using("owner").create(collection=collection, sealed=b"x", size=1, sha256="0" * 64)
    remote = WireRemote.objects.using("owner").create(address="https://west.example", touchpoint_id=door_id)
    WirePair.objects.using("owner").create(
        remote=remote, resource="customers", customer_id=customer_id, here_id=record.id
    )
    WireDue.objects.using("owner").create(remote=remote, direction="pull", customer_id=customer_id)
