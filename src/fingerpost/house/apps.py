"""Django application of the room `house`."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    """Registers the room `house` with Django."""

    name = "fingerpost.house"
    label = "house"
    verbose_name = "House"
    default_auto_field = "django.db.models.BigAutoField"
