"""Django application of the room `site`."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Registers the room `site` with Django."""

    name = "fingerpost.site"
    label = "site"
    verbose_name = "Site"
    default_auto_field = "django.db.models.BigAutoField"
