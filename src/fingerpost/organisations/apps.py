"""Django's entry to the room."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """The organisations room."""

    name = "fingerpost.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"
