"""Django application of the room `rulebook`."""

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    """Registers the room `rulebook` with Django, and supplies the house with the rules in force."""

    name = "fingerpost.rulebook"
    label = "rulebook"
    verbose_name = "Rulebook"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say once who answers for the rules in force."""
        from fingerpost.house.rules import supply_rules
        from fingerpost.rulebook.supply import rules_for

        supply_rules(rules_for)
