"""Django application of the room `performance`."""

from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    """Registers the room `performance` with Django."""

    name = "fingerpost.performance"
    label = "performance"
    verbose_name = "Performance"
    default_auto_field = "django.db.models.BigAutoField"
