"""What waits to be read and confirmed, as Today shows it."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.policy.civil import civil_date, spoken_date
from fingerpost.rulebook.queries import has_words_to_confirm, list_to_acknowledge
from fingerpost.workspace.today.lines import Line


def to_confirm(actor: Actor, now: datetime) -> list[Line]:
    """New rules for whoever answers for them, and the restricted words for whoever writes (BR-0.3, BR-A.2)."""
    lines = []
    for one in list_to_acknowledge(actor):
        begun = one.effective_on <= civil_date(now)
        title = (
            _("Rules in force since %(day)s: read and confirm")
            if begun
            else _("New rules from %(day)s: read and confirm")
        )
        lines.append(
            Line(
                title % {"day": spoken_date(one.effective_on)},
                reverse("workspace:acknowledge_publication", args=[one.id]),
                (one.title or one.name,),
                tag=_("Not confirmed"),
                is_late=begun,
            )
        )
    if has_words_to_confirm(actor, now=now):
        lines.append(
            Line(
                _("Words that can't be kept in records: read and confirm"),
                reverse("workspace:know_words"),
                (_("The list is new to you, or it has changed since you confirmed it."),),
            )
        )
    return lines
