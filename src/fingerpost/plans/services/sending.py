"""Sends a version as an encrypted file, and tells its pass phrase once the file has arrived (BR-8.3, OI-14.17.xiii).

The file goes by email; the pass phrase never does. It is made here, kept sealed, shown to the adviser or sent by text
message only after receipt is confirmed, and erased when it is told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.files.encryption import encrypt_pdf, encrypt_zip
from fingerpost.files.models import FileKind
from fingerpost.files.phrases import make_phrase, spoken
from fingerpost.files.services import store_file
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput
from fingerpost.house.reading import log_read
from fingerpost.house.rules import rules_in_force
from fingerpost.notices.services import queue_message
from fingerpost.plans import copies_doors
from fingerpost.plans.models import CopyState, PlanCopy, ReceivedHow, ToldHow, Way, Wrapping
from fingerpost.plans.reaching import find_email, find_mobile
from fingerpost.plans.sealing import hash_token, make_token, seal_phrase, unseal_phrase
from fingerpost.plans.services.acceptance import lock_version
from fingerpost.plans.services.copies import (
    STANDARD,
    CopyForm,
    add_copy,
    document_of,
    lock_copy,
    move,
    tell,
)
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

_NAMES: Final = {
    Wrapping.PDF: ("document.pdf", "application/pdf"),
    Wrapping.ZIP: ("document.zip", "application/zip"),
}
_INSIDE: Final = "document.pdf"
_HEARD: Final = frozenset({ReceivedHow.TEXT.value, ReceivedHow.SPOKEN.value})


@dataclass(frozen=True, slots=True)
class ShownPhrase:
    """A pass phrase for the eyes of whoever tells it, and the same in words to read out."""

    phrase: str
    aloud: tuple[str, ...]


@transaction.atomic
def send_encrypted(
    *,
    actor: Actor,
    now: datetime,
    version_id: UUID,
    link: Callable[[str], str],
    wrapping: str = Wrapping.PDF,
    form: CopyForm = STANDARD,
    late_reason: str = "",
    rules: Rules | None = None,
) -> PlanCopy:
    """Make an encrypted file of a version and queue the mail that carries it, in one transaction.

    ``link`` makes the address of a receipt link from its secret part. Contact safety comes first: raises Conflict
    where no address may be written to now. The file is made once and kept; what is sent are its very bytes.
    """
    rules = rules or rules_in_force()
    version = lock_version(actor=actor, version_id=version_id)
    customer_id = version.plan.customer_id
    reach = find_email(customer_id, now=now)
    if reach.address is None:
        raise Conflict(
            _("The plan can't go by email to this customer now. Print it, or send it by post."),
            code="no_safe_email",
            details={"why": reach.stopped_by},
        )
    phrase, token = make_phrase(on=civil_date(now), rules=rules), make_token()
    document = document_of(version, form)
    name, media_type = _NAMES[Wrapping(wrapping)]
    is_zip = wrapping == Wrapping.ZIP
    stored = store_file(
        actor=actor,
        now=now,
        kind=FileKind.PLAN_COPY,
        customer_id=customer_id,
        name=name,
        media_type=media_type,
        content=encrypt_zip({_INSIDE: document}, phrase) if is_zip else encrypt_pdf(document, phrase),
    )
    message_id = queue_message(
        actor=actor,
        now=now,
        kind="plan_copy",
        way="email",
        address=reach.address,
        subject=_("A file for you"),
        body=_mail_words(link(token)),
        not_after=reach.not_after,
        attachment_id=stored.id,
    )
    return add_copy(
        actor,
        now,
        version,
        Way.ENCRYPTED,
        CopyState.SENT,
        rules=rules,
        form=form,
        late_reason=late_reason,
        wrapping=wrapping,
        file=stored,
        document_sha256=hashlib.sha256(document).hexdigest(),
        message_id=message_id,
        sealed_phrase=seal_phrase(phrase),
        receipt_hash=hash_token(token),
    )


@transaction.atomic
def confirm_receipt(*, actor: Actor, now: datetime, copy_id: UUID, how: str) -> PlanCopy:
    """Keep that the customer said, aloud or by text message (``ReceivedHow``), that the file arrived."""
    if how not in _HEARD:
        raise InvalidInput(_("Say how the customer told you that the file arrived."), code="received_how")
    copy = lock_copy(actor=actor, copy_id=copy_id)
    move(copy, CopyState.RECEIVED)
    copy.received_at, copy.received_how, copy.receipt_hash = now, how, ""
    copy.save(update_fields=["state", "received_at", "received_how", "receipt_hash"])
    tell(actor, now, copy, "plan.copy_received")
    return copy


def confirm_receipt_by_link(token: str) -> bool:
    """Keep that somebody with the link said that the file arrived; False where the link does nothing (any more)."""
    return copies_doors.confirm_receipt(hash_token(token))


@transaction.atomic
def show_phrase(*, actor: Actor, now: datetime, copy_id: UUID) -> ShownPhrase:
    """The pass phrase, for whoever is about to tell it; that it was shown is kept (OI-14.17.xiii).

    Raises Conflict before the file has arrived, and once the phrase is told.
    """
    copy = lock_copy(actor=actor, copy_id=copy_id)
    phrase = _phrase_of(copy)
    log_read(
        actor=actor,
        customer_id=copy.version.plan.customer_id,
        what="plan_phrase",
        reason="to_tell_the_customer",
        now=now,
    )
    tell(actor, now, copy, "plan.phrase_shown")
    return ShownPhrase(phrase, tuple(spoken(phrase)))


@transaction.atomic
def tell_phrase(*, actor: Actor, now: datetime, copy_id: UUID, how: str) -> PlanCopy:
    """Keep how the pass phrase was told (``ToldHow``), never by the way the file went, and erase it (BR-8.4b).

    By text message it is queued here, to a number that is safe. Raises Conflict before the file has arrived, where
    it was told already, or where there is no such number.
    """
    if how not in ToldHow.values:
        raise InvalidInput(
            _("Say how you told the pass phrase: aloud, by text message or by post, never by email."),
            code="told_how",
        )
    copy = lock_copy(actor=actor, copy_id=copy_id)
    phrase = _phrase_of(copy)
    if how == ToldHow.TEXT:
        _send_text(actor, now, copy, phrase)
    move(copy, CopyState.GIVEN)
    copy.sealed_phrase, copy.receipt_hash = None, ""
    copy.told_at, copy.told_how, copy.told_by_id = now, how, actor.account_id
    copy.given_at = now
    copy.save(
        update_fields=[
            "state", "sealed_phrase", "receipt_hash", "told_at", "told_how", "told_by", "given_at",
        ]
    )  # fmt: skip
    tell(actor, now, copy, "plan.copy_given")
    return copy


def _phrase_of(copy: PlanCopy) -> str:
    if copy.state == CopyState.SENT:
        raise Conflict(
            _("The pass phrase is told once the customer has said that the file arrived."),
            code="not_received_yet",
        )
    if copy.state != CopyState.RECEIVED or copy.sealed_phrase is None:
        raise Conflict(
            _("The pass phrase of this file is erased. If the customer can't open it, send a new file."),
            code="phrase_erased",
        )
    return unseal_phrase(bytes(copy.sealed_phrase))


def _send_text(actor: Actor, now: datetime, copy: PlanCopy, phrase: str) -> None:
    reach = find_mobile(copy.version.plan.customer_id, now=now)
    if reach.address is None:
        raise Conflict(
            _("No number is safe for a text message to this customer now. Tell them aloud, or by post."),
            code="no_safe_number",
            details={"why": reach.stopped_by},
        )
    queue_message(
        actor=actor,
        now=now,
        kind="plan_phrase",
        way="text",
        address=reach.address,
        subject="",
        body=_("To open the file that we sent you, type: %(phrase)s") % {"phrase": phrase},
        not_after=reach.not_after,
        customer_id=copy.version.plan.customer_id,
    )


def _mail_words(link: str) -> str:
    """The mail says that a file came and how to say so; not from whom it is, what it is, or about what."""
    return "\n\n".join(
        (
            _("The file with this message is for you. It is locked, so that nobody else can read it."),
            _("Please say that it has arrived. Open this page and press the button:"),
            link,
            _("Then we will tell you how to open it, by telephone, text message or post. Never by email."),
            _("If you did not expect this, delete it. You don't have to do anything else."),
        )
    )
