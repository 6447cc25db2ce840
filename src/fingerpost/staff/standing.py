"""What is said of standing: to the person, in plain words, with what to do next (BR-28.3, OI-8.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class GapWords:
    """What a person reads who may not see customers yet."""

    what_to_do: str
    link: str


_CHECKS: Final = {"baseline_check", "enhanced_check"}


def words_for_gap(gap: str) -> GapWords:
    """The words for a gap such as ``baseline_check_lapsed``."""
    what, _underscore, how = gap.rpartition("_")
    link = _("See what is on file for you")
    if what in _CHECKS and how == "lapsed":
        return GapWords(
            _(
                "Your personnel check has run out, so customer records are closed to you. "
                "Ask your line manager to renew it. Your work is kept, and opens again on the day it is renewed."
            ),
            link,
        )
    if what in _CHECKS:
        return GapWords(
            _(
                "Your personnel check is not on file, so customer records are closed to you. "
                "Ask your line manager to have it recorded."
            ),
            link,
        )
    return GapWords(
        _(
            "Your customer record training is not on file, so customer records are closed to you. "
            "Ask your line manager to book it, or to have it recorded if you have done it."
        ),
        link,
    )
