"""Django application of the room `outcomes`."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    """Registers the room `outcomes` with Django."""

    name = "fingerpost.outcomes"
    label = "outcomes"
    verbose_name = "Outcomes"
    default_auto_field = "django.db.models.BigAutoField"
