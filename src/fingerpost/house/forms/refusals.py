"""What stands under a refused field: why, and the way on where a colleague may look at the words (BR-A.3)."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fingerpost.house.components import render_component
from fingerpost.house.forms.second_check import SecondCheckForm, answer_name, code_name, number_of
from fingerpost.house.forms.wording import QUESTIONED, REFUSED
from fingerpost.house.navigation import href_of


def why_href() -> str:
    """The address of the page that says which words can't be kept, and why; nothing where there is none."""
    return href_of("workspace:instructions_chapter", "words-that-cant-be-kept")


def draw_refusal(bound: BoundField) -> SafeString:
    """Return what follows a refused field, or one that is asked about; nothing under any other."""
    codes = {problem.code for problem in bound.form.errors.as_data().get(bound.name, ())}
    if not codes & {REFUSED, QUESTIONED}:
        return SafeString("")
    form = bound.form
    shown: dict[str, Any] = {"why_href": why_href()}
    if isinstance(form, SecondCheckForm) and QUESTIONED in codes:
        shown["answer"] = _answer_box(bound)
    elif isinstance(form, SecondCheckForm) and form.offered(bound.name) is not None:
        shown["number"] = spoken(number_of(bound.html_name, form.text_of(bound.name)))
        shown["code"] = _code_box(bound, form)
    return render_to_string("house/components/refusal.html", shown)


def code_target(bound: BoundField) -> str:
    """The id of the box for the code of a field."""
    return f"id_{code_name(bound.form, bound.name)}"


def spoken(number: str) -> str:
    """A number in two halves, as it is read out."""
    half = len(number) // 2
    return f"{number[:half]}\u00a0{number[half:]}"


def _code_box(bound: BoundField, form: SecondCheckForm) -> SafeString:
    name = code_name(form, bound.name)
    params: dict[str, Any] = {
        "id": code_target(bound),
        "name": name,
        "value": str(form.data.get(name, ""))[:20],
        "label": {"text": _("Code from your colleague, for: %(field)s") % {"field": bound.label}},
        "hint": {"text": _("It fits these words only. Type it, then save again.")},
        "classes": "govuk-input--width-10",
        "inputmode": "numeric",
        "autocomplete": "off",
        "spellcheck": False,
        "attributes": {"data-unsaved": True},
    }
    if bound.name in form.code_errors:
        params["errorMessage"] = {"text": form.code_errors[bound.name], "visuallyHiddenText": _("Error")}
    return render_component("input", params)


def _answer_box(bound: BoundField) -> SafeString:
    name = answer_name(bound.form, bound.name)
    words = _("Keep it as it is: %(field)s") % {"field": bound.label}
    return render_component(
        "checkboxes",
        {
            "idPrefix": f"id_{name}",
            "name": name,
            "classes": "govuk-checkboxes--small",
            "items": [{"value": "on", "text": words, "attributes": {"data-unsaved": True}}],
        },
    )
