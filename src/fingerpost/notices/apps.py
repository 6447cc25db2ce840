"""Django application of the room `notices`."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers the room `notices` with Django."""

    name = "fingerpost.notices"
    label = "notices"
    verbose_name = "Notices"
    default_auto_field = "django.db.models.BigAutoField"
