"""Every column of every room that holds personal data is declared, with a purpose (BR-7.1a, OI-14.6, OI-14.14)."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import models
from pghistory.models import Event

from fingerpost.house.personal_data import Declarations, Sensitivity

ROOMS = (
    "organisations",
    "staff",
    "rulebook",
    "notices",
    "customers",
    "interactions",
    "appointments",
    "triage",
    "safeguarding",
    "plans",
    "outcomes",
    "funding",
    "performance",
    "dss",
)


def declarations_of(room: str) -> Declarations:
    found: Declarations = import_module(f"fingerpost.{room}.personal_data").DECLARATIONS
    return found


def kept_models(room: str) -> list[type[models.Model]]:
    """The models of a room whose rows are kept: not the history, which follows its model."""
    return [model for model in apps.get_app_config(room).get_models() if not issubclass(model, Event)]


def histories(room: str) -> list[type[Event]]:
    return [model for model in apps.get_app_config(room).get_models() if issubclass(model, Event)]


def columns(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def undeclared(model: type[models.Model], declared: Declarations) -> set[str]:
    """The columns of a model that nobody declared."""
    return columns(model) - set(declared.get(model.__name__, {}))


@pytest.mark.requirement("BR-7.1a", "OI-14.6")
@pytest.mark.parametrize("room", ROOMS)
def test_every_column_when_asked_then_declared_with_a_purpose_and_a_class(room: str) -> None:
    declared = declarations_of(room)
    models_of_room = kept_models(room)
    assert models_of_room
    missing = {model.__name__: sorted(undeclared(model, declared)) for model in models_of_room}
    assert {name: fields for name, fields in missing.items() if fields} == {}
    assert all(entry.purposes for fields in declared.values() for entry in fields.values())


@pytest.mark.parametrize("room", ROOMS)
def test_every_declaration_when_asked_then_of_a_column_that_is_there(room: str) -> None:
    by_name = {model.__name__: columns(model) for model in kept_models(room)}
    for name, fields in declarations_of(room).items():
        assert set(fields) <= by_name.get(name, set()), f"{room}.{name} declares columns that are gone"


@pytest.mark.parametrize("room", ROOMS)
def test_every_history_when_asked_then_it_keeps_no_column_of_its_own(room: str) -> None:
    for history in histories(room):
        own = {name for name in columns(history) if not name.startswith("pgh_")}
        tracked = history.pgh_tracked_model
        assert own <= columns(tracked), f"{history.__name__} keeps what {tracked.__name__} does not"


def test_check_when_a_column_is_not_declared_then_it_is_found() -> None:
    model = apps.get_model("customers", "Customer")
    declared = dict(declarations_of("customers"))
    declared["Customer"] = {
        name: entry for name, entry in declared["Customer"].items() if name != "date_of_birth"
    }
    assert undeclared(model, declared) == {"date_of_birth"}


def test_restricted_part_when_asked_then_sensitive_and_the_indicator_has_no_history() -> None:
    declared = declarations_of("customers")
    for name in ("ethnicity", "learning_difficulty_or_disability", "primary_difficulty"):
        assert declared["DiversityDetails"][name].sensitivity is Sensitivity.SENSITIVE
    without_history = {"AdditionalIndicator", "SharedSecret", "MatchKey"}
    tracked = {history.pgh_tracked_model.__name__ for history in histories("customers")}
    assert not tracked & without_history
