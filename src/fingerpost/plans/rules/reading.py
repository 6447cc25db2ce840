"""How long a plan is and how hard to read: sums for the adviser, not a judgement of the customer's words. Pure.

The reading age is that of the Flesch-Kincaid grade: 0.39 x words a sentence + 11.8 x syllables a word - 15.59, and
five years on for the age (a grade is a school year of the United States, whose first begins at six). Syllables are
counted by runs of vowels with the usual corrections, which is right for about nine English words in ten.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from fingerpost.plans.content import PARTS, Content
from fingerpost.policy import Rules

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_END: Final = re.compile(r"[.!?]+(?=\s|$)|\n+")
_VOWELS: Final = re.compile(r"[aeiouyàâäéèêëíïîóôöúûü]+")
# The e of "cake", "lovely", "statement" and "changed" is not heard; those of "table", "courses" and "wanted" are.
_SILENT_E: Final = re.compile(
    r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$|(?<=[^aeiouytdlscxzgh])es$|(?<=[^aeiouytd])ed$"
    r"|(?<=[^aeiouyl])e(?=(?:ly|ment|ful|less|ness|ship)s?$)"
)
_YEARS_BEFORE_SCHOOL: Final = 5
_YOUNGEST: Final = 5
_OLDEST: Final = 25


def syllables(word: str) -> int:
    """How many syllables an English word has, one at least."""
    plain = word.casefold().replace("'", "").replace("’", "")
    counted = _SILENT_E.sub("", plain) or plain
    return max(1, len(_VOWELS.findall(counted)))


def reading_age(text: str, *, fewest_words: int = 30) -> int | None:
    """The age at which most people read a text with ease, in years; None where there are too few words to say."""
    words = _WORD.findall(text)
    if not words or len(words) < fewest_words:
        return None
    sentences = sum(1 for piece in _SENTENCE_END.split(text) if _WORD.search(piece))
    grade = (
        0.39 * len(words) / max(1, sentences)
        + 11.8 * sum(syllables(word) for word in words) / len(words)
        - 15.59
    )
    return min(_OLDEST, max(_YOUNGEST, math.floor(grade + _YEARS_BEFORE_SCHOOL + 0.5)))


def reading_age_of(content: Content, *, on: date, rules: Rules) -> int | None:
    """The reading age of what a plan says in words of its own."""
    return reading_age(
        "\n".join(_sentences(content)), fewest_words=rules.get_int("plan.reading_fewest_words", on)
    )


def pages(content: Content, *, on: date, rules: Rules) -> int:
    """About how many pages the standard document fills, one at least."""
    words = sum(len(each.split()) for each in (*_sentences(content), *_around(content)))
    return max(1, math.ceil(words / rules.get_int("plan.words_a_page", on)))


def _sentences(content: Content) -> Iterable[str]:
    yield from (content.parts[name] for name in PARTS if content.parts.get(name))
    for line in content.lines:
        yield line.text
        if line.detail:
            yield line.detail


def _around(content: Content) -> Iterable[str]:
    yield from (content.title, content.customer.name, *content.customer.lines, content.adviser.name)
    if content.privacy is not None:
        yield from content.privacy.lines
