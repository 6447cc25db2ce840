"""Addresses of the register of rules."""

from django.urls import URLPattern, path, register_converter

from fingerpost.workspace.rules import views


class KeyConverter:
    """The key of a rule. It has at least one full stop, so no other address of this list is taken for one."""

    regex = r"[\w-]+(?:\.[\w-]+)+"

    def to_python(self, value: str) -> str:
        """The key as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The address of the key."""
        return value


register_converter(KeyConverter, "rule_key")

urlpatterns: list[URLPattern] = [
    path("", views.rules, name="rules"),
    path("file/", views.rules_file, name="rules_file"),
    path("print/", views.rules_print, name="rules_print"),
    path("compare/", views.compare_days, name="rules_compare"),
    path("evidence/", views.rules_evidence, name="rules_evidence"),
    path("words/", views.words, name="rules_words"),
    path("<rule_key:key>/", views.rule, name="rule"),
]
