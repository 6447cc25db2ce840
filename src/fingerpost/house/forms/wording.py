"""How fields speak: GOV.UK's patterns for messages, with the name of the field in them."""

from typing import Any

from django.utils.translation import gettext as _

REFUSED = "refused"
"""Code of the error of text that can't be kept."""

QUESTIONED = "questioned"
"""Code of the error of text that is kept once the person was asked."""


def called(label: object) -> str:
    """Return a label as it reads inside a sentence: `Date of birth` becomes `date of birth`.

    Abbreviations and names (`GOV.UK`, `TOTP code`) keep their capitals.
    """
    words = str(label or "").strip()
    if len(words) > 1 and not words[1].islower() and words[1] != " ":
        return words
    return words[:1].lower() + words[1:]


def starting(name: str) -> str:
    """Return the name of a field at the start of a sentence."""
    return name[:1].upper() + name[1:]


class Speaks:
    """What a field says of itself. `name_in_messages` is used instead of the label where it reads better."""

    label: Any
    name_in_messages: str = ""

    @property
    def name(self) -> str:
        """The name of this field inside a sentence."""
        return self.name_in_messages or called(self.label) or _("this")

    def say_enter(self) -> str:
        """Return the message for a required field left empty, where one types."""
        return _("Enter %(name)s") % {"name": self.name}

    def say_select(self) -> str:
        """Return the message for a required field left empty, where one chooses."""
        return _("Select %(name)s") % {"name": self.name}

    def say_too_long(self, limit: int) -> str:
        """Return the message for text past its limit, in characters."""
        return _("%(name)s must be %(limit)s characters or fewer") % {
            "name": starting(self.name),
            "limit": f"{limit:,}",
        }

    def say_not_plain(self) -> str:
        """Return the message for characters that no text can hold."""
        return _("%(name)s must not include characters that can't be shown") % {"name": starting(self.name)}
