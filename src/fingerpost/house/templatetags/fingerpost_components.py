"""Tags of every page: components, form fields, and the service's face.

`{% govuk "button" text="Save" preventDoubleClick=True %}` draws a GOV.UK Frontend component with the
options of its Nunjucks macro. A nested option is written with two underscores, a word in snake case
becomes camel case, and everything under `attributes` becomes hyphens:

    {% govuk "details" summary_text="Why we ask" text="..." %}
    {% govuk "input" id="ref" name="ref" label__text="Reference" attributes__data_kind="x" %}

`{% govukblock "inset-text" %}...{% endgovukblock %}` takes its `html` from between the tags.
"""

from collections.abc import Mapping
from typing import Any

from django import forms, template
from django.conf import settings
from django.forms import BoundField
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fingerpost.house.components import render_component
from fingerpost.house.forms.drawing import draw_field, error_items
from fingerpost.house.ids import new_id
from fingerpost.house.navigation import (
    IdleClock,
    NavigationLink,
    SignedIn,
    href_of,
    idle_clock,
    signed_in,
    staff_links,
)

register = template.Library()

_MOJ = frozenset({"badge", "identity-bar", "messages", "sub-navigation", "timeline"})


@register.simple_tag
def govuk(name: str, params: Mapping[str, Any] | None = None, /, **options: Any) -> SafeString:
    """Draw a GOV.UK Frontend component. `params` may hold options made in Python, options win."""
    return render_component(name, {**(params or {}), **nested(options)})


@register.simple_tag
def moj(name: str, **options: Any) -> SafeString:
    """Draw a Ministry of Justice pattern: badge, identity-bar, messages, sub-navigation, timeline."""
    if name not in _MOJ:
        raise template.TemplateSyntaxError(f"No pattern is named {name!r}.")
    return render_to_string(f"house/components/{name.replace('-', '_')}.html", options)


class _GovukBlock(Node):
    def __init__(
        self, name: FilterExpression, options: dict[str, FilterExpression], inside: NodeList
    ) -> None:
        self.name = name
        self.options = options
        self.inside = inside

    def render(self, context: Context) -> SafeString:
        options = {key: value.resolve(context) for key, value in self.options.items()}
        params = nested(options)
        params["html"] = self.inside.render(context)
        return render_component(str(self.name.resolve(context)), params)


@register.tag
def govukblock(parser: Parser, token: Token) -> Node:
    """Draw a component around what stands between the tags."""
    bits = token.split_contents()[1:]
    if not bits:
        raise template.TemplateSyntaxError("govukblock needs the name of a component.")
    name = parser.compile_filter(bits[0])
    rest = bits[1:]
    options = token_kwargs(rest, parser)
    if rest:
        raise template.TemplateSyntaxError(f"govukblock does not understand {rest[0]!r}.")
    inside = parser.parse(("endgovukblock",))
    parser.delete_first_token()
    return _GovukBlock(name, options, inside)


def nested(options: Mapping[str, Any]) -> dict[str, Any]:
    """Spread `label__text` into nested options, in the names that the macros use."""
    params: dict[str, Any] = {}
    for key, value in options.items():
        steps = key.split("__")
        holder = params
        under_attributes = False
        for step in steps[:-1]:
            holder = holder.setdefault(step.replace("_", "-") if under_attributes else camel(step), {})
            under_attributes = under_attributes or step == "attributes"
        last = steps[-1].replace("_", "-") if under_attributes else camel(steps[-1])
        holder[last] = value
    return params


def camel(word: str) -> str:
    """Return `prevent_double_click` as `preventDoubleClick`."""
    first, *others = word.split("_")
    return first + "".join(other[:1].upper() + other[1:] for other in others)


# --- Forms -------------------------------------------------------------------------------------------------


@register.simple_tag
def field(bound: BoundField, **options: Any) -> SafeString:
    """Draw one field of a form with its label, hint, error and everything typed.

    Options: label, label_size (s, m, l, xl), page_heading, hint, inline, classes, width, rows,
    autocomplete, prefix, suffix.
    """
    return draw_field(bound, options)


@register.simple_tag
def form_errors(*some_forms: forms.BaseForm | None) -> SafeString:
    """Draw the error summary of one form or several; nothing where all is well."""
    items = [item for form in some_forms if form is not None for item in error_items(form)]
    if not items:
        return SafeString("")
    return render_to_string("house/components/error_summary.html", {"items": items})


@register.simple_tag
def submission_token() -> SafeString:
    """Write the id that makes a form sent twice one record (`house.submissions.submit_once`)."""
    return format_html('<input type="hidden" name="submission" value="{}">', new_id())


@register.simple_tag
def hidden_version(version: int) -> SafeString:
    """Write the version of the record that the page shows, so that a second editor is noticed."""
    return format_html('<input type="hidden" name="version" value="{}">', int(version))


# --- The service's face ------------------------------------------------------------------------------------


@register.simple_tag
def service_name() -> str:
    """Return the name under which the service runs here."""
    return str(settings.SERVICE_NAME)


@register.simple_tag
def service_mailbox() -> str:
    """Return the mailbox that answers for the service."""
    return str(settings.SERVICE_MAILBOX)


@register.simple_tag
def service_telephone() -> str:
    """Return the telephone number of the service."""
    return str(settings.SERVICE_TELEPHONE)


@register.simple_tag
def asset(path: str) -> str:
    """Return the address of a static file, by its plain name where the list of hashes has no such file.

    An error page must be shown even while the static files are being replaced.
    """
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@register.simple_tag(takes_context=True)
def staff_navigation(context: Context) -> list[NavigationLink]:
    """Return the links of the staff pages that this actor may use."""
    return staff_links(context.get("request"))


@register.simple_tag
def route_or(otherwise: str, route: str, *args: Any) -> str:
    """Return the address of a route, or `otherwise` where this deployment has no such page."""
    return href_of(route, *args) or otherwise


@register.simple_tag(takes_context=True)
def signed_in_as(context: Context) -> SignedIn:
    """Return the name and organisation of who is signed in; empty words where nobody is."""
    return signed_in(context.get("request"))


@register.simple_tag(takes_context=True)
def idle_seconds(context: Context) -> IdleClock | None:
    """Return when an unused page is locked and where to say "stay signed in"; None where nothing locks."""
    return idle_clock(context.get("request"))


@register.simple_tag
def brand_stylesheet() -> str:
    """Return the address of this deployment's own colours, or nothing where it keeps the shipped ones."""
    return href_of("public:brand") if settings.BRAND_COLOUR else ""
