"""Whose words each column of text holds; every box for words of staff is screened before SQL. BR-20.4, XD-11."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.utils import timezone
from pghistory.models import Event

from fingerpost import workspace
from fingerpost.customers.models import Customer
from fingerpost.house.forms import Form
from fingerpost.house.forms.screened import Screened
from fingerpost.house.personal_data import TextRegime, TextRegimes, texts
from fingerpost.policy import shipped_rules
from fingerpost.policy.screening import Regime, is_exempt, regime_of
from fingerpost.workspace.concerns.forms import ConcernForm

_TEXT = (models.CharField, models.TextField, models.JSONField)

# Where staff's words go into a column behind the wall. None: no page writes it yet.
WALLS: dict[tuple[str, str], tuple[str, ...]] = {
    ("AttendanceSection", "text"): ("SectionForm.text",),
    ("Session", "label"): ("StartSessionForm.label",),
    ("Appointment", "label"): (),
    ("DraftPart", "text"): (),
    ("DraftItem", "text"): (),
    ("DraftItem", "detail"): (),
    ("DraftItem", "organisation"): (),
    # Frozen from the words of a working copy.
    ("PlanVersion", "content"): (),
    ("PlanAcceptance", "reason"): (),
    ("PlanProgress", "text"): (),
    ("PlanCopy", "late_reason"): (),
    ("FollowUpAttempt", "text"): ("TryForm.text",),
    ("Outcome", "detail"): ("OutcomeForm.detail",),
    ("Outcome", "sent_back_why"): (),
    # The ledger, the terms of contracts, keys: their pages are about no customer, and screened all the same.
    **dict.fromkeys(
        (
            ("ClaimLine", "detail"),
            ("ClaimStep", "note"),
            ("ClaimSum", "detail"),
            ("ClawBack", "why"),
            ("CostLine", "detail"),
            ("FeeDeduction", "why"),
            ("FixedSum", "name"),
            ("ProfileChange", "why"),
            ("WireKey", "label"),
        ),
        (),
    ),
    ("EmploymentProgression", "employer"): ("EmploymentForm.employer",),
    ("EmploymentProgression", "economic_shock_code"): ("EmploymentForm.economic_shock_code",),
    ("SurveyDraw", "purpose"): ("DrawForm.purpose",),
    ("AuditSample", "purpose"): ("SampleForm.purpose", "LineForm.purpose"),
    ("Evidence", "withdrawn_why"): ("WithdrawEvidenceForm.why",),
    ("Customer", "introduced_by_detail"): (
        "AboutPart.introduced_by_detail",
        "NewCustomerForm.introduced_by_detail",
        "DetailsForm.introduced_by_detail",
    ),
    ("ContactPoint", "name_to_give"): (
        "ReachPart.name_to_give",
        "NewCustomerForm.name_to_give",
        "ContactPointForm.name_to_give",
    ),
    ("IdentityProof", "vouched_by"): (
        "EvidencePart.vouched_by",
        "NewCustomerForm.vouched_by",
        "ConfirmForm.vouched_by",
    ),
}
# Boxes that are not screened, by why: a kind that policy exempts, or
#   pattern: only digits and marks are taken; hashed: an answer is kept as a hash; looked_for: never kept;
#   advice: kept as it is written, with advice.
UNSCREENED = {
    "given_name": "personal_name",
    "family_name": "personal_name",
    "known_as": "personal_name",
    "address_line_1": "address",
    "address_line_2": "address",
    "town": "address",
    "county": "address",
    "postcode": "postcode",
    "email": "address",
    "value": "address",
    "unique_learner_number": "pattern",
    "mobile": "pattern",
    "weekly_hours": "pattern",
    "earned_before": "pattern",
    "earned_after": "pattern",
    "before": "pattern",
    "after": "pattern",
    "provider_number": "pattern",
    "size": "pattern",
    "first_month": "pattern",
    "last_month": "pattern",
    "home": "pattern",
    "dialled_number": "pattern",
    "answer_1": "hashed",
    "answer_2": "hashed",
    "reference": "looked_for",
    "code": "looked_for",
    "ConcernForm.text": "advice",
}
_NOT_BY_KIND = {"pattern", "hashed", "looked_for", "advice"}
CUSTOMER_PAGES = (
    "contacts",
    "customers",
    "sessions",
    "concerns",
    "follow_ups",
    "outcomes",
    "progressions",
    "surveys",
    "audits",
)


def rooms_with_customers() -> set[str]:
    """The rooms with a model that leads to a customer by foreign keys."""
    reached: set[type[models.Model]] = {Customer}
    every = [model for model in apps.get_models() if not issubclass(model, Event)]
    while further := {model for model in every if _references(model) & reached} - reached:
        reached |= further
    return {model._meta.app_label for model in reached}


def _references(model: type[models.Model]) -> set[type[models.Model]]:
    return {
        field.related_model
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and isinstance(field.related_model, type)
    }


def regimes_of(room: str) -> TextRegimes:
    found: TextRegimes = import_module(f"fingerpost.{room}.personal_data").TEXT_REGIMES
    return found


def text_columns(room: str) -> set[tuple[str, str]]:
    """Every column of a room that could hold words: text without a list of choices."""
    return {
        (model.__name__, field.name)
        for model in apps.get_app_config(room).get_models()
        if not issubclass(model, Event)
        for field in model._meta.concrete_fields
        if isinstance(field, _TEXT) and not field.choices
    }


def undeclared(room: str, declared: TextRegimes) -> set[tuple[str, str]]:
    """The columns of text of a room without a regime."""
    return text_columns(room) - {(model, name) for model, names in declared.items() for name in names}


def test_rooms_when_asked_which_lead_to_a_customer_then_at_least_these() -> None:
    assert {"customers", "interactions", "appointments", "safeguarding"} <= rooms_with_customers()


@pytest.mark.requirement("BR-20.4", "XD-11")
def test_column_of_text_in_a_room_with_customers_then_its_regime_is_declared() -> None:
    for room in sorted(rooms_with_customers()):
        declared = regimes_of(room)
        assert undeclared(room, declared) == set(), room
        gone = {(model, name) for model, names in declared.items() for name in names} - text_columns(room)
        assert gone == set(), f"{room} declares columns that are gone"


def test_check_when_a_column_has_no_regime_then_it_is_found() -> None:
    declared = {model: dict(names) for model, names in regimes_of("interactions").items()}
    del declared["AttendanceSection"]["text"]
    assert undeclared("interactions", declared) == {("AttendanceSection", "text")}
    with pytest.raises(ValueError, match="loud"):
        texts(loud="text")


def test_regimes_when_compared_with_policy_then_the_same_three() -> None:
    assert {each.value for each in Regime} == {"wall", "sealed", "advice"}
    assert {each.value for each in Regime} <= {each.value for each in TextRegime}
    rules = shipped_rules()
    today = timezone.localdate()
    assert regime_of("staff", on=today, rules=rules) is Regime.WALL
    assert regime_of("safeguarding", on=today, rules=rules) is Regime.ADVICE


def _every_form() -> set[type[Form]]:
    """The forms of the pages about customers."""
    found: set[type[Form]] = set()
    for folder in CUSTOMER_PAGES:
        package = import_module(f"{workspace.__name__}.{folder}")
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            for value in vars(import_module(module.name)).values():
                is_form = isinstance(value, type) and issubclass(value, Form)
                if is_form and value.__module__.startswith(package.__name__):
                    found.add(value)
    return found


def boxes(form: type[Form]) -> dict[str, forms.CharField]:
    """The fields of a form in which words can be typed."""
    return {
        name: field
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.HiddenInput)
    }


@pytest.mark.requirement("BR-20.4", "OI-11.12", "XD-11")
def test_box_for_words_on_a_page_about_customers_then_screened_or_of_a_kind_that_is_not() -> None:
    rules, today = shipped_rules(), timezone.localdate()
    screened: set[str] = set()
    every = _every_form()
    assert len(every) > 20
    for form in every:
        form_name = form.__name__
        for name, field in boxes(form).items():
            if isinstance(field, Screened):
                screened.add(f"{form_name}.{name}")
                continue
            why = UNSCREENED.get(f"{form_name}.{name}") or UNSCREENED.get(name)
            assert why is not None, f"{form_name}.{name} is neither screened nor of a kind that need not be"
            assert why in _NOT_BY_KIND or is_exempt(why, on=today, rules=rules), f"{why} is no exempt kind"
    assert screened == {place for places in WALLS.values() for place in places}


def test_columns_behind_the_wall_when_compared_with_the_pages_then_each_has_its_boxes() -> None:
    declared = {
        (model, name)
        for room in rooms_with_customers()
        for model, names in regimes_of(room).items()
        for name, regime in names.items()
        if regime is TextRegime.WALL
    }
    assert declared == WALLS.keys()


@pytest.mark.requirement("BR-20.4")
def test_concern_when_it_holds_refused_words_then_its_form_takes_them() -> None:
    field = ConcernForm.base_fields["text"]
    assert not isinstance(field, Screened)
    assert field.clean("He said that the arsonist came back.") == "He said that the arsonist came back."
