"""Django application of the room `public`."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """Registers the room `public` with Django."""

    name = "fingerpost.public"
    label = "public"
    verbose_name = "Public pages"
    default_auto_field = "django.db.models.BigAutoField"
