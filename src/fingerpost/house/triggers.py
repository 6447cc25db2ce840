"""Operations of migrations that do not render every model anew, which took most of a first start.

Triggers, constraints and indexes are no part of what a class holds at a migration: the operations name their own,
so the state only has to remember it. A new model is rendered alone.
"""

from typing import Any

import pgtrigger.migrations
from django.db import migrations
from django.db.migrations.state import ModelState, ProjectState


def _remember(state: ProjectState, key: tuple[str, str], name: str, added: Any) -> None:
    options = state.models[key].options
    options[name] = [*options.get(name, []), added]


class AddTrigger(pgtrigger.migrations.AddTrigger):
    """The library's operation without the rendering."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Remember the trigger among the options of its model."""
        _remember(state, (app_label, self.model_name), "triggers", self.trigger)


class AddConstraint(migrations.AddConstraint):
    """Django's operation without the rendering."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Remember the constraint among the options of its model."""
        _remember(state, (app_label, self.model_name_lower), "constraints", self.constraint)


class AddIndex(migrations.AddIndex):
    """Django's operation without the rendering."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Remember the index among the options of its model."""
        _remember(state, (app_label, self.model_name_lower), "indexes", self.index)


class RemoveTrigger(pgtrigger.migrations.RemoveTrigger):
    """The library's operation without the rendering."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Forget the trigger among the options of its model."""
        options = state.models[app_label, self.model_name].options
        options["triggers"] = [each for each in options["triggers"] if each.name != self.name]


class RemoveConstraint(migrations.RemoveConstraint):
    """Django's operation without the rendering."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Forget the constraint among the options of its model."""
        options = state.models[app_label, self.model_name_lower].options
        options["constraints"] = [each for each in options["constraints"] if each.name != self.name]


class AlterChoices(migrations.AlterField):
    """Another list of choices, which the database does not hold: nothing to render, nothing to run."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Put the field in the place of the one before."""
        state.models[app_label, self.model_name_lower].fields[self.name] = self.field

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Nothing: choices are held by a constraint beside it."""

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Nothing either."""


class CreateModel(migrations.CreateModel):
    """Django's operation, rendering the new model alone: nothing can refer to it yet."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add the model to the state, and its class to the classes that stand there."""
        added = ModelState(
            app_label,
            self.name,
            list(self.fields),
            dict(self.options or {}),
            tuple(self.bases or ()),
            list(self.managers or ()),
        )
        classes = state.__dict__.pop("apps", None)
        state.add_model(added)
        if classes is not None:
            classes.render_multiple([added])
            state.__dict__["apps"] = classes
