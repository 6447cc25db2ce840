"""How a bound field becomes a component: its kind, label, hint, error and what was typed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fingerpost.house.components import render_component
from fingerpost.house.forms.dates import PARTS, Typed
from fingerpost.house.forms.refusals import code_target, draw_refusal
from fingerpost.house.forms.second_check import SecondCheckForm
from fingerpost.house.forms.wording import QUESTIONED, REFUSED

Params = dict[str, Any]

# Attributes of Django's widgets that the components set themselves or that GOV.UK pages leave out.
_OWN_ATTRIBUTES = frozenset(
    {"class", "id", "type", "cols", "rows", "maxlength", "minlength", "required", "placeholder",
     "autocomplete", "inputmode", "spellcheck", "pattern", "autofocus", "aria-describedby", "aria-invalid"}
)  # fmt: skip


def draw_field(bound: BoundField, options: Mapping[str, Any]) -> SafeString:
    """Return a field as HTML. `options` are those of the `field` tag; unknown ones raise TypeError."""
    if unknown := options.keys() - _OPTIONS:
        raise TypeError(f"field has no option {sorted(unknown)[0]!r}")
    if bound.is_hidden:
        return SafeString(str(bound))
    component = component_of(bound.field)
    drawn_by = "checkboxes" if component == "checkbox" else component
    return render_component(drawn_by, _DRAW[component](bound, options)) + draw_refusal(bound)


_OPTIONS = frozenset(
    {"label", "label_size", "page_heading", "hint", "inline", "classes", "width", "rows", "autocomplete",
     "prefix", "suffix", "inputmode"}
)  # fmt: skip


def component_of(field: forms.Field) -> str:
    """Return the name of the component that draws a field: its own word, else what its widget is."""
    named = getattr(field, "component", None)
    if named:
        return str(named)
    widget = field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    for kind, component in _BY_WIDGET:
        if isinstance(widget, kind):
            return component
    return "input"


_BY_WIDGET: Sequence[tuple[type[forms.Widget], str]] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.FileInput, "file-upload"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.PasswordInput, "password-input"),
)


def error_items(form: forms.BaseForm) -> list[Params]:
    """Return what the error summary lists: each message with the address of its field."""
    items: list[Params] = []
    for name, problems in _in_page_order(form):
        if name not in form.fields:
            items.extend({"text": message} for problem in problems for message in problem.messages)
            continue
        target = error_target(form[name])
        items.extend(
            {"text": message, "href": f"#{target}"} for problem in problems for message in problem.messages
        )
        if isinstance(form, SecondCheckForm) and name in form.code_errors:
            items.append({"text": form.code_errors[name], "href": f"#{code_target(form[name])}"})
    return items


def _in_page_order(form: forms.BaseForm) -> list[tuple[str, list[ValidationError]]]:
    problems = form.errors.as_data()
    known = [name for name in form.fields if name in problems]
    return [(name, problems[name]) for name in [*(n for n in problems if n not in form.fields), *known]]


def error_target(bound: BoundField) -> str:
    """Return the id of the element that an error of this field leads to: the first wrong box of a date."""
    base = bound.auto_id or bound.html_name
    if component_of(bound.field) == "date-input":
        wrong = _wrong_parts(bound)
        return f"{base}-{wrong[0] if wrong else 'day'}"
    return base


# --- Parts that several components share -------------------------------------------------------------------


def label_of(bound: BoundField, options: Mapping[str, Any]) -> str:
    """Return the words of the label; an optional field says so, a revealed required one does not."""
    words = str(options.get("label") or bound.label)
    return words if bound.field.required else _("%(label)s (optional)") % {"label": words}


def _label(bound: BoundField, options: Mapping[str, Any]) -> Params:
    size = options.get("label_size")
    return {
        "text": label_of(bound, options),
        "classes": f"govuk-label--{size}" if size else "",
        "isPageHeading": bool(options.get("page_heading")),
    }


def _fieldset(bound: BoundField, options: Mapping[str, Any]) -> Params:
    size = options.get("label_size")
    return {
        "legend": {
            "text": label_of(bound, options),
            "classes": f"govuk-fieldset__legend--{size}" if size else "",
            "isPageHeading": bool(options.get("page_heading")),
        }
    }


def _common(bound: BoundField, options: Mapping[str, Any]) -> Params:
    params: Params = {}
    hint = options.get("hint") or bound.help_text
    if hint:
        params["hint"] = {"html" if isinstance(hint, SafeString) else "text": hint}
    messages = [message for problem in _problems(bound) for message in problem.messages]
    if messages:
        params["errorMessage"] = {
            "html": format_html_join(SafeString("<br>"), "{}", ((one,) for one in messages))
            + _refused_words(bound),
            "visuallyHiddenText": _("Error"),
        }
    return params


def _problems(bound: BoundField) -> list[ValidationError]:
    return list(bound.form.errors.as_data().get(bound.name, ()))


def _refused_words(bound: BoundField) -> SafeString:
    """Point at the refused words in this one response; the error itself holds only their places."""
    tidy = getattr(bound.field, "to_python", None)
    places = [
        place
        for problem in _problems(bound)
        if problem.code in {REFUSED, QUESTIONED}
        for place in (getattr(problem, "params", None) or {}).get("places", ())
    ]
    if not places or tidy is None:
        return SafeString("")
    text = tidy(bound.data)
    words = list(dict.fromkeys(text[start:end] for start, end in places))[:5]
    return format_html("<br>{}", ", ".join(f"“{word}”" for word in words))


def _value(bound: BoundField) -> str:
    value = bound.value()
    return "" if value is None else str(value)


def _attributes(bound: BoundField) -> Params:
    """Pass on what a widget asks of its element, such as `data-` and `aria-` attributes."""
    given = {key: value for key, value in bound.field.widget.attrs.items() if key not in _OWN_ATTRIBUTES}
    return {key: True if value is True else str(value) for key, value in given.items() if value is not False}


def _width(bound: BoundField, options: Mapping[str, Any]) -> str:
    width = str(options.get("width") or getattr(bound.field, "width", ""))
    if not width:
        return ""
    return f"govuk-input--width-{width}" if width.isdigit() else f"govuk-!-width-{width}"


def _classes(*words: object) -> str:
    return " ".join(str(word) for word in words if word)


# --- One function for each component -----------------------------------------------------------------------


def _text(bound: BoundField, options: Mapping[str, Any]) -> Params:
    widget = bound.field.widget
    attrs = widget.attrs
    return {
        "id": bound.auto_id,
        "name": bound.html_name,
        "value": _value(bound),
        "label": _label(bound, options),
        "classes": _classes(_width(bound, options), options.get("classes")),
        "autocomplete": options.get("autocomplete")
        or getattr(bound.field, "autocomplete", None)
        or attrs.get("autocomplete"),
        "attributes": _attributes(bound),
        **_common(bound, options),
    }


def _input(bound: BoundField, options: Mapping[str, Any]) -> Params:
    kind = getattr(bound.field.widget, "input_type", "text")
    params = _text(bound, options)
    params["type"] = "text" if kind in {"select", "checkbox", "radio", "number"} else kind
    params["inputmode"] = (
        options.get("inputmode")
        or bound.field.widget.attrs.get("inputmode")
        or ("numeric" if kind == "number" else None)
    )
    if hasattr(bound.field, "autocomplete"):
        params["spellcheck"] = False
    for side in ("prefix", "suffix"):
        if options.get(side):
            params[side] = {"text": options[side]}
    return params


def _password(bound: BoundField, options: Mapping[str, Any]) -> Params:
    params = _text(bound, options)
    params["autocomplete"] = params["autocomplete"] or "current-password"
    del params["value"]  # a secret is typed anew, never sent back
    return params


def _file(bound: BoundField, options: Mapping[str, Any]) -> Params:
    """A file is chosen anew after a mistake: no browser lets a page choose it again."""
    params = _text(bound, options)
    del params["value"], params["autocomplete"]
    return params


def _textarea(bound: BoundField, options: Mapping[str, Any]) -> Params:
    params = _text(bound, options)
    params["rows"] = options.get("rows") or getattr(bound.field, "rows", 5)
    return params


def _counted(bound: BoundField, options: Mapping[str, Any]) -> Params:
    limit = getattr(bound.field, "limit", 4_000)
    params = _textarea(bound, options)
    return {
        **params,
        "maxlength": limit,
        "threshold": 75,
        "textareaDescriptionText": _("You can enter up to %(count)s characters") % {"count": "%{count}"},
    }


def _date(bound: BoundField, options: Mapping[str, Any]) -> Params:
    typed = bound.value()
    boxes = typed if isinstance(typed, Typed) else Typed()
    wrong = _wrong_parts(bound)
    birthday = getattr(bound.field, "birthday", False)
    words = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    return {
        "id": bound.auto_id,
        "namePrefix": bound.html_name,
        "fieldset": _fieldset(bound, options),
        "items": [
            {
                "name": part,
                "label": words[part],
                "value": getattr(boxes, part),
                "autocomplete": f"bday-{part}" if birthday and options.get("autocomplete") else None,
                "error": part in wrong,
                # A month may be typed as a word, so its keyboard is not only figures.
                "inputmode": "text" if part == "month" else "numeric",
            }
            for part in PARTS
        ],
        **_common(bound, options),
    }


def _wrong_parts(bound: BoundField) -> tuple[str, ...]:
    for problem in _problems(bound):
        parts: tuple[str, ...] = (getattr(problem, "params", None) or {}).get("parts", ())
        if parts:
            return parts
    return PARTS if _problems(bound) else ()


def _choices(bound: BoundField, options: Mapping[str, Any]) -> Params:
    field = bound.field
    chosen = bound.value()
    made = {str(one) for one in chosen} if isinstance(chosen, list | tuple) else {str(chosen)}
    hints = getattr(field, "hints", {})
    reveals = getattr(field, "reveals", {})
    divider = getattr(field, "divider_before", "")
    exclusive = getattr(field, "exclusive", "")
    items: list[Params] = []
    for value, words in _flat(field):
        if divider and value == divider:
            items.append({"divider": _("or")})
        item: Params = {"value": value, "text": words, "checked": value in made}
        if value in hints:
            item["hint"] = {"text": hints[value]}
        if value in reveals:
            drawn = [draw_field(bound.form[name], {}) for name in reveals[value]]
            item["conditional"] = {"html": format_html_join("", "{}", ((one,) for one in drawn))}
        if exclusive and value == exclusive:
            item["behaviour"] = "exclusive"
        items.append(item)
    inline = options.get("inline", getattr(field, "inline", False)) and not reveals
    kind = component_of(field)
    return {
        "idPrefix": bound.auto_id,
        "name": bound.html_name,
        "fieldset": _fieldset(bound, options),
        "classes": _classes(f"govuk-{kind}--inline" if inline else "", options.get("classes")),
        "items": items,
        **_common(bound, options),
    }


def _flat(field: forms.Field) -> list[tuple[str, str]]:
    choices = getattr(field, "choices", ())
    return [(str(value), str(words)) for value, words in choices if str(value) != ""]


def _select(bound: BoundField, options: Mapping[str, Any]) -> Params:
    chosen = _value(bound)
    items = [
        {"value": value, "text": words, "selected": value == chosen} for value, words in _flat(bound.field)
    ]
    empty: Params = {"value": "", "text": _("Choose one"), "selected": not chosen}
    params = _text(bound, options)
    del params["value"], params["autocomplete"]
    return {**params, "items": [empty, *items]}


def _single_box(bound: BoundField, options: Mapping[str, Any]) -> Params:
    return {
        "idPrefix": bound.auto_id,
        "name": bound.html_name,
        "classes": _classes(options.get("classes")),
        "items": [
            {"value": "on", "text": str(options.get("label") or bound.label), "checked": bool(bound.value())}
        ],
        **_common(bound, options),
    }


_DRAW: Mapping[str, Callable[[BoundField, Mapping[str, Any]], Params]] = {
    "character-count": _counted,
    "checkbox": _single_box,
    "checkboxes": _choices,
    "date-input": _date,
    "file-upload": _file,
    "input": _input,
    "password-input": _password,
    "radios": _choices,
    "select": _select,
    "textarea": _textarea,
}
