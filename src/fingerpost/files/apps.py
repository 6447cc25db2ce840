"""Django application of the room `files`."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Registers the room `files` with Django."""

    name = "fingerpost.files"
    label = "files"
    verbose_name = "Files"
    default_auto_field = "django.db.models.BigAutoField"
