"""Django application of the room `interactions`."""

from django.apps import AppConfig


class InteractionsConfig(AppConfig):
    """Registers the room `interactions` with Django."""

    name = "fingerpost.interactions"
    label = "interactions"
    verbose_name = "Interactions"
    default_auto_field = "django.db.models.BigAutoField"
