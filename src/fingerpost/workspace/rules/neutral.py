"""Keeps words off the register's pages that no screen of the service may show (BR-20.2, BR-20.3a).

The list of those words is itself a rule, and tables of decisions name facts that decide and are kept nowhere. Their
words stand in packs; on these pages something neutral stands instead.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from fingerpost.policy import Rules
from fingerpost.policy.civil import add_months
from fingerpost.policy.schema import KeySpec
from fingerpost.policy.screening import screen

_LIST: Final = "screening.forms"
# Of the forms that also have an everyday meaning, these name the matter itself; "fine" and "vulnerable" do not.
_NAMES_THE_MATTER: Final = frozenset(
    {"bail", "crime", "criminal", "custody", "judicial", "parole", "prison", "probation"}
)


def is_word_list(spec: KeySpec | None) -> bool:
    """Whether a rule is a list of words that can't be kept, shown as a count and never in full."""
    return spec is not None and {"form", "base"} <= {name.rstrip("?") for name in spec.fields}


def neutral(text: str, rules: Rules) -> str:
    """The text, or words that say that it is not shown here; by the newest list there is, whatever day is asked."""
    known: dict[str, str] = rules.derived("register:neutral", dict)
    shown = known.get(text)
    if shown is None:
        shown = known[text] = not_shown() if _is_kept_off(text, rules) else text
    return shown


def not_shown() -> str:
    """What stands where a word is kept off the page."""
    return _("not shown on this page")


def _is_kept_off(text: str, rules: Rules) -> bool:
    if not text or _LIST not in rules:
        return False
    newest = rules.history(_LIST)[-1]
    on = newest.valid_to or add_months(newest.valid_from, 1)
    if rules.find(_LIST, on) is None:
        return False
    # Names of fields and codes join their words with underscores, which part words for the search as spaces do.
    hits = screen(text, on=on, rules=rules)
    if not hits:
        return False
    matter = rules.derived("register:matter", lambda: _forms_of_the_matter(rules))
    return any(hit.certainty != "everyday" or hit.form_id in matter for hit in hits)


def _forms_of_the_matter(rules: Rules) -> frozenset[str]:
    """The ids of the everyday forms that are kept off all the same."""
    return frozenset(
        str(row["id"])
        for ruling in rules.history(_LIST)
        if isinstance(ruling.value, tuple)
        for row in ruling.value
        if str(row["base"]).casefold() in _NAMES_THE_MATTER
    )
