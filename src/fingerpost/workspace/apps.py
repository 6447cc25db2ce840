"""Django application of the room `workspace`."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """Registers the room `workspace` with Django."""

    name = "fingerpost.workspace"
    label = "workspace"
    verbose_name = "Staff workspace"
    default_auto_field = "django.db.models.BigAutoField"
