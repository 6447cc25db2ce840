"""A version, a difference and the log of progress in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.plans.content import PARTS, ActionLine, Content, GoalLine, OptionLine
from fingerpost.plans.models import ActionKind, Area, EnglishMaths, Horizon, Part, Who
from fingerpost.plans.rules.differences import Change, Difference, FieldChange
from fingerpost.policy.civil import spoken_date
from fingerpost.workspace.plans.words import KIND_WORDS

Params = dict[str, Any]

_FIELD_WORDS: Final[Mapping[str, Promise | str]] = {
    "text": gettext_lazy("Words"),
    "detail": gettext_lazy("Follows, or how one will know"),
    "chosen": gettext_lazy("Chosen by the customer"),
    "area": gettext_lazy("About"),
    "horizon": gettext_lazy("How far off"),
    "kind": gettext_lazy("Kind"),
    "who": gettext_lazy("Who"),
    "organisation": gettext_lazy("Organisation or person"),
    "by_on": gettext_lazy("By when"),
    "goal": gettext_lazy("For which goal"),
    "english_maths": gettext_lazy("English or maths"),
    "review_on": gettext_lazy("Next review"),
}
_CHANGE_WORDS: Final[Mapping[Change, Promise | str]] = {
    Change.ADDED: gettext_lazy("Added"),
    Change.REMOVED: gettext_lazy("Taken out"),
    Change.CHANGED: gettext_lazy("Changed"),
}
CHANGE_TAGS: Final[Mapping[Change, str]] = {
    Change.ADDED: "govuk-tag--green",
    Change.REMOVED: "govuk-tag--red",
    Change.CHANGED: "govuk-tag--blue",
}


def labels_of(choices: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """The words of each code of a list of choices."""
    return {str(code): str(words) for code, words in choices}


def content_shown(content: Content) -> Params:
    """Everything that a version says, as a page shows it."""
    goals = {goal.key: goal.text for goal in content.goals}
    return {
        "parts": [
            {"label": str(Part(name).label), "text": content.parts[name]}
            for name in PARTS
            if content.parts.get(name)
        ],
        "options": [option_rows(option) for option in content.options],
        "goals": [goal_rows(goal) for goal in content.goals],
        "actions": [action_rows(action, goals) for action in content.actions],
        "about": [
            _row(_("Agreed with"), content.adviser.name),
            _row(_("Session"), f"{spoken_date(content.session.on)}, {content.session.channel_words}"),
            _row(_("Next review"), spoken_date(content.review_on) if content.review_on else _("None agreed")),
            _row(
                _("English and maths"),
                labels_of(EnglishMaths.choices).get(content.english_maths, content.english_maths),
            ),
        ],
    }


def option_rows(option: OptionLine) -> Params:
    """An option with what follows from it."""
    rows = [_row(_("What would follow"), option.detail)] if option.detail else []
    if option.chosen:
        rows.append(_row(_("Chosen"), _("The customer chose it")))
    return {"text": option.text, "rows": rows}


def goal_rows(goal: GoalLine) -> Params:
    """A goal with what it is about, how far off it is and how one will know."""
    about = labels_of(Area.choices)[goal.area], labels_of(Horizon.choices)[goal.horizon]
    rows = [_row(_("About"), ", ".join(about))]
    if goal.detail:
        rows.append(_row(_("How we will know"), goal.detail))
    return {"text": goal.text, "rows": rows}


def action_rows(action: ActionLine, goals: Mapping[UUID, str]) -> Params:
    """An action with who, by when, how one will know and what it is for."""
    who = labels_of(Who.choices)[action.who]
    rows = [_row(_("Who"), who), _row(_("By when"), spoken_date(action.by_on))]
    if action.kind != ActionKind.STEP:
        rows.insert(0, _row(_("Kind"), labels_of(ActionKind.choices)[action.kind]))
    if action.organisation:
        rows.append(_row(_("Organisation or person"), action.organisation))
    if action.detail:
        rows.append(_row(_("How we will know"), action.detail))
    if action.goal is not None and action.goal in goals:
        rows.append(_row(_("For the goal"), goals[action.goal]))
    if action.english_maths:
        rows.append(_row(_("For English or maths"), _("Yes")))
    return {"text": action.text, "rows": rows}


def differences_shown(found: Iterable[Difference], goals: Mapping[str, str]) -> list[Params]:
    """Differences as a person reads them: what it is, what became of it, and each field before and after."""
    return [
        {
            "what": _what(one),
            "change": str(_CHANGE_WORDS[one.change]),
            "tag": CHANGE_TAGS[one.change],
            "text": "" if one.what in ("part", "fact") else one.text,
            "fields": [_field(one, field, goals) for field in one.fields],
        }
        for one in found
    ]


def _what(one: Difference) -> str:
    if one.what == "part":
        return str(Part(one.name).label)
    if one.what == "fact":
        return str(_FIELD_WORDS[one.name])
    if one.name == "order":
        return _("The order of the lines")
    return str(KIND_WORDS[one.what])


def _field(one: Difference, field: FieldChange, goals: Mapping[str, str]) -> Params:
    label = "" if one.what in ("part", "fact") else str(_FIELD_WORDS[field.name])
    return {
        "label": label,
        "before": _value(one, field.name, field.before, goals),
        "after": _value(one, field.name, field.after, goals),
    }


def _value(one: Difference, name: str, value: Any, goals: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return spoken_date(value)
    lists: Mapping[str, dict[str, str]] = {
        "area": labels_of(Area.choices),
        "horizon": labels_of(Horizon.choices),
        "kind": labels_of(ActionKind.choices),
        "who": labels_of(Who.choices),
        "english_maths": labels_of(EnglishMaths.choices),
        "goal": dict(goals),
    }
    if name in lists and one.what != "part":
        return lists[name].get(str(value), str(value))
    return str(value)


def _row(key: str, value: str) -> Params:
    return {"key": {"text": key}, "value": {"text": value}}
