"""What every page of a record does: find it under the actor's grant, keep that it was seen, draw it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from fingerpost.customers.identity_bar import identity_bar
from fingerpost.customers.models import Customer
from fingerpost.customers.queries import get_customer, reason_to_see
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput
from fingerpost.house.forms import Form, SecondCheckForm, Typed
from fingerpost.house.forms.drawing import error_target
from fingerpost.house.reading import log_read
from fingerpost.house.requests import actor_of
from fingerpost.policy.civil import civil_date
from fingerpost.workspace.customers import words
from fingerpost.workspace.second_checks.codes import Answered, answer_codes

Params = dict[str, Any]

OK, UNPROCESSABLE, CONFLICT = 200, 422, 409


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One request for one page of one record."""

    request: HttpRequest
    actor: Actor
    customer: Customer
    now: datetime

    @property
    def today(self) -> date:
        """The civil date of this request."""
        return civil_date(self.now)

    def render(
        self, template: str, *, status: int = OK, form: Form | None = None, **context: Any
    ) -> HttpResponse:
        """Draw a page of `workspace/customers/` with what all of them show."""
        drawn = {
            "customer": self.customer,
            "identity": identity_bar(self.customer, self.today),
            "concern_customer_id": self.customer.id,
            "form": form,
            "page_has_errors": bool(context.get("changed")),
            **context,
        }
        return render(self.request, f"workspace/customers/{template}", drawn, status=status)

    def to_record(self) -> HttpResponseRedirect:
        """Lead back to the record page."""
        return redirect("workspace:customer", self.customer.id)


def open_page(request: HttpRequest, customer_id: UUID, *, what: str = "customer_part") -> RecordPage:
    """Find the record and, where the page is looked at, keep that it was (OI-14.15). NotFound without a grant."""
    actor, now = actor_of(request), timezone.now()
    customer = get_customer(customer_id)
    if request.method == "GET":
        reason = reason_to_see(actor, customer_id)
        log_read(actor=actor, customer_id=customer_id, what=what, reason=reason, now=now)
    return RecordPage(request, actor, customer, now)


class Outcome(StrEnum):
    """What became of a save."""

    SAVED = "saved"
    REFUSED = "refused"
    CHANGED = "changed"


def save_form(
    form: Form,
    save: Callable[[], object],
    *,
    fields: Mapping[str, str] | None = None,
    page: RecordPage | None = None,
) -> Outcome:
    """Save what a form holds. ``fields`` names the field that an error code of the service belongs to.

    Where only words that can't be kept stand in the way, everything else is saved and the page comes
    back with them. ``page`` goes with a form that offers a second check: its codes are used up with the save.
    """
    answered = Answered()
    if page is not None and isinstance(form, SecondCheckForm):
        answered = answer_codes(form, actor=page.actor, now=page.now, saves_partly=True)
    if not (form.is_valid() or form.has_only_refusals):
        return Outcome.REFUSED
    try:
        save()
        if page is not None:
            answered.keep(actor=page.actor, now=page.now, customer_id=page.customer.id)
    except InvalidInput as refused:
        form.add_error((fields or {}).get(refused.code), refused.message)
        return Outcome.REFUSED
    except Conflict as conflict:
        if conflict.code != "changed_meanwhile":
            raise
        return Outcome.CHANGED
    return Outcome.REFUSED if form.errors else Outcome.SAVED


def compare(form: Form, now_kept: Mapping[str, Any]) -> list[Params]:
    """What stands on the record now beside what was typed, for each field that differs."""
    rows: list[Params] = []
    for name, field in form.fields.items():
        if name not in now_kept:
            continue
        theirs, yours = show(field, now_kept[name]), show(field, form.cleaned_data.get(name))
        if theirs != yours:
            target = error_target(form[name])
            rows.append({"label": str(field.label), "href": f"#{target}", "theirs": theirs, "yours": yours})
    return rows


def show(field: forms.Field, value: Any) -> str:
    """A value of a field in words."""
    if value in (None, "", []):
        return str(_("Nothing entered"))
    if isinstance(value, bool):
        return str(words.YES_OR_NO["yes" if value else "no"])
    choices: Sequence[tuple[Any, Any]] = list(getattr(field, "choices", ()))
    if choices:
        labels = {str(key): str(label) for key, label in choices}
        chosen = value if isinstance(value, list | tuple) else [value]
        return ", ".join(labels.get(str(one), str(one)) for one in chosen)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return words.plain_date(value)
    if isinstance(value, Typed):
        return "/".join((value.day, value.month, value.year))
    return str(value)


def posted_int(request: HttpRequest, name: str) -> int:
    """A whole number that the page sent back, or 0 where it did not."""
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


def posted_uuid(request: HttpRequest, name: str) -> UUID | None:
    """An id that the page sent back, or None."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None
