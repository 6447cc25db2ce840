"""Django application of the room `appointments`."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    """Registers the room `appointments` with Django."""

    name = "fingerpost.appointments"
    label = "appointments"
    verbose_name = "Appointments"
    default_auto_field = "django.db.models.BigAutoField"
