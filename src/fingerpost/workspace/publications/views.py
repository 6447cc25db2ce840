"""Pages of packs: what was published, proposing one, approving it, confirming that it was read."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fingerpost.house.errors import NotFound, NotPermitted
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of, page_asked
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.policy.civil import civil_date
from fingerpost.rulebook import queries, services
from fingerpost.rulebook.access import may_see_notice_log, scopes_for
from fingerpost.rulebook.models import Proposal, Scope
from fingerpost.rulebook.reading import PackRefused, ReadPack, changes_of, read_pack
from fingerpost.staff.access import Capability
from fingerpost.workspace.publications.changed import MOST_SHOWN, change_lines
from fingerpost.workspace.publications.forms import (
    APPROVE,
    DecisionForm,
    PackForm,
    ReadForm,
    TakeBackForm,
)
from fingerpost.workspace.publications.telling import propose_and_tell, publish_and_tell

_UNPROCESSABLE: Final = 422
_PAGE: Final = 20
_MAY_PROPOSE: Final = (Capability.PUBLISH_RULES, Capability.EXTEND_WORDS)


@requires(Capability.READ_RULES)
@require_safe
def publications(request: HttpRequest) -> HttpResponse:
    """What was published, the newest first, and what waits for a second person in one's own organisation."""
    actor = actor_of(request)
    number = page_asked(request)
    found = queries.list_publications(start=(number - 1) * _PAGE, limit=_PAGE + 1)
    may_propose = bool(scopes_for(actor))
    return render(
        request,
        "workspace/publications/list.html",
        {
            "publications": found[:_PAGE],
            "number": number,
            "has_next": len(found) > _PAGE,
            "may_propose": may_propose,
            "may_see_words_log": actor.can(Capability.EXTEND_WORDS),
            "proposals": queries.list_open_proposals() if may_propose else [],
        },
    )


@requires(Capability.READ_RULES)
@require_safe
def publication(request: HttpRequest, publication_id: UUID) -> HttpResponse:
    """One publication: what it changed, who is behind it, and who has confirmed it."""
    actor = actor_of(request)
    found = queries.get_publication(publication_id)
    changes = changes_of(found)
    may_see_log = may_see_notice_log(actor)
    return render(
        request,
        "workspace/publications/publication.html",
        {
            "publication": found,
            "changes": change_lines(changes, rules_in_force()),
            "more": max(0, len(changes) - MOST_SHOWN),
            "log": queries.list_notice_log(found) if may_see_log else [],
            "may_see_log": may_see_log,
            "may_see_text": may_see_log
            and (found.scope == Scope.EVERYBODY or found.organisation_id == actor.organisation_id),
            "must_confirm": actor.can(Capability.ACKNOWLEDGE_RULES)
            and queries.was_notified(actor, found)
            and queries.find_acknowledgement(actor, found) is None,
            "may_take_back": found.scope == Scope.EVERYBODY and Scope.EVERYBODY in scopes_for(actor),
        },
    )


@requires(*_MAY_PROPOSE)
@require_http_methods(["GET", "POST"])
@submit_once
def propose_pack(request: HttpRequest) -> HttpResponse:
    """Write a pack, see what it would change, and send it to a second person. Nothing typed is lost."""
    actor, now = actor_of(request), timezone.now()
    scopes = scopes_for(actor)
    if not scopes:
        raise NotPermitted(
            _("The agency and prime contractors add rules. Ask your prime contractor."),
            code="may_not_publish",
        )
    form = PackForm(request.POST or None, scopes=scopes, initial={"text": _prefilled(request, scopes)})
    pack: ReadPack | None = None
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        scope = Scope(cleaned["scope"])
        try:
            pack = read_pack(cleaned["text"], scope=scope, organisation_id=actor.organisation_id)
            if request.POST.get("step") == "send":
                propose_and_tell(
                    actor=actor,
                    now=now,
                    text=cleaned["text"],
                    scope=scope,
                    reason=cleaned["reason"],
                    is_correction=form.is_correction,
                )
                messages.success(request, _("The pack waits for a colleague to approve it."))
                return redirect("workspace:publications")
            services.ensure_days(pack, today=civil_date(now), is_correction=form.is_correction)
        except PackRefused as refused:
            pack = None
            if refused.faults:
                form.add_faults(refused.faults)
            else:
                form.add_error("correction", refused.message)
    return render(
        request,
        "workspace/publications/propose.html",
        {"form": form, "chooses_scope": len(scopes) > 1, **_preview(pack)},
        status=_UNPROCESSABLE if form.errors else 200,
    )


@requires(*_MAY_PROPOSE)
@require_http_methods(["GET", "POST"])
@submit_once
def approve_pack(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Read a proposal and decide; its author may only take it back (XD-1)."""
    actor, now = actor_of(request), timezone.now()
    proposal = queries.get_open_proposal(proposal_id)
    is_author = proposal.proposed_by_id == actor.account_id
    form = (TakeBackForm if is_author else DecisionForm)(request.POST if request.method == "POST" else None)
    pack, trouble = _read_again(proposal)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["decision"] == APPROVE:
            try:
                made = publish_and_tell(actor=actor, now=now, proposal_id=proposal.id)
            except PackRefused as refused:
                form.add_error("decision", refused.message)
            else:
                messages.success(request, _("Published. Every organisation that must confirm it was told."))
                return redirect("workspace:publication", made.id)
        else:
            services.close_proposal(
                actor=actor, now=now, proposal_id=proposal.id, reason=form.cleaned_data.get("reason") or ""
            )
            messages.success(request, _("The proposal is closed. Nothing was published."))
            return redirect("workspace:publications")
    return render(
        request,
        "workspace/publications/proposal.html",
        {"proposal": proposal, "form": form, "is_author": is_author, "trouble": trouble, **_preview(pack)},
        status=_UNPROCESSABLE if form.errors else 200,
    )


@requires(Capability.ACKNOWLEDGE_RULES)
@require_http_methods(["GET", "POST"])
@submit_once
def acknowledge_publication(request: HttpRequest, publication_id: UUID) -> HttpResponse:
    """Read new rules and confirm them for one's organisation (BR-0.3)."""
    actor, now = actor_of(request), timezone.now()
    found = queries.get_publication(publication_id)
    if not queries.was_notified(actor, found):
        raise NotFound(_("Your organisation was not asked to confirm this."), code="not_notified")
    form = ReadForm(
        request.POST if request.method == "POST" else None,
        label=_("Confirm for your organisation"),
        box=_("We have read these rules and work by them from their days on"),
        missing=_("the box once you have read the rules"),
    )
    if request.method == "POST" and form.is_valid():
        services.acknowledge_publication(actor=actor, now=now, publication_id=found.id)
        messages.success(request, _("Confirmed for your organisation."))
        return redirect("workspace:publication", found.id)
    changes = changes_of(found)
    return render(
        request,
        "workspace/publications/acknowledge.html",
        {
            "publication": found,
            "form": form,
            "done": queries.find_acknowledgement(actor, found),
            "changes": change_lines(changes, rules_in_force()),
            "more": max(0, len(changes) - MOST_SHOWN),
        },
        status=_UNPROCESSABLE if form.errors else 200,
    )


@requires(Capability.KNOW_WORDS, Capability.EXTEND_WORDS)
@require_http_methods(["GET", "POST"])
@submit_once
def know_words(request: HttpRequest) -> HttpResponse:
    """Read the list of words that can't be kept, and confirm it; see who of one's organisation has (BR-A.2)."""
    actor, now = actor_of(request), timezone.now()
    writes, answers = actor.can(Capability.KNOW_WORDS), actor.can(Capability.EXTEND_WORDS)
    if request.method == "POST" and not writes:
        raise NotPermitted(_("Whoever writes in records confirms the list."), code="need_not_confirm")
    form = ReadForm(
        request.POST if request.method == "POST" else None,
        label=_("Confirm for yourself"),
        box=_("I have read the list and know that these words can't be kept in a record, a plan or a note"),
        missing=_("the box once you have read the list"),
    )
    if request.method == "POST" and form.is_valid():
        services.confirm_words(actor=actor, now=now)
        messages.success(request, _("Thank you. You are asked again when the list changes."))
        return redirect("workspace:today")
    return render(
        request,
        "workspace/publications/words.html",
        {
            "form": form if writes else None,
            "done": queries.find_words_confirmation(actor, now=now) if writes else None,
            "answers": answers,
            "people": queries.list_who_knows_words(actor, now=now) if answers else [],
        },
        status=_UNPROCESSABLE if form.errors else 200,
    )


def _prefilled(request: HttpRequest, scopes: tuple[Scope, ...]) -> str:
    """The text to begin with: a pack that takes a publication back from tomorrow, or an example."""
    tomorrow = civil_date(timezone.now()) + timedelta(days=1)
    asked = request.GET.get("takes_back", "")
    if not asked or Scope.EVERYBODY not in scopes:
        return ""
    try:
        found = queries.get_publication(UUID(asked))
    except (ValueError, NotFound):
        return ""
    return queries.withdrawing_text(found, from_day=tomorrow) if found.scope == Scope.EVERYBODY else ""


def _read_again(proposal: Proposal) -> tuple[ReadPack | None, tuple[str, ...]]:
    """The pack over what is published now, or why it can't be published any more."""
    try:
        pack = read_pack(proposal.text, scope=Scope(proposal.scope), organisation_id=proposal.organisation_id)
    except PackRefused as refused:
        return None, tuple(str(fault) for fault in refused.faults) or (refused.message,)
    return pack, ()


def _preview(pack: ReadPack | None) -> dict[str, object]:
    if pack is None:
        return {"pack": None}
    return {
        "pack": pack,
        "changes": change_lines(pack.changes, rules_in_force()),
        "more": max(0, len(pack.changes) - MOST_SHOWN),
    }
