"""Django application of the room `demo`."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Registers the room `demo` with Django."""

    name = "fingerpost.demo"
    label = "demo"
    verbose_name = "Demonstration nation"
    default_auto_field = "django.db.models.BigAutoField"
