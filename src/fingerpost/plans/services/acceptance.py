"""Keeps what the customer answered when they were asked to accept a version, by whichever route."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.files.models import FileKind, StoredFile
from fingerpost.files.services import store_file
from fingerpost.files.uploads import ENDINGS, JPEG, PDF, PNG, check_upload
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Captured
from fingerpost.interactions.queries.attendances import may_change
from fingerpost.interactions.queries.second_checks import list_writers
from fingerpost.interactions.rules.contacts import notice_text
from fingerpost.plans.models import Answer, Plan, PlanAcceptance, PlanVersion, Route
from fingerpost.plans.rules.acceptance import (
    AcceptanceGap,
    AnswerFacts,
    missing_for,
    read_slip_code,
    slip_code,
)
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

_DRAWN_TYPES: Final = frozenset({PNG})
_SCAN_TYPES: Final = frozenset({PDF, PNG, JPEG})

GAP_WORDS: Final[Mapping[AcceptanceGap, Promise | str]] = MappingProxyType(
    {
        AcceptanceGap.ROUTE: gettext_lazy("Select how the customer accepted the plan"),
        AcceptanceGap.ROUTE_NOT_OPEN: gettext_lazy(
            "This way of accepting needs the customer in the room. Choose another"
        ),
        AcceptanceGap.PRIVACY: gettext_lazy(
            "Show the customer the privacy notice first, and say that you did"
        ),
        AcceptanceGap.SIGNED_NAME: gettext_lazy("Enter the name that the customer typed"),
        AcceptanceGap.CONFIRMED: gettext_lazy("The customer confirms that they agree with the plan"),
        AcceptanceGap.WITNESS: gettext_lazy("Select who was there"),
        AcceptanceGap.SUPPORTER_NAME: gettext_lazy("Enter the name of the supporter"),
        AcceptanceGap.SUPPORTER_WHY: gettext_lazy("Enter why the supporter signs for the customer"),
        AcceptanceGap.CODE: gettext_lazy("Enter the code that is printed on the slip"),
        AcceptanceGap.FILE: gettext_lazy("The signature is missing. Sign again, or choose another way"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What came with an acceptance. ``content`` are the bytes of a drawn signature or of a scan."""

    signed_name: str = ""
    has_confirmed: bool = False
    supporter_name: str = ""
    witness_id: UUID | None = None
    code: str = ""
    file_name: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """In which language the plan was gone through, whether it was read back, and who helped (``Helper``)."""

    language: str = "en-GB"
    read_back: bool = False
    helper: str = ""


_NO_PROOF: Final = Proof()
_IN_ENGLISH: Final = Understanding()


@transaction.atomic
def record_answer(
    *,
    actor: Actor,
    now: datetime,
    version_id: UUID,
    answer: str,
    route: str = "",
    proof: Proof = _NO_PROOF,
    understanding: Understanding = _IN_ENGLISH,
    reason: str = "",
    privacy_shown: bool = False,
    happened_at: datetime | None = None,
    rules: Rules | None = None,
) -> PlanAcceptance:
    """Keep an answer (``Answer``) to a version; all routes (``Route``) count alike (OI-8.11, OI-8.15b, OI-9.6).

    ``happened_at`` is when the customer answered, ``now`` where nobody says otherwise. OI-9.14: the version of the
    privacy notice that was shown is kept. Raises InvalidInput for what a route still needs or a slip of another
    version (OI-8.18), Conflict where a newer version exists or this one is accepted already.
    """
    rules = rules or rules_in_force()
    version = lock_version(actor=actor, version_id=version_id)
    happened_at = happened_at or now
    if not version.made_at <= happened_at <= now:
        raise InvalidInput(
            _("The customer can't have answered before the plan was made, or in the future. Mend the date."),
            code="answered_at_no_time",
        )
    _refuse_settled(version)
    accepts = answer == Answer.ACCEPTED
    _refuse_gaps(version, answer, route, proof, reason, privacy_shown=privacy_shown)
    if accepts and proof.witness_id is not None:
        _check_witness(actor, proof.witness_id, on=civil_date(now))
    code = _checked_code(version, proof.code) if accepts and route == Route.SLIP else ""
    notice = notice_text(rules, "privacy", on=civil_date(happened_at)) if privacy_shown else None
    row = PlanAcceptance.objects.create(
        version=version,
        answer=answer,
        route=route if accepts else "",
        signed_name=proof.signed_name if accepts and route == Route.TYPED else "",
        supporter_name=proof.supporter_name if accepts and route == Route.SUPPORTER else "",
        witness_id=proof.witness_id if accepts and route in (Route.SPOKEN, Route.MARK) else None,
        code=code,
        file=_keep_file(actor, now, version, route, proof) if accepts else None,
        language=understanding.language,
        read_back=understanding.read_back,
        helper=understanding.helper,
        privacy_notice=notice.version if notice else "",
        reason=reason,
        captured=Captured.LIVE if civil_date(happened_at) == civil_date(now) else Captured.AFTERWARDS,
        happened_at=happened_at,
        recorded_by_id=actor.account_id,
    )
    events.record(
        f"plan.{answer}",
        actor=actor,
        now=now,
        customer_id=version.plan.customer_id,
        subject={"version": version.id, "plan": version.plan_id, "attendance": version.attendance_id},
    )
    return row


def lock_version(*, actor: Actor, version_id: UUID) -> PlanVersion:
    """A version whose plan is held until the end of the transaction. Raises NotFound or NotPermitted.

    Versions are never changed, so the plan stands in for all of them: two answers, or two copies, wait in line.
    """
    version = PlanVersion.objects.select_related("plan", "attendance__session").filter(id=version_id).first()
    if version is None:
        raise NotFound(_("There is no plan here that you can see."), code="version_not_found")
    if not may_change(actor, version.attendance.session):
        raise NotPermitted(
            _("Another organisation made this plan, so you can read it but not change anything about it."),
            code="not_your_session",
        )
    Plan.objects.select_for_update(no_key=True).get(id=version.plan_id)
    return version


def newer_version(version: PlanVersion) -> PlanVersion | None:
    """The newest version after this one; None where this is the newest."""
    return (
        PlanVersion.objects.filter(plan_id=version.plan_id, number__gt=version.number)
        .order_by("-number")
        .first()
    )


def _refuse_settled(version: PlanVersion) -> None:
    if newer_version(version) is not None:
        raise Conflict(
            _("The plan has changed since. Ask the customer to accept the newest version."),
            code="newer_version",
            details={"version": str(version.id)},
        )
    if PlanAcceptance.objects.filter(version=version, answer=Answer.ACCEPTED).exists():
        raise Conflict(_("This version is accepted already."), code="accepted_already")


def _refuse_gaps(
    version: PlanVersion, answer: str, route: str, proof: Proof, reason: str, *, privacy_shown: bool
) -> None:
    gaps = missing_for(
        AnswerFacts(
            answer=answer,
            route=route,
            channel=version.attendance.session.channel,
            privacy_shown=privacy_shown,
            has_signed_name=bool(proof.signed_name),
            has_confirmed=proof.has_confirmed,
            has_witness=proof.witness_id is not None,
            has_supporter_name=bool(proof.supporter_name),
            has_reason=bool(reason),
            has_code=bool(proof.code),
            has_file=bool(proof.content),
        )
    )
    if gaps:
        raise InvalidInput(f"{GAP_WORDS[gaps[0]]}.", code=f"acceptance_{gaps[0].value}")


def _check_witness(actor: Actor, witness_id: UUID, *, on: date) -> None:
    if witness_id == actor.account_id or witness_id in {one for one, _name in list_writers(actor, on=on)}:
        return
    raise InvalidInput(
        _("The witness must be you or somebody who works for your organisation now."), code="no_such_witness"
    )


def _checked_code(version: PlanVersion, typed: str) -> str:
    """The code of this version, where that is what was keyed (OI-8.18)."""
    code, wanted = read_slip_code(typed), slip_code(version.content_sha256)
    if code is not None and hmac.compare_digest(code, wanted):
        return wanted
    others = PlanVersion.objects.filter(plan_id=version.plan_id).exclude(id=version.id)
    number = next(
        (
            number
            for number, content_hash in others.order_by("-number").values_list("number", "content_sha256")[
                :500
            ]
            if slip_code(content_hash) == code
        ),
        None,
    )
    if number is not None:
        raise InvalidInput(
            _(
                "This slip was signed for version %(number)s of the plan, and the plan has changed since. Ask the "
                "customer to accept this version."
            )
            % {"number": number},
            code="slip_of_another_version",
        )
    raise InvalidInput(
        _(
            "This code does not belong to this plan. Compare it with the slip letter by letter; if it is the same, "
            "the slip was signed for another plan, and the customer has not accepted this one."
        ),
        code="slip_of_no_version",
    )


def _keep_file(
    actor: Actor, now: datetime, version: PlanVersion, route: str, proof: Proof
) -> StoredFile | None:
    """Keep a drawn signature or a scan. Raises InvalidInput for what is no such file, or is too large."""
    if route not in (Route.DRAWN, Route.SCAN):
        return None
    is_drawn = route == Route.DRAWN
    upload = check_upload(proof.file_name, proof.content, accepts=_DRAWN_TYPES if is_drawn else _SCAN_TYPES)
    ending = ENDINGS[upload.media_type]
    return store_file(
        actor=actor,
        now=now,
        kind=FileKind.SIGNATURE if is_drawn else FileKind.SIGNED_PRINT,
        customer_id=version.plan.customer_id,
        name=f"signature.{ending}" if is_drawn else f"signed-plan.{ending}",
        media_type=upload.media_type,
        content=proof.content,
    )
