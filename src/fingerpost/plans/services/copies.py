"""Gives a version to the customer: in their account, printed, by post; and logs every print (BR-8.3, BR-30.5).

Encrypted files are in ``sending``. Each copy is one row with one way; ``rules.copies.MOVES`` says what may become of
it.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.customers.models import Address
from fingerpost.files.documents import make_plan_document
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import NoticeGiven
from fingerpost.interactions.queries.attendances import may_change
from fingerpost.plans.accounts import has_account
from fingerpost.plans.content import sha256_of
from fingerpost.plans.models import CopyPurpose, CopyState, Format, PlanAcceptance, PlanCopy, PlanVersion, Way
from fingerpost.plans.rules import copies as copy_rules
from fingerpost.plans.services.acceptance import lock_version, newer_version
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

_TRACKING: Final = re.compile(r"^[A-Z0-9]{8,40}$")
_BETWEEN: Final = re.compile(r"[\s-]+")


class DamagedVersion(Exception):
    """The content of a version is not what was frozen. Nothing a reader can put right."""

    def __init__(self, version_id: UUID) -> None:
        super().__init__(f"version {version_id} does not have the hash it was made with")
        self.version_id = version_id


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyForm:
    """In which form the same content is given; ``language`` is the second one where there are two."""

    format: str = Format.STANDARD
    language: str = "en-GB"


STANDARD: Final = CopyForm()


def document_of(version: PlanVersion, form: CopyForm = STANDARD) -> bytes:
    """The document of a version: the same version in the same form gives the same bytes. Raises DamagedVersion."""
    _check_content(version)
    return make_plan_document(json.loads(version.content), format=form.format, language=form.language)


def print_of(copy: PlanCopy) -> bytes:
    """The document of a copy on paper; one for the file has lines to sign on (OI-9.6). Raises DamagedVersion."""
    return _print_of(copy.version, CopyForm(format=copy.format, language=copy.language), copy.purpose)


def _print_of(version: PlanVersion, form: CopyForm, purpose: str) -> bytes:
    if purpose != CopyPurpose.FOR_FILE:
        return document_of(version, form)
    _check_content(version)
    content = json.loads(version.content)
    return make_plan_document(content, format=form.format, language=form.language, with_signature=True)


def _check_content(version: PlanVersion) -> None:
    if sha256_of(version.content) != version.content_sha256:
        raise DamagedVersion(version.id)


@transaction.atomic
def give_by_account(*, actor: Actor, now: datetime, version_id: UUID, rules: Rules | None = None) -> PlanCopy:
    """Keep that the customer has the version in their account, which is the first way of BR-8.3.

    Raises Conflict where they have none.
    """
    version = lock_version(actor=actor, version_id=version_id)
    if not has_account(version.plan.customer_id):
        raise Conflict(
            _("The customer has no account yet, so the plan can't be given there. Choose another way."),
            code="no_account",
        )
    return add_copy(actor, now, version, Way.ACCOUNT, CopyState.GIVEN, rules=rules, given_at=now)


@transaction.atomic
def print_copy(
    *,
    actor: Actor,
    now: datetime,
    version_id: UUID,
    purpose: str = CopyPurpose.FOR_CUSTOMER,
    form: CopyForm = STANDARD,
    is_given: bool = False,
    late_reason: str = "",
    rules: Rules | None = None,
) -> PlanCopy:
    """Log a print with its purpose, and until when one that stays with the service is kept (BR-30.5).

    ``is_given``: the adviser hands it over now. ``document_sha256`` is of the bytes that ``print_of`` makes.
    """
    rules = rules or rules_in_force()
    version = lock_version(actor=actor, version_id=version_id)
    is_theirs = purpose == CopyPurpose.FOR_CUSTOMER
    state = CopyState.KEPT if not is_theirs else CopyState.GIVEN if is_given else CopyState.DUE
    return add_copy(
        actor,
        now,
        version,
        Way.PRINT,
        state,
        rules=rules,
        form=form,
        purpose=purpose,
        late_reason=late_reason,
        document_sha256=hashlib.sha256(_print_of(version, form, purpose)).hexdigest(),
        keep_until=copy_rules.keep_until(purpose, on=civil_date(now), rules=rules),
        given_at=now if is_theirs and is_given else None,
    )


@transaction.atomic
def prepare_post(
    *,
    actor: Actor,
    now: datetime,
    version_id: UUID,
    form: CopyForm = STANDARD,
    late_reason: str = "",
    rules: Rules | None = None,
) -> PlanCopy:
    """Make a copy that is to be posted to where the customer lives now (OI-14.17.vii).

    Raises Conflict where no address is held.
    """
    version = lock_version(actor=actor, version_id=version_id)
    if not has_address(version.plan.customer_id):
        raise Conflict(
            _("No address is held to post the plan to. Add one to the record, or print the plan."),
            code="no_address",
        )
    return add_copy(
        actor,
        now,
        version,
        Way.POST,
        CopyState.DUE,
        rules=rules,
        form=form,
        late_reason=late_reason,
        document_sha256=hashlib.sha256(document_of(version, form)).hexdigest(),
    )


@transaction.atomic
def post_copy(
    *, actor: Actor, now: datetime, copy_id: UUID, tracking: str, late_reason: str = ""
) -> PlanCopy:
    """Keep that a copy was posted, with the number by which it is tracked (OI-14.17.iv).

    Raises InvalidInput without such a number: recorded and registered post are not accepted. A copy that is late
    has a reason (OI-12.22j).
    """
    copy = lock_copy(actor=actor, copy_id=copy_id)
    number = _BETWEEN.sub("", tracking).upper()
    if not _TRACKING.match(number):
        raise InvalidInput(
            _("Enter the tracking number of special delivery or of the courier, 8 to 40 letters and digits."),
            code="no_tracking_number",
        )
    if copy.way != Way.POST:
        raise Conflict(_("This copy does not go by post."), code="not_by_post")
    copy.tracking = number
    return _give(actor, now, copy, late_reason)


@transaction.atomic
def mark_given(*, actor: Actor, now: datetime, copy_id: UUID, late_reason: str = "") -> PlanCopy:
    """Keep that the customer has a print in hand. A copy that is late has a reason (OI-12.22j)."""
    copy = lock_copy(actor=actor, copy_id=copy_id)
    if copy.way != Way.PRINT:
        raise Conflict(_("Only a print is given in hand."), code="not_a_print")
    return _give(actor, now, copy, late_reason)


@transaction.atomic
def stop_copy(*, actor: Actor, now: datetime, copy_id: UUID) -> PlanCopy:
    """Stop a copy that is not to reach the customer; its pass phrase and its link are erased."""
    copy = lock_copy(actor=actor, copy_id=copy_id)
    move(copy, CopyState.STOPPED)
    copy.sealed_phrase, copy.receipt_hash = None, ""
    copy.save(update_fields=["state", "sealed_phrase", "receipt_hash"])
    tell(actor, now, copy, "plan.copy_stopped")
    return copy


def has_address(customer_id: UUID) -> bool:
    """Whether there is a place to post to: lines beside a postcode, where the customer lives now."""
    return Address.objects.filter(customer_id=customer_id, until_on__isnull=True).exclude(line_1="").exists()


def has_privacy_notice(version: PlanVersion) -> bool:
    """Whether the customer was shown the privacy notice, with the plan or before advice (OI-9.14)."""
    shown = PlanAcceptance.objects.filter(version__plan_id=version.plan_id).exclude(privacy_notice="")
    return (
        shown.exists()
        or NoticeGiven.objects.filter(customer_id=version.plan.customer_id, kind="privacy").exists()
    )


def lock_copy(*, actor: Actor, copy_id: UUID) -> PlanCopy:
    """A copy, held until the end of the transaction. Raises NotFound or NotPermitted."""
    copy = (
        PlanCopy.objects.select_for_update(of=("self",))
        .select_related("version__plan", "version__attendance__session")
        .filter(id=copy_id)
        .first()
    )
    if copy is None:
        raise NotFound(_("There is no copy of a plan here that you can see."), code="copy_not_found")
    if not may_change(actor, copy.version.attendance.session):
        raise NotPermitted(
            _("Another organisation made this plan, so you can read it but not change anything about it."),
            code="not_your_session",
        )
    return copy


def move(copy: PlanCopy, to: CopyState) -> None:
    """Let a copy become something else. Raises Conflict with from and to where it may not."""
    if not copy_rules.may_move(copy.state, to):
        raise Conflict(
            _("This copy is “%(state)s” now, so nothing was changed. Look at the page again.")
            % {"state": copy.get_state_display()},
            code="copy_moved_on",
            details={"from": copy.state, "to": to.value},
        )
    copy.state = to


def add_copy(
    actor: Actor,
    now: datetime,
    version: PlanVersion,
    way: Way,
    state: CopyState,
    *,
    rules: Rules | None,
    form: CopyForm = STANDARD,
    purpose: str = CopyPurpose.FOR_CUSTOMER,
    late_reason: str = "",
    **facts: Any,
) -> PlanCopy:
    """Add one copy of a locked version, with its clock (OI-12.22j); the caller says what else is known of it."""
    due_at = None
    if purpose == CopyPurpose.FOR_CUSTOMER:
        _refuse_sharing(version, way)
        due_at = _due_at(version, way, late_reason, now=now, rules=rules or rules_in_force())
    copy = PlanCopy.objects.create(
        version=version,
        way=way,
        format=form.format,
        language=form.language,
        purpose=purpose,
        state=state,
        due_at=due_at,
        late_reason=late_reason,
        made_by_id=actor.account_id,
        made_at=now,
        **facts,
    )
    tell(actor, now, copy, "plan.copy_given" if state == CopyState.GIVEN else "plan.copy_made")
    return copy


def tell(actor: Actor, now: datetime, copy: PlanCopy, kind: str) -> None:
    """Write the event of something that became of a copy."""
    events.record(
        kind,
        actor=actor,
        now=now,
        customer_id=copy.version.plan.customer_id,
        subject={
            "copy": copy.id,
            "version": copy.version_id,
            "plan": copy.version.plan_id,
            "way": str(copy.way),
        },
    )


def _give(actor: Actor, now: datetime, copy: PlanCopy, late_reason: str) -> PlanCopy:
    move(copy, CopyState.GIVEN)
    if copy_rules.is_late(due_at=copy.due_at, done=None, now=now) and not copy.late_reason:
        copy.late_reason = late_reason
        copy.due_at = _due_at(copy.version, Way(copy.way), late_reason, now=now, rules=rules_in_force())
    copy.given_at = now
    copy.save(update_fields=["state", "given_at", "tracking", "late_reason", "due_at"])
    tell(actor, now, copy, "plan.copy_given")
    return copy


def _refuse_sharing(version: PlanVersion, way: Way) -> None:
    if newer_version(version) is not None:
        raise Conflict(
            _("The plan has changed since. Give the customer the newest version."), code="newer_version"
        )
    if not has_privacy_notice(version):
        raise Conflict(
            _(
                "Show the customer the privacy notice before the plan leaves the service, and say that you did."
            ),
            code="privacy_not_shown",
        )
    waiting = PlanCopy.objects.filter(version=version, way=way, state__in=copy_rules.OPEN_STATES)
    if waiting.exists():
        raise Conflict(
            _("A copy is on its way like this already. Finish or stop that one first."),
            code="copy_on_its_way",
        )


def _due_at(version: PlanVersion, way: Way, late_reason: str, *, now: datetime, rules: Rules) -> datetime:
    session = version.attendance.session
    at_once = copy_rules.clock_for(
        channel=session.channel,
        started_at=session.started_at,
        ended_at=session.ended_at,
        is_exception=False,
        rules=rules,
    )
    if not copy_rules.needs_reason(channel=session.channel, way=way, clock=at_once, now=now):
        return at_once.due_at
    if not late_reason:
        raise InvalidInput(_("Say why the customer does not have the plan in time."), code="late_reason")
    return copy_rules.clock_for(
        channel=session.channel,
        started_at=session.started_at,
        ended_at=session.ended_at,
        is_exception=True,
        rules=rules,
    ).due_at
