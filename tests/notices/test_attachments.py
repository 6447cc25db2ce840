"""A stored file goes with a message byte for byte, and nobody sends a file that they may not see."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connections, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from fingerpost.customers.models import Customer
from fingerpost.files.models import FileContent, FileKind, StoredFile
from fingerpost.files.services import store_file
from fingerpost.house.actor import Actor
from fingerpost.house.ids import new_id
from fingerpost.notices import delivery
from fingerpost.notices.models import Message
from fingerpost.notices.services import queue_message
from tests.fixtures.world import Acting, standing_world
from tests.notices.mail_server import Sink
from tests.session_steps import make_one, open_one

pytestmark = pytest.mark.django_db(transaction=True)

# Bytes of every value, ends of lines of every kind and no end of line at the end: what a mail may not mend.
CONTENT = random.Random(8).randbytes(70_000) + b"\r\n\n\r.\r\n.\r\n\xff\x00 \n "


def _queue(actor: Actor, attachment_id: UUID | None, **parts: object) -> UUID:
    return queue_message(
        actor=actor,
        now=timezone.now(),
        kind="test",
        way="email",
        address="somebody@example.org",
        subject="Something for you",
        body="It is in the file.",
        attachment_id=attachment_id,
        **parts,  # type: ignore[arg-type]
    )


def _store(actor: Actor, customer: Customer, *, media_type: str = "application/pdf") -> StoredFile:
    return store_file(
        actor=actor,
        now=timezone.now(),
        kind=FileKind.PLAN_COPY,
        customer_id=customer.id,
        name="document.pdf",
        media_type=media_type,
        content=CONTENT,
    )


def _row(message_id: UUID) -> Message:
    return Message.objects.using("owner").get(id=message_id)


@pytest.mark.parametrize("media_type", ["application/pdf", "application/zip", "text/plain"])
def test_file_when_mailed_then_the_bytes_that_arrive_are_those_that_were_stored(
    acting: Acting, sink: Sink, work_off: Callable[[], None], media_type: str
) -> None:
    with acting("area_adviser") as actor:
        customer = make_one(actor, standing_world(), contact=open_one(actor, standing_world()))
        stored = _store(actor, customer, media_type=media_type)
        message_id = _queue(actor, stored.id)
    work_off()
    [mail] = sink.mails()
    [part] = list(mail.iter_attachments())
    assert part.get_content_type() == media_type
    assert part.get_filename() == "document.pdf"
    arrived = part.get_payload(decode=True)
    assert isinstance(arrived, bytes)
    assert hashlib.sha256(arrived).hexdigest() == stored.sha256
    assert mail.get_body() is not None
    row = _row(message_id)
    assert (row.state, row.sealed, row.attachment_id) == ("sent", None, stored.id)
    # A file says whom its message is about, and the row under which organisation it left.
    assert (row.customer_id, row.organisation_id) == (customer.id, actor.organisation_id)


def test_file_when_its_bytes_are_others_than_were_stored_then_nothing_leaves(
    acting: Acting, sink: Sink, work_off: Callable[[], None]
) -> None:
    with acting("area_adviser") as actor:
        customer = make_one(actor, standing_world(), contact=open_one(actor, standing_world()))
        stored, other = _store(actor, customer), _store(actor, customer, media_type="application/zip")
        message_id = _queue(actor, stored.id)
    StoredFile.objects.using("owner").filter(id=stored.id).update(sha256="0" * 64)
    work_off()
    assert sink.kept == []
    assert (_row(message_id).state, _row(message_id).sealed) == ("failed", None)
    assert FileContent.objects.using("owner").filter(file_id__in=[stored.id, other.id]).count() == 2


def test_file_when_the_actor_may_not_see_it_then_no_message_takes_it_along(acting: Acting) -> None:
    with acting("area_adviser") as actor:
        customer = make_one(actor, standing_world(), contact=open_one(actor, standing_world()))
        stored = _store(actor, customer)
    with acting("second_prime_adviser") as actor:
        assert not StoredFile.objects.exists()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            _queue(actor, stored.id)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            _queue(actor, None, customer_id=customer.id)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            _queue(actor, new_id())
    assert not Message.objects.using("owner").exists()


def test_file_when_its_customer_is_forgotten_then_no_message_holds_it(acting: Acting) -> None:
    with acting("area_adviser") as actor:
        customer = make_one(actor, standing_world(), contact=open_one(actor, standing_world()), evidence=())
        message_id = _queue(actor, _store(actor, customer).id)
        plain_id = _queue(actor, None)
    Customer.objects.using("owner").filter(id=customer.id).update(provisional_until="2000-01-01")
    with transaction.atomic(using="system"), connections["system"].cursor() as cursor:
        cursor.execute("SELECT fingerpost_forget_in_notices(%s)", [customer.id])
        cursor.execute("SELECT fingerpost_forget_in_files(%s)", [customer.id])
    row = _row(message_id)
    assert (row.state, row.sealed, row.attachment_id, row.customer_id) == ("failed", None, None, None)
    assert delivery.deliver_message(message_id, now=timezone.now()) == "failed"
    assert _row(plain_id).state == "queued"
