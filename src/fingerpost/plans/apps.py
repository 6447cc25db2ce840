"""Django application of the room `plans`."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Registers the room `plans` with Django."""

    name = "fingerpost.plans"
    label = "plans"
    verbose_name = "Plans"
    default_auto_field = "django.db.models.BigAutoField"
