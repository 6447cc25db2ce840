"""Sample surveys: drawing users fairly, their mix beside that of all users, and how many answered (OI-12.18)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fingerpost.house.errors import InvalidInput, NotPermitted
from fingerpost.house.forms import ChoiceSelect, Form, ScreenedShortText, ShortText
from fingerpost.house.permissions import requires
from fingerpost.house.reading import log_reads
from fingerpost.house.requests import actor_of, page_asked
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.interactions.models import Channel
from fingerpost.organisations.models import Contract
from fingerpost.outcomes.rules.surveys import outside_margin
from fingerpost.outcomes.services.surveys import (
    DRAWS,
    draw_survey,
    get_draw,
    list_drawn,
    list_draws,
    response_of,
)
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date, spoken_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers.fields import later
from fingerpost.workspace.customers.words import wire_label
from fingerpost.workspace.months import month_words

UNPROCESSABLE = 422
_FIELDS = {"purpose_missing": "purpose", "too_many": "size", "nobody_to_draw": "contract"}


class DrawForm(Form):
    """Whose users are drawn, how many, and what for."""

    contract = ChoiceSelect(
        label=gettext_lazy("Contract"),
        coerce=UUID,
        empty_value=None,
        name_in_messages=later(gettext_lazy("the contract")),
    )
    size = ShortText(
        label=gettext_lazy("How many people?"),
        max_length=4,
        name_in_messages=later(gettext_lazy("how many people")),
    )
    purpose = ScreenedShortText(
        label=gettext_lazy("What is the survey for?"),
        max_length=300,
        name_in_messages=later(gettext_lazy("what the survey is for")),
    )

    def __init__(self, *args: Any, contracts: Sequence[Contract], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contract"]
        assert isinstance(field, ChoiceSelect)
        field.choices = [(str(one.id), one.reference) for one in contracts]

    def clean_size(self) -> int | None:
        """A whole number from 1."""
        typed: str = self.cleaned_data["size"]
        if typed.isascii() and typed.isdigit() and int(typed):
            return int(typed)
        self.add_error("size", _("How many must be a whole number, like 100"))
        return None


@requires(Capability.CAPTURE_SATISFACTION, Capability.SEND_RETURNS, Capability.DRAW_SAMPLES)
@submit_once
def surveys(request: HttpRequest) -> HttpResponse:
    """The surveys of one's contracts; a returns manager or compliance officer draws a new one."""
    actor, now = actor_of(request), timezone.now()
    may_draw = actor.role in DRAWS
    if request.method == "POST" and not may_draw:
        raise NotPermitted(
            _("A returns manager or compliance officer of the contract draws surveys."), code="no_surveys"
        )
    contracts = list(
        Contract.objects.filter(id__in={*actor.contract_ids, *actor.prime_contract_ids}).order_by(
            "reference", "id"
        )[:50]
    )
    size = rules_in_force().get_int("surveys.size", civil_date(now))
    form = DrawForm(
        request.POST if request.method == "POST" else None, contracts=contracts, initial={"size": str(size)}
    )
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        try:
            drawn = draw_survey(
                actor=actor,
                now=now,
                contract_id=cleaned["contract"],
                purpose=cleaned["purpose"],
                size=cleaned["size"],
            )
        except InvalidInput as refused:
            form.add_error(_FIELDS.get(refused.code), refused.message)
        else:
            return redirect("workspace:survey", drawn.id)
    number = page_asked(request)
    found, has_next = list_draws(actor, page=number)
    here = reverse("workspace:surveys")
    context = {
        "form": form,
        "may_draw": may_draw and bool(contracts),
        "draws": [{"draw": one, "month": month_words(one.month)} for one in found],
        "previous_href": f"{here}?page={number - 1}" if number > 1 else "",
        "next_href": f"{here}?page={number + 1}" if has_next else "",
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "workspace/surveys/list.html", context, status=status)


@requires(Capability.CAPTURE_SATISFACTION, Capability.SEND_RETURNS, Capability.DRAW_SAMPLES)
@require_safe
def survey(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    """One survey: how it was drawn, its mix beside that of the users, its response rate, and whom to ask."""
    actor, now = actor_of(request), timezone.now()
    found = get_draw(draw_id)
    rules, on = rules_in_force(), civil_date(found.drawn_at)
    number = page_asked(request)
    drawn, has_next = list_drawn(found, page=number)
    asked = [one.customer_id for one in drawn]
    log_reads(actor=actor, customer_ids=asked, what="survey", reason="relationship", now=now)
    response = response_of(found)
    here = reverse("workspace:survey", args=[found.id])
    context = {
        "draw": found,
        "month": month_words(found.month),
        "drawn_on": spoken_date(on),
        "mix": _mix(found.mix, rules, on),
        "margin": rules.get_int("surveys.margin", on),
        "outside": len(outside_margin(found.mix, margin=rules.get_int("surveys.margin", on))),
        "response": response,
        "rate": f"{response.rate:.1f}" if response.rate is not None else "",
        "drawn": drawn,
        "may_ask": actor.can(Capability.CAPTURE_SATISFACTION),
        "previous_href": f"{here}?page={number - 1}" if number > 1 else "",
        "next_href": f"{here}?page={number + 1}" if has_next else "",
    }
    return render(request, "workspace/surveys/survey.html", context)


def _mix(mix: dict[str, dict[str, list[float]]], rules: Rules, on: Any) -> list[dict[str, Any]]:
    """Each group with its share among users and in the sample."""
    bands = {str(row["code"]): str(row["label"]) for row in rules.get_rows("surveys.age_bands", on)}
    channels = {str(one.value): str(one.label) for one in Channel}
    names = {"channel": _("Channel"), "age": _("Age"), "gender": _("Gender")}
    rows = []
    for name, groups in mix.items():
        for group, (users, sample) in groups.items():
            if name == "channel":
                label = channels.get(group, group)
            elif name == "age":
                label = bands.get(group, _("Not known"))
            else:
                label = wire_label("gender", int(group))
            rows.append(
                {"group": f"{names[name]}: {label}", "users": f"{users:.1f}", "sample": f"{sample:.1f}"}
            )
    return rows
