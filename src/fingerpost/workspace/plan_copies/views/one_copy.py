"""What may be done with one copy, and what its page says. One button each; a refusal comes back in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput
from fingerpost.house.forms import Form
from fingerpost.house.rules import rules_in_force
from fingerpost.notices.doors import Standing as MessageStanding
from fingerpost.notices.models import MessageState
from fingerpost.plans.models import CopyState, PlanCopy, Way
from fingerpost.plans.reaching import find_mobile
from fingerpost.plans.rules.copies import CopyClock, done_at, is_late, receipt_due_at
from fingerpost.plans.services import copies as services
from fingerpost.plans.services import sending
from fingerpost.plans.services.sending import ShownPhrase
from fingerpost.workspace.plan_copies.forms import LateForm, PostedForm, ReceivedForm, ToldForm
from fingerpost.workspace.plan_copies.views.common import Standing
from fingerpost.workspace.plan_copies.words import clock_words, moment_words, state_tag, state_words


@dataclass(slots=True)
class Done:
    """What came of a button: words, a phrase that was shown, forms that were refused, or what stands in the way."""

    message: str = ""
    shown: ShownPhrase | None = None
    forms: dict[str, Form] = field(default_factory=dict)
    conflict: str = ""


def act_on(actor: Actor, copy: PlanCopy, sent: QueryDict, *, now: datetime) -> Done:
    """Do what the button says. Raises InvalidInput for a button that no page has."""
    act = _ACTS.get(sent.get("do", ""))
    if act is None:
        raise InvalidInput(_("Use one of the buttons of the page."), code="no_such_button")
    try:
        return act(actor, copy, sent, now)
    except Conflict as conflict:
        return Done(conflict=conflict.message)


def copy_context(
    standing: Standing,
    copy: PlanCopy,
    *,
    message: MessageStanding | None,
    now: datetime,
    forms: Mapping[str, Form],
) -> dict[str, Any]:
    """What the page of one copy says and asks."""
    ids = [standing.attendance.id, copy.id]
    channel = standing.version.attendance.session.channel
    done = (
        None
        if copy.state in (CopyState.STOPPED, CopyState.UNCONFIRMED)
        else done_at(channel=channel, way=copy.way, made_at=copy.made_at, given_at=copy.given_at)
    )
    has_number = find_mobile(standing.customer_id, now=now).address is not None
    return {
        "copy": copy,
        "tag": state_tag(copy),
        "state": state_words(copy),
        "facts": _facts(copy),
        "clock": clock_words(CopyClock(copy.due_at, ""), done=done, now=now) if copy.due_at else None,
        "document_href": reverse("workspace:plan_copy_document", args=ids) if _has_document(copy) else "",
        "letter_href": reverse("workspace:plan_copy_letter", args=ids) if copy.way == Way.POST else "",
        "given_form": forms.get("given") or LateForm(is_late=_wants_reason(copy, now)),
        "posted_form": forms.get("posted") or PostedForm(is_late=_wants_reason(copy, now)),
        "received_form": forms.get("received") or ReceivedForm(),
        "told_form": forms.get("told") or ToldForm(has_number=has_number),
        "page_forms": list(forms.values()),
        "page_has_errors": bool(forms),
        "falls_at": moment_words(receipt_due_at(copy.made_at, rules=rules_in_force()))
        if copy.state == CopyState.SENT
        else "",
        "mail_failed": message is not None and message.state == MessageState.FAILED,
        "mail_perhaps": message is not None and message.state == MessageState.PERHAPS_SENT,
        "replaced_by": PlanCopy.objects.filter(instead_of=copy).first(),
    }


def _facts(copy: PlanCopy) -> list[dict[str, Any]]:
    """How the copy came to stand as it does."""
    rows = [
        (_("Form"), str(copy.get_format_display())),
        (_("What it is for"), str(copy.get_purpose_display())),
        (_("Made"), _by(copy.made_at, copy.made_by.full_name if copy.made_by else "")),
        (_("Wrapped as"), str(copy.get_wrapping_display()) if copy.wrapping else ""),
        (_("Arrived"), _how(copy.received_at, str(copy.get_received_how_display()))),
        (_("Pass phrase told"), _how(copy.told_at, str(copy.get_told_how_display()))),
        (_("Given"), moment_words(copy.given_at) if copy.given_at else ""),
        (_("Tracking number"), copy.tracking),
        (_("Why not in time"), copy.late_reason),
        (_("Destroy it by"), f"{copy.keep_until:%d/%m/%Y}" if copy.keep_until else ""),
    ]
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in rows if value]


def _by(moment: datetime, name: str) -> str:
    if not name:
        return _("%(moment)s, by the service") % {"moment": moment_words(moment)}
    return _("%(moment)s, by %(name)s") % {"moment": moment_words(moment), "name": name}


def _how(moment: datetime | None, how: str) -> str:
    return f"{moment_words(moment)}. {how}." if moment else ""


def _has_document(copy: PlanCopy) -> bool:
    """Whether there is a document to print: of a print or of the post, while it is wanted."""
    return copy.way in (Way.PRINT, Way.POST) and copy.state in (
        CopyState.DUE,
        CopyState.GIVEN,
        CopyState.KEPT,
    )


def _wants_reason(copy: PlanCopy, now: datetime) -> bool:
    return not copy.late_reason and is_late(due_at=copy.due_at, done=None, now=now)


def _given(actor: Actor, copy: PlanCopy, sent: QueryDict, now: datetime) -> Done:
    form = LateForm(sent, is_late=_wants_reason(copy, now))
    if not form.is_valid():
        return Done(forms={"given": form})
    services.mark_given(
        actor=actor, now=now, copy_id=copy.id, late_reason=form.cleaned_data.get("late_reason") or ""
    )
    return Done(_("The customer has the plan."))


def _posted(actor: Actor, copy: PlanCopy, sent: QueryDict, now: datetime) -> Done:
    form = PostedForm(sent, is_late=_wants_reason(copy, now))
    if not form.is_valid():
        return Done(forms={"posted": form})
    try:
        services.post_copy(
            actor=actor,
            now=now,
            copy_id=copy.id,
            tracking=form.cleaned_data["tracking"],
            late_reason=form.cleaned_data.get("late_reason") or "",
        )
    except InvalidInput as refusal:
        form.add_error("tracking", refusal.message)
        return Done(forms={"posted": form})
    return Done(_("The plan is in the post."))


def _received(actor: Actor, copy: PlanCopy, sent: QueryDict, now: datetime) -> Done:
    form = ReceivedForm(sent)
    if not form.is_valid():
        return Done(forms={"received": form})
    sending.confirm_receipt(actor=actor, now=now, copy_id=copy.id, how=form.cleaned_data["received_how"])
    return Done(_("The file has arrived. Now tell the customer the pass phrase."))


def _show(actor: Actor, copy: PlanCopy, sent: QueryDict, now: datetime) -> Done:
    return Done(shown=sending.show_phrase(actor=actor, now=now, copy_id=copy.id))


def _told(actor: Actor, copy: PlanCopy, sent: QueryDict, now: datetime) -> Done:
    has_number = find_mobile(copy.version.plan.customer_id, now=now).address is not None
    form = ToldForm(sent, has_number=has_number)
    if not form.is_valid():
        return Done(forms={"told": form})
    sending.tell_phrase(actor=actor, now=now, copy_id=copy.id, how=form.cleaned_data["told_how"])
    return Done(_("The customer has the plan. The pass phrase is erased here."))


def _stop(actor: Actor, copy: PlanCopy, sent: QueryDict, now: datetime) -> Done:
    services.stop_copy(actor=actor, now=now, copy_id=copy.id)
    return Done(_("This copy is stopped."))


_Act = Callable[[Actor, PlanCopy, QueryDict, datetime], Done]
_ACTS: Final[Mapping[str, _Act]] = {
    "given": _given,
    "posted": _posted,
    "received": _received,
    "show": _show,
    "told": _told,
    "stop": _stop,
}
