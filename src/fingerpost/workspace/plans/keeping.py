"""Keeps what a page sent, piece by piece: what can be kept is kept, what can't says why at its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput
from fingerpost.house.forms import Form
from fingerpost.plans.models import Draft, ItemKind
from fingerpost.plans.services.drafts import remove_item
from fingerpost.plans.services.lines import ItemValues
from fingerpost.plans.services.saving import Saved
from fingerpost.plans.services.screening import Checks
from fingerpost.plans.services.working import WorkingCopy, hold_draft
from fingerpost.policy.civil import spoken_date
from fingerpost.workspace.plans.editor import AnyForm, Page, Theirs
from fingerpost.workspace.plans.forms import FactsForm, ItemForm, PartForm
from fingerpost.workspace.second_checks.codes import code_words
from fingerpost.workspace.sessions.forms import with_version


class Keeper:
    """One save of one page: who saves when, and what came of each piece by its prefix."""

    def __init__(self, *, actor: Actor, now: datetime, draft: Draft, page: Page, uses_codes: bool) -> None:
        self.actor, self.now, self.draft, self.page = actor, now, draft, page
        self.uses_codes = uses_codes
        self.saved: dict[str, Saved] = {}

    def keep(self) -> None:
        """Save every piece that was sent, in one transaction. Goals come before the actions that name them."""
        with hold_draft(actor=self.actor, now=self.now, draft_id=self.draft.id) as held:
            for form in self.page.sent:
                self._keep(held, form)

    def remove(self, key: UUID) -> bool:
        """Take a line out, as the page just saved it; False where somebody else changed it meanwhile."""
        form = next((one for one in _items(self.page) if one.key == key), None)
        if form is None or str(form.prefix) in self.page.theirs:
            return False
        saved = self.saved.get(str(form.prefix))
        version = saved.version if saved else form.row.version if form.row else 0
        done = remove_item(actor=self.actor, now=self.now, draft_id=self.draft.id, key=key, version=version)
        return not done.clash

    def _keep(self, held: WorkingCopy, form: AnyForm) -> None:
        if not form.is_valid() and "version" in form.errors:
            return  # no page of ours sends a piece without its number
        if not isinstance(form, FactsForm) and form.leaves_theirs:
            return
        if isinstance(form, FactsForm) and form.cleaned_data.get("keep") == "theirs":
            return
        try:
            saved = self._save(held, form)
        except (InvalidInput, Conflict) as refused:
            if isinstance(refused, Conflict) and refused.code != "plan_full":
                raise
            field = str((refused.details or {}).get("field", ""))
            form.add_error(field if field in form.fields else _first_field(form), refused.message)
            return
        if saved is None:
            return
        self.saved[str(form.prefix)] = saved
        if saved.clash:
            self._note_clash(form, saved)
        elif form.data:
            form.data = with_version(form.data, str(form.prefix), saved.version)

    def _save(self, held: WorkingCopy, form: AnyForm) -> Saved | None:
        if isinstance(form, FactsForm):
            return self._save_facts(held, form)
        checks = self._checks(form)
        saved = self._save_words(held, form, checks)
        if saved is not None and saved.is_refused:
            for name, one in saved.looked.items():
                form.refuse_code(name, code_words(one))
            # What no code was asked for is kept all the same.
            saved = self._save_words(held, form, Checks(confirmed=checks.confirmed))
        elif saved is not None and not saved.clash:
            for name in checks.asked:
                form.release(name)
        return saved

    def _save_facts(self, held: WorkingCopy, form: FactsForm) -> Saved | None:
        values, version = form.values_to_save(), form.cleaned_data["version"]
        if version == self.draft.version and not _differs(self.draft, values):
            return None
        return held.save_facts(version=version, **values)

    def _save_words(self, held: WorkingCopy, form: PartForm | ItemForm, checks: Checks) -> Saved | None:
        version = form.cleaned_data["version"]
        if isinstance(form, PartForm):
            text = form.text_of("text") if "text" in checks.asked else form.text_to_save()
            values: dict[str, Any] = {"text": text, "is_agreed": form.agrees() and bool(text)}
            if form.row is not None and form.row.version == version and not _differs(form.row, values):
                return None
            if form.row is None and not text:
                return None
            return held.save_part(part=form.part, version=version, checks=checks, **values)
        values = {**form.values_to_save(), "is_agreed": form.agrees()}
        values |= {name: form.text_of(name) for name in checks.asked}
        if form.row is not None and form.row.version == version and not _differs(form.row, values):
            return None
        if not values["text"]:
            return None
        words = ItemValues(kind=form.kind.value, **values)
        return held.save_item(key=form.key, version=version, values=words, checks=checks)

    def _checks(self, form: PartForm | ItemForm) -> Checks:
        """The codes typed beside refused words. A page that saves itself uses none: it would try half a code."""
        asked = form.asked() if self.uses_codes else {}
        return Checks(asked=asked, confirmed=form.confirmed())

    def _note_clash(self, form: AnyForm, saved: Saved) -> None:
        """Lay the other's words beside one's own; saving again from there is a choice between the two."""
        name = saved.saved_by or _("Somebody else")
        if saved.is_gone:
            words = _("Somebody else took this line out while you were typing. Save again to put it back")
        else:
            words = _("%(name)s changed this while you were typing. See both, then choose which to keep") % {
                "name": name
            }
        lines = [
            (str(form.fields[field].label), shown(form, field, value))
            for field, value in saved.standing.items()
            if field in form.fields
        ]
        self.page.theirs[str(form.prefix)] = Theirs(name, saved.saved_at, lines)
        form.data = with_version(form.data, str(form.prefix), saved.version)
        form.add_error(_first_field(form), words)


def shown(form: Form, name: str, value: Any) -> str:
    """What somebody else put into a field, in words."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return spoken_date(value)
    choices = {str(code): str(words) for code, words in getattr(form.fields[name], "choices", ())}
    return choices.get(str(value), str(value))


def _first_field(form: AnyForm) -> str:
    return "review_on" if isinstance(form, FactsForm) else "text"


def _differs(row: object, values: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _items(page: Page) -> Iterable[ItemForm]:
    return (form for kind in ItemKind.values for form in page.items[kind])
