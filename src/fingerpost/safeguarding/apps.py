"""Django application of the room `safeguarding`."""

from django.apps import AppConfig


class SafeguardingConfig(AppConfig):
    """Registers the room `safeguarding` with Django."""

    name = "fingerpost.safeguarding"
    label = "safeguarding"
    verbose_name = "Safeguarding"
    default_auto_field = "django.db.models.BigAutoField"
