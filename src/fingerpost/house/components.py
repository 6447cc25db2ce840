"""GOV.UK Frontend components as HTML, by the Jinja macros of the library govuk-frontend-jinja.

The library follows GOV.UK Frontend 6.3, the style sheets are 6.6: what differs is mended or refused
here, and the tests hold every component in use to the fixtures that the npm package ships
(docs/decisions/0002-component-rendering.md).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, cast

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup

Params = dict[str, Any]

COMPONENTS: frozenset[str] = frozenset(
    {
        "back-link",
        "breadcrumbs",
        "button",
        "character-count",
        "checkboxes",
        "date-input",
        "details",
        "error-message",
        "error-summary",
        "fieldset",
        "file-upload",
        "generic-header",
        "hint",
        "input",
        "inset-text",
        "label",
        "notification-banner",
        "pagination",
        "panel",
        "password-input",
        "phase-banner",
        "radios",
        "select",
        "service-navigation",
        "skip-link",
        "summary-list",
        "table",
        "tag",
        "task-list",
        "textarea",
        "warning-text",
    }
)
"""What pages may use: every name here is checked against the shipped fixtures."""

UNSUPPORTED: Mapping[str, frozenset[str]] = {
    "character-count": frozenset({"maxwords", "countType"}),
    "service-navigation": frozenset({"slots.languageNavigation", "slots.end.align"}),
}
"""Options of 6.6 that the library draws differently; asking for one is an error in the page."""

UNSUPPORTED_CLASSES: Mapping[str, str] = {"panel": "govuk-panel--interruption"}
"""The same for variants that are asked for by a class."""

# The macros leave an empty line for each of their own statements: half of a form's weight.
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n)+")

# Everything that Python takes for the end of a line, and so the macros' own indenting too.
_LINE_ENDS = {code: f"&#{code};" for code in (0x0A, 0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x2028, 0x2029)}

_DATE_PARTS = (("day", 2), ("month", 2), ("year", 4))


class UnknownComponent(LookupError):
    """A page asked for a component or an option that is not offered."""


def render_component(name: str, params: Mapping[str, Any]) -> SafeString:
    """Return the HTML of a GOV.UK Frontend component.

    `params` are the options of its Nunjucks macro; `text` is escaped, `html` must be safe already.
    Raises UnknownComponent for a name or option that is not offered.
    """
    if name not in COMPONENTS:
        raise UnknownComponent(f"No component is named {name!r}.")
    plain = cast(Params, _plain(params))
    _refuse_unsupported(name, plain)
    adapt = _ADAPTERS.get(name)
    html = str(_macro(name)(adapt(plain) if adapt else plain))
    return mark_safe(_EMPTY_LINES.sub("\n", html).strip())  # noqa: S308 - the macros escape


@cache
def _environment() -> Environment:
    loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    return Environment(loader=loader, autoescape=True, undefined=ChainableUndefined)


@cache
def _macro(name: str) -> Callable[[Params], Markup]:
    template = _environment().get_template(f"govuk_frontend_jinja/components/{name}/macro.html")
    words = "".join(part.capitalize() for part in name.split("-"))
    return cast(Callable[[Params], Markup], getattr(template.module, f"govuk{words}"))


def _plain(value: object) -> object:
    """Turn lazy words into words, and Django's safe strings into the kind that Jinja knows."""
    if isinstance(value, Promise):
        value = str(value)
    if isinstance(value, SafeString):
        return Markup(value)  # noqa: S704 - safe already
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_plain(item) for item in value]
    return value


def _refuse_unsupported(name: str, params: Params) -> None:
    for option in UNSUPPORTED.get(name, ()):
        found: object = params
        for step in option.split("."):
            found = found.get(step) if isinstance(found, dict) else None
        if found is not None:
            raise UnknownComponent(f"{name} has no option {option!r} in this service.")
    variant = UNSUPPORTED_CLASSES.get(name)
    if variant is not None and variant in str(params.get("classes") or ""):
        raise UnknownComponent(f"{name} has no variant {variant!r} in this service.")


def _keep_lines(params: Params) -> Params:
    """Write line ends as character references, because macros indent what they nest.

    Without this each return of a page would add spaces to every line that a person typed. An HTML
    parser drops one line end after the opening tag, so a leading one is written twice.
    """
    value = params.get("value")
    if not isinstance(value, str):
        return params
    lines = value.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    if lines.startswith("\n"):
        lines = "\n" + lines
    return {**params, "value": Markup(escape(lines).translate(_LINE_ENDS))}  # noqa: S704 - escaped here


def _wrap_start_words(params: Params) -> Params:
    """Keep the words of a start button in one box beside its arrow, as 6.6 does."""
    if not (params.get("isStartButton") and params.get("html") and params.get("href")):
        return params
    return {**params, "html": Markup(f"<span>{params['html']}</span>")}  # noqa: S704 - html is safe by contract


def _fill_date_items(params: Params) -> Params:
    """Write the day, month and year of 6.6 as the full items that 6.3 takes."""
    items = params.get("items") or [
        params.get(part, {"name": part, "classes": f"govuk-input--width-{width}"})
        for part, width in _DATE_PARTS
    ]
    present = [item for item in items if item]
    any_wrong = any(_date_item_wrong(item) for item in present)
    return {**params, "items": [_date_item(params, item, any_wrong) for item in present]}


def _date_item(params: Params, item: Params, any_wrong: bool) -> Params:
    names = {(params.get(part) or {}).get("name") or part: part for part, _ in _DATE_PARTS}
    name = item.get("name") or next((part for part, _ in _DATE_PARTS if params.get(part) is item), "")
    part = name if name in dict(_DATE_PARTS) else names.get(name, "")
    given = str(item.get("classes") or "")
    added = []
    marked_by_message = item.get("error") is not False and params.get("errorMessage") and not any_wrong
    if "govuk-input--error" not in given and (item.get("error") or marked_by_message):
        added.append("govuk-input--error")
    if "govuk-input--width-" not in given:
        added.append(f"govuk-input--width-{4 if part == 'year' else 2}")
    full_name = f"{params['namePrefix']}-{name}" if params.get("namePrefix") else name
    values = params.get("values") or {}
    value = item.get("value")
    if value is None and part:
        value = (params.get(part) or {}).get("value")
    return {
        **item,
        "name": name,
        "classes": " ".join([*added, given]).strip(),
        "value": values.get(full_name) if value is None else value,
    }


def _date_item_wrong(item: Params) -> bool:
    return bool(item.get("error")) or "govuk-input--error" in str(item.get("classes") or "")


_ADAPTERS: Mapping[str, Callable[[Params], Params]] = {
    "button": _wrap_start_words,
    "character-count": _keep_lines,
    "date-input": _fill_date_items,
    "textarea": _keep_lines,
}
