"""What the editor shows around its forms: what is missing, prompts, length, what stands, what was saved when."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fingerpost.house.forms.drawing import error_items
from fingerpost.house.navigation import href_of
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Attendance
from fingerpost.plans.content import from_json
from fingerpost.plans.gathering import Written, content_of, facts_of_draft, written_in
from fingerpost.plans.models import Draft, DraftItem, ItemKind, PlanVersion
from fingerpost.plans.queries import find_plan_of, standing_of, standing_version, version_for
from fingerpost.plans.rules.agreeing import Gap, PlanDraftFacts, missing_to_agree, prompts_of
from fingerpost.plans.rules.smart import Around, smart_gaps
from fingerpost.plans.services.versions import has_moved_on
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date, civil_time, spoken_date
from fingerpost.workspace.plans.editor import KINDS, Page, Standing
from fingerpost.workspace.plans.forms import ItemForm
from fingerpost.workspace.plans.present import content_shown
from fingerpost.workspace.plans.put_back import find_removed
from fingerpost.workspace.plans.words import KIND_WORDS, gap_lines, smart_name, smart_words

Params = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EditorState:
    """A working copy as it stands in the database, and what the rules say of it."""

    draft: Draft
    written: Written
    standing: tuple[Standing, ...]
    facts: PlanDraftFacts
    gaps: tuple[Gap, ...]
    prompts: tuple[Gap, ...]
    version: PlanVersion | None
    now: datetime
    rules: Rules

    @property
    def today(self) -> date:
        """The civil date of this request."""
        return civil_date(self.now)

    def context(self, page: Page, *, removed: tuple[str, UUID] | None) -> Params:
        """Everything that the template of the editor asks for."""
        draft, attendance = self.draft, self.draft.attendance
        customer = draft.plan.customer
        around = self._around()
        return {
            "attendance": attendance,
            "customer": customer,
            "concern_customer_id": customer.id,
            "customer_view_href": href_of("workspace:customer_view", customer.id),
            "plan_title": self.rules.get_text("plan.title", self.today),
            "plan_href": reverse("workspace:plan", args=[attendance.id]),
            "progress_href": reverse("workspace:plan_progress", args=[customer.id]),
            "page": page,
            "parts": {
                name: {"form": form, "theirs": page.theirs.get(name), "save": f"save:{name}"}
                for name, form in page.parts.items()
            },
            "items": {kind: self._items(page, kind, around) for kind in KINDS},
            "facts_theirs": page.theirs.get("facts"),
            "standing": page.standing,
            "missing": gap_lines(self.gaps, attendance),
            "advised": gap_lines(self.prompts, attendance),
            "has_moved_on": Gap.MOVED_ON in self.gaps,
            "length_words": self._length(),
            "saved_words": self._saved_words(),
            "version": self._version_words(),
            "brought_over": self._brought_over(),
            "removed": self._removed(removed),
            "summary": [item for form in page.sent for item in error_items(form)],
        }

    def _items(self, page: Page, kind: str, around: Around) -> list[Params]:
        forms = page.items[kind]
        rows = {row.key: row for row in self.written.items}
        return [
            {
                "form": form,
                "legend": _("%(kind)s %(number)s of %(count)s")
                % {"kind": KIND_WORDS[kind], "number": form.number, "count": len(forms)},
                "prompts": self._prompts(form, rows.get(form.key), around),
                "theirs": page.theirs.get(str(form.prefix)),
                "save": f"save:{kind}:{form.key}",
                "remove": f"remove:{kind}:{form.key}",
            }
            for form in forms
        ]

    def _prompts(self, form: ItemForm, row: DraftItem | None, around: Around) -> list[Params]:
        if row is None:
            return []
        found = smart_gaps(
            row.kind,
            text=row.text,
            detail=row.detail,
            today=self.today,
            rules=self.rules,
            by_on=row.by_on,
            area=row.area,
            horizon=row.horizon,
            key=str(row.key),
            around=around,
        )
        return [{"name": smart_name(gap), "why": smart_words(gap), "blocks": gap.blocks} for gap in found]

    def _around(self) -> Around:
        actions = [row for row in self.written.items if row.kind == ItemKind.ACTION]
        days = Counter(row.by_on for row in actions if row.by_on is not None)
        return Around(
            actions_by_day=MappingProxyType(dict(days)),
            goals_with_actions=frozenset(str(row.for_goal) for row in actions if row.for_goal),
            has_information_used=any(
                row.part == "information_used" and row.text for row in self.written.parts
            ),
        )

    def _length(self) -> list[str]:
        most = self.rules.get_int("plan.most_pages", self.today)
        aim = self.rules.get_int("plan.reading_age", self.today)
        pages, age = self.facts.pages, self.facts.reading_age
        lines = [
            ngettext(
                "About %(pages)s page of what is agreed so far. Aim for %(most)s at most.",
                "About %(pages)s pages of what is agreed so far. Aim for %(most)s at most.",
                pages,
            )
            % {"pages": pages, "most": most}
        ]
        if age is None:
            lines.append(_("Reading age: there are too few words to say."))
        else:
            lines.append(
                _("Reading age: about %(age)s years. Aim for %(aim)s or less.") % {"age": age, "aim": aim}
            )
        return lines

    def _saved_words(self) -> str:
        """When it was last saved, so that whoever comes back knows what is not here."""
        saved = [
            *(row.saved_at for row in self.written.parts),
            *(row.saved_at for row in self.written.items),
        ]
        last = max(saved, default=None)
        if last is None:
            return _("Nothing is saved yet.")
        at = f"{civil_time(last):%H:%M}"
        if civil_date(last) != self.today:
            return _(
                "Last saved at %(time)s on %(day)s. Anything typed in this plan after that was not saved."
            ) % {"time": at, "day": spoken_date(civil_date(last))}
        return _("Last saved at %(time)s. Anything typed in this plan after that was not saved.") % {
            "time": at
        }

    def _version_words(self) -> Params | None:
        if self.version is None:
            return None
        is_own = self.version.attendance_id == self.draft.attendance_id
        words = (
            _("Version %(number)s was made at this session.")
            if is_own
            else _("It goes on from version %(number)s.")
        )
        return {
            "words": words % {"number": self.version.number},
            "href": href_of("workspace:plan_acceptance", self.draft.attendance_id)
            if is_own
            else href_of("workspace:plan_version", self.version.id),
            "link": _("Acceptance and copies") if is_own else _("Read that version"),
        }

    def _brought_over(self) -> str:
        before = self.draft.made_from
        is_own = self.version is not None and self.version.attendance_id == self.draft.attendance_id
        if before is None or is_own:
            return ""
        return _(
            "The plan of last time was brought over. Go through it together: what no longer fits, change or remove."
        )

    def _removed(self, removed: tuple[str, UUID] | None) -> Params | None:
        if removed is None:
            return None
        kind, key = removed
        values = find_removed(self.draft, key)
        if values is None:
            return None
        words = _("Taken out of the plan: %(kind)s “%(text)s”.")
        return {
            "words": words % {"kind": str(KIND_WORDS[kind]).lower(), "text": values.text},
            "do": f"back:{kind}:{key}",
        }


def state_of(draft: Draft, *, now: datetime) -> EditorState:
    """Gather the state of a working copy: a fixed number of queries, whatever the number of versions."""
    rules, today = rules_in_force(), civil_date(now)
    written = written_in(draft)
    content = content_of(draft, number=1, now=now, rules=rules, written=written)
    facts = facts_of_draft(draft, content, on=today, rules=rules, has_moved_on=has_moved_on(draft))
    return EditorState(
        draft=draft,
        written=written,
        standing=_standing(draft),
        facts=facts,
        gaps=missing_to_agree(facts, on=today, rules=rules),
        prompts=prompts_of(facts, today=today, rules=rules),
        version=version_for(draft.attendance, draft),
        now=now,
        rules=rules,
    )


def _standing(draft: Draft) -> tuple[Standing, ...]:
    """The actions that were brought over, each with how it stands."""
    if draft.made_from is None or draft.made_from.plan_id != draft.plan_id:
        return ()
    brought = from_json(draft.made_from.content)
    last = {one.line.key: one.last for one in standing_of(draft.plan).actions}
    return tuple(
        Standing(line.key, line.text, last[line.key].status if last.get(line.key) else "")  # type: ignore[union-attr]
        for line in brought.actions
        if line.key in last
    )


def read_only_of(attendance: Attendance, draft: Draft | None, *, is_ours: bool, today: date) -> Params:
    """The page of a plan that can't be written here: not begun yet, or another organisation's."""
    rules = rules_in_force()
    version = version_for(attendance, draft)
    customer = attendance.customer if attendance.customer_id else None
    before = None
    if version is None and customer is not None and (plan := find_plan_of(customer.id)) is not None:
        before = standing_version(plan)
    shown = version or before
    # Nobody of the staff gave it: another contractor's system told of the session and of its plan.
    is_told = draft is not None and version is None and not attendance.session.staff.exists()
    return {
        "attendance": attendance,
        "told_href": href_of("shared_record:other_systems", customer.id) if is_told and customer else "",
        "customer": customer,
        "concern_customer_id": customer.id if customer else None,
        "plan_title": rules.get_text("plan.title", today),
        "is_ours": is_ours,
        "find_href": href_of("workspace:find_customer", attendance.session.contact_id)
        if customer is None and attendance.session.contact_id
        else "",
        "shown": content_shown(from_json(shown.content)) if shown is not None else None,
        "is_before": version is None and before is not None,
        "number": shown.number if shown is not None else 0,
    }
