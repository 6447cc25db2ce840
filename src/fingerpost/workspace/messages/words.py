"""Words of messages: what one is, as far as whoever decides on it may read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Final[Mapping[str, Promise]] = {
    "identity_code": _("One-time code"),
    "plan_copy": _("Encrypted copy of a plan"),
    "plan_phrase": _("Pass phrase of an encrypted copy"),
    "rules_proposed": _("Notice to a colleague"),
    "rules_published": _("Notice to a colleague"),
    # Nobody reads here that somebody raised a concern (OF-37a).
    "concern_raised": _("Notice to a colleague"),
}
"""What each kind of message is. Every kind that a room queues stands here; a test reads the rooms for them."""

TO_COLLEAGUES: Final = frozenset({"rules_proposed", "rules_published", "concern_raised"})
"""Kinds that go to staff. Who caused one is shown to nobody else, since it would tell them apart."""


def kind_words(kind: str) -> str:
    """What a message is."""
    return str(KINDS.get(kind, _("Message")))
