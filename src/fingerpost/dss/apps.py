"""Django application of the room `dss`."""

from django.apps import AppConfig


class DssConfig(AppConfig):
    """Registers the room `dss` with Django."""

    name = "fingerpost.dss"
    label = "dss"
    verbose_name = "Shared record's wire"
    default_auto_field = "django.db.models.BigAutoField"
