"""Django application of the room `triage`."""

from django.apps import AppConfig


class TriageConfig(AppConfig):
    """Registers the room `triage` with Django."""

    name = "fingerpost.triage"
    label = "triage"
    verbose_name = "Triage"
    default_auto_field = "django.db.models.BigAutoField"
