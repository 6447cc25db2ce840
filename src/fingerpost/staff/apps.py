"""Django's entry to the room."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """The staff room."""

    name = "fingerpost.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"
