"""Django application of the room `funding`."""

from django.apps import AppConfig


class FundingConfig(AppConfig):
    """Registers the room `funding` with Django."""

    name = "fingerpost.funding"
    label = "funding"
    verbose_name = "Funding"
    default_auto_field = "django.db.models.BigAutoField"
