"""Django application of the room `customers`."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Registers the room `customers` with Django."""

    name = "fingerpost.customers"
    label = "customers"
    verbose_name = "Customers"
    default_auto_field = "django.db.models.BigAutoField"
